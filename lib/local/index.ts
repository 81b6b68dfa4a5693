/**
 * Runs a synthesized WebSocket API on this machine, for use in your own tests.
 *
 * @module cdktf-apigateway-websocket/local
 */

export type { DevelopmentIssuerOptions, LocalOptions } from "./local-options";
export type { LocalConnection, LocalEvent, LocalRun, LocalRunApi } from "./local-run";
export { LocalRunError } from "./local-run-error";
export { startLocal } from "./start-local";
export type { Faults, Limits } from "./wire/wire-options";
