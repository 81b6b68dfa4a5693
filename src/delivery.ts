import {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiServiceException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { Resource } from "cdktf-apigateway-websocket/runtime";
import { forgetGone } from "./connections";

const client = new ApiGatewayManagementApiClient({ endpoint: Resource.Chat.managementEndpoint });

/** Sends a message to a connection. False if it is gone; then it is removed from the table as well. */
export async function deliver(connectionId: string, message: object): Promise<boolean> {
  try {
    await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(message) }));
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    await forgetGone(connectionId);
    return false;
  }
}

// 410 where there was such a connection, 400 where there never can have been: ids come from clients.
function isGone(error: unknown): boolean {
  if (!(error instanceof ApiGatewayManagementApiServiceException)) return false;
  return error.$metadata.httpStatusCode === 410 || error.$metadata.httpStatusCode === 400;
}
