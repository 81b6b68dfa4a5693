/**
 * What handlers import: the resources their function is linked to.
 *
 * @module cdktf-apigateway-websocket/runtime
 */

export * from "./resource";
