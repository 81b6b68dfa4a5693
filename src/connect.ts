import type { WebSocketConnectEvent } from "cdktf-apigateway-websocket/runtime";
import { remember } from "./connections";

/** Stores the connection. If that fails, the client is rejected, because it would miss every broadcast. */
export const handler = async ({ requestContext }: WebSocketConnectEvent) => {
  await remember(requestContext.connectionId);
  return { statusCode: 200 };
};
