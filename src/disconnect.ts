import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { forget } from "./connections";

/** Forgets the connection. API Gateway does not promise that this is called, so senders clean up after gone ones too. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await forget(requestContext.connectionId);
  return { statusCode: 200 };
};
