/**
 * The module that handlers import. It provides the linked resources, the claims of a client's token, the answer to
 * offered subprotocols, and the types of events and authorizer responses.
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
