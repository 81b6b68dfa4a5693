/**
 * What handlers import: the resources their function is linked to, the claims of a client's token, the answer to the
 * subprotocols that a client offers, and the types of events and of an authorizer's answers.
 *
 * @module cdktf-apigateway-websocket/runtime
 */

export type {
  AuthorizerContext,
  AuthorizerEventV1,
  AuthorizerEventV2,
  IamAuthorizerResult,
  SimpleAuthorizerResult,
} from "./authorizer-types";
export { type Claims, claims } from "./claims";
export type {
  ConnectionAuthorizer,
  ConnectionContext,
  WebSocketConnectEvent,
  WebSocketDisconnectEvent,
  WebSocketMessageEvent,
} from "./events";
export * from "./resource";
export { acceptSubprotocol, type SubprotocolAnswer } from "./subprotocol";
