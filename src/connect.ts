import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { remember } from "./connections";

/** Stores the connection. If that fails, the client is rejected, because it would miss every broadcast. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await remember(requestContext.connectionId);
  return { statusCode: 200 };
};
