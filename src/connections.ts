import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { Resource } from "cdktf-apigateway-websocket/runtime";

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

// API Gateway closes every connection after two hours. If $disconnect was never called, DynamoDB removes the row later.
const longestConnection = 2 * 60 * 60;
const margin = 10 * 60;

// Until $connect returns, which takes at most 29 s, the management API answers "gone" for the new connection.
const opening = 60;

/** Stores a new connection. */
export async function remember(connectionId: string): Promise<void> {
  const connectedAt = now();
  const Item = { connectionId, connectedAt, expiresAt: connectedAt + longestConnection + margin };
  await client.send(new PutCommand({ TableName: Resource.Connections.name, Item }));
}

/** Removes a closed connection. */
export async function forget(connectionId: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: Resource.Connections.name, Key: { connectionId } }));
}

/** Removes an unreachable connection, unless it is still being opened. */
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

/** The ids of all connections, read page by page. A consistent read includes the newest ones. */
export async function* everyone(): AsyncGenerator<string> {
  const scan = { TableName: Resource.Connections.name, ProjectionExpression: "connectionId", ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    for (const { connectionId } of Items) yield connectionId as string;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
