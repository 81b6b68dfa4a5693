import {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiServiceException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { Resource } from "cdktf-apigateway-websocket/runtime";
import { forgetGone } from "./connections";

const client = new ApiGatewayManagementApiClient({ endpoint: Resource.Chat.managementEndpoint });

/** Sends a message to a connection. If the connection is gone, removes it from the table and returns false. */
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

// The status is 410 for a closed connection, and 400 for an invalid id, because ids come from clients.
function isGone(error: unknown): boolean {
  if (!(error instanceof ApiGatewayManagementApiServiceException)) return false;
  return error.$metadata.httpStatusCode === 410 || error.$metadata.httpStatusCode === 400;
}
