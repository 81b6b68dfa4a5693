import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { forget } from "./connections";

/** Removes the connection. API Gateway does not guarantee this call, so senders also remove gone connections. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await forget(requestContext.connectionId);
  return { statusCode: 200 };
};
