import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { Resource } from "cdktf-apigateway-websocket/runtime";

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

// API Gateway ends every connection after two hours. A row older than that lost its $disconnect, and DynamoDB removes it.
const longestConnection = 2 * 60 * 60;
const margin = 10 * 60;

// While $connect still runs, a connection is "gone" to those who send: it is about to open. $connect ends within 29 s.
const opening = 60;

/** Keeps a connection that is being opened. */
export async function remember(connectionId: string): Promise<void> {
  const connectedAt = now();
  const Item = { connectionId, connectedAt, expiresAt: connectedAt + longestConnection + margin };
  await client.send(new PutCommand({ TableName: Resource.Connections.name, Item }));
}

/** Removes a connection that was closed. */
export async function forget(connectionId: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: Resource.Connections.name, Key: { connectionId } }));
}

/** Removes a connection that messages no longer reach, unless it is still being opened. */
export async function forgetGone(connectionId: string): Promise<void> {
  const command = new DeleteCommand({
    TableName: Resource.Connections.name,
    Key: { connectionId },
    ConditionExpression: "connectedAt < :opening",
    ExpressionAttributeValues: { ":opening": now() - opening },
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** The ids of all connections, page by page as they are asked for; those that opened a moment ago are in. */
export async function* everyone(): AsyncGenerator<string> {
  const scan = { TableName: Resource.Connections.name, ProjectionExpression: "connectionId", ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    for (const { connectionId } of Items) yield connectionId as string;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
