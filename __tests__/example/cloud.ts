import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";

const TableName = "chat-test-connections";

/** A row of the connections table. */
type Row = { readonly connectionId: string; readonly [attribute: string]: unknown };

/** How API Gateway answers a post to a connection. */
type Health = "open" | "gone" | "malformed" | "broken";

const answers = {
  open: { status: 200 },
  gone: { status: 410, type: "GoneException" },
  malformed: { status: 400, type: "BadRequestException" },
  broken: { status: 500, type: "InternalServerErrorException" },
} as const;

/** API Gateway's `@connections`, which knows its connections and keeps what it was asked to send to each. */
class Connections {
  public readonly health = new Map<string, Health>();
  public readonly received = new Map<string, unknown[]>();
  public mostAtOnce = 0;
  private atOnce = 0;

  public readonly server = createServer(async (request, response) => {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    let body = "";
    for await (const chunk of request) body += chunk;
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.atOnce -= 1;

    const [, stage, resource, id = ""] = (request.url ?? "").split("/").map(decodeURIComponent);
    const known = request.method === "POST" && stage === "$default" && resource === "@connections";
    if (!known) return void response.writeHead(404).end();
    const health = this.health.get(id) ?? "gone";
    if (health === "open") this.received.set(id, [...(this.received.get(id) ?? []), JSON.parse(body)]);
    const answer = answers[health];
    response.writeHead(answer.status, "type" in answer ? { "x-amzn-ErrorType": answer.type } : {}).end();
  });

  public reset(): void {
    this.health.clear();
    this.received.clear();
    this.mostAtOnce = 0;
  }
}

/** The connections table, seen from outside the handlers. */
class Table {
  private readonly client = DynamoDBDocumentClient.from(new DynamoDBClient());

  public async create(): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "connectionId", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "connectionId", AttributeType: "S" }],
      }),
    );
  }

  public async put(row: Row): Promise<void> {
    await this.client.send(new PutCommand({ TableName, Item: row }));
  }

  public async rows(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      rows.push(...((page.Items ?? []) as Row[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return rows;
  }

  public async clear(): Promise<void> {
    for (const { connectionId } of await this.rows())
      await this.client.send(new DeleteCommand({ TableName, Key: { connectionId } }));
  }

  public close(): void {
    this.client.destroy();
  }
}

/** What the handlers talk to, on this machine; they find it through their environment as they do in Lambda. */
export async function startCloud() {
  const connections = new Connections();
  const database = dynalite({ createTableMs: 0 });
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_ENDPOINT_URL_DYNAMODB: await listen(database),
    SST_RESOURCE_App: JSON.stringify({ name: "chat", stage: "test" }),
    SST_RESOURCE_Chat: JSON.stringify({ managementEndpoint: `${await listen(connections.server)}/$default` }),
    SST_RESOURCE_Connections: JSON.stringify({ name: TableName }),
  });
  const table = new Table();
  await table.create();
  const stop = async () => {
    table.close();
    await Promise.all([close(database), close(connections.server)]);
  };
  return { connections, table, stop };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
