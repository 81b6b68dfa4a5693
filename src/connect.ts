import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { remember } from "./connections";

/** Keeps the connection. If that fails, the client is not let in: it would miss every message to all. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await remember(requestContext.connectionId);
  return { statusCode: 200 };
};
