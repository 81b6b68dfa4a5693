import type { WebSocketDisconnectEvent } from "cdktf-apigateway-websocket/runtime";
import { forget } from "./connections";

/** Removes the connection. API Gateway does not guarantee this call, so senders also remove gone connections. */
export const handler = async ({ requestContext }: WebSocketDisconnectEvent) => {
  await forget(requestContext.connectionId);
  return { statusCode: 200 };
};
