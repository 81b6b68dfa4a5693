import type { RunLog } from "../log/run-log";
import type { LocalApi, LocalRoute } from "../model";

/** Receives the events and messages of a run, for its log and for tests. */
export interface Observer {
  /** Called for each event that is sent to a function of a route. */
  event(sent: { readonly api: LocalApi; readonly routeKey: string; readonly event: unknown }): void;
  readonly log: RunLog;
}

/** Limits of a connection, in milliseconds. */
export interface Limits {
  /** Time without a message in either direction after which a connection is closed. */
  readonly idle: number;
  /** Time after which a connection is closed. */
  readonly duration: number;
}

/** API Gateway's own limits, which can't be raised. */
export const limitsOfAws: Limits = { idle: 10 * 60 * 1000, duration: 2 * 60 * 60 * 1000 };

/** Maximum size of a message in bytes, in either direction. */
export const messageLimit = 128 * 1024;

/** Faults that occur on AWS from time to time, to be simulated. May be changed during the run. */
export interface Faults {
  /** Share of the management API calls that are answered with 429, 0 to 1. */
  throttle: number;
  /** Share of the closed connections for which `$disconnect` is not called, 0 to 1. */
  dropDisconnect: number;
  /** Milliseconds that each call of a function waits before it begins. */
  latency: number;
}

export function noFaults(): Faults {
  return { throttle: 0, dropDisconnect: 0, latency: 0 };
}

export function routeOf({ routes }: LocalApi, routeKey: string): LocalRoute | undefined {
  return routes.find((route) => route.routeKey === routeKey);
}
