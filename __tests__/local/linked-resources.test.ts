import { once } from "node:events";
import { symlinkSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import dynalite from "dynalite";
import S3rver from "s3rver";
import sqslite from "sqslite";
import { WebSocket } from "ws";
import { aws, Secret } from "../../lib";
import { startLocal } from "../../lib/local";
import { testStack } from "../support/synth";
import { temporaryFolder } from "../support/ways";
import { removeOutputs, synthesized } from "./synthesized";

jest.setTimeout(120_000);

const repository = join(__dirname, "../..");

/** A handler as for AWS. The emulator of SQS does not speak the protocol of today's SDK, but SQS still speaks its own. */
const source = `import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Resource } from ${JSON.stringify(join(repository, "lib/runtime"))};

const { Votes, Files, Jobs, StripeKey } = Resource as any;
const client = new DynamoDBClient();
const files = new S3Client();

async function table(text: string) {
  await client.send(new PutItemCommand({ TableName: Votes.name, Item: { id: { S: "1" }, text: { S: text } } }));
  const { Item } = await client.send(new GetItemCommand({ TableName: Votes.name, Key: { id: { S: "1" } } }));
  return Item?.text?.S;
}

async function bucket(text: string) {
  const object = { Bucket: Files.name, Key: "a.txt" };
  await files.send(new PutObjectCommand({ ...object, Body: text }));
  const { Body } = await files.send(new GetObjectCommand(object));
  return Body?.transformToString();
}

async function ask(query: Record<string, string>) {
  const body = new URLSearchParams({ ...query, QueueUrl: Jobs.url });
  return (await fetch(new URL("/", Jobs.url), { method: "POST", body })).text();
}

async function queue(text: string) {
  await ask({ Action: "SendMessage", MessageBody: text });
  return /<Body>(.*?)<\\/Body>/.exec(await ask({ Action: "ReceiveMessage" }))?.[1];
}

export const handler = async ({ body }: { body: string }) => {
  const read = { table: await table(body), bucket: await bucket(body), queue: await queue(body) };
  return { statusCode: 200, body: JSON.stringify({ ...read, secret: StripeKey.value }) };
};
`;

const listening = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** The credentials that the emulator of S3 knows. */
const credentials = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" };
const clientOptions = {
  region: credentials.AWS_REGION,
  credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY },
};

async function createBucket(endpoint: string): Promise<void> {
  const client = new S3Client({ ...clientOptions, endpoint });
  await client.send(new CreateBucketCommand({ Bucket: "files-of-votes" }));
  client.destroy();
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ ...clientOptions, endpoint });
  await client.send(
    new CreateTableCommand({
      TableName: "votes",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  client.destroy();
}

/** Starts an emulator of each service on loopback. */
async function startEmulators() {
  const database = dynalite({ createTableMs: 0 });
  const tables = await listening(database);
  await createTable(tables);
  const files = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: temporaryFolder(),
  });
  const objects = `http://127.0.0.1:${(await files.run()).port}`;
  await createBucket(objects);
  const queues = sqslite({ logger: false });
  // It knows a queue by the name "localhost" only.
  const queue = (await queues.listen(0, "127.0.0.1")).replace("127.0.0.1", "localhost");
  await fetch(queue, { method: "POST", body: new URLSearchParams({ Action: "CreateQueue", QueueName: "jobs" }) });
  return {
    variables: {
      ...credentials,
      AWS_ENDPOINT_URL_DYNAMODB: tables,
      AWS_ENDPOINT_URL_S3: objects,
    },
    queueUrl: `${queue}/queues/jobs`,
    stop: async () => {
      database.closeAllConnections();
      await Promise.all([new Promise((resolve) => database.close(resolve)), files.close(), queues.close()]);
    },
  };
}

const output = () =>
  synthesized({ "src/vote.ts": source }, (app) => {
    symlinkSync(join(repository, "node_modules"), "node_modules");
    const stack = testStack("chat-dev", app);
    const table = new DynamodbTable(stack, "Votes", {
      name: "votes",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
    });
    const bucket = new S3Bucket(stack, "Files", { bucket: "files-of-votes" });
    const queue = new SqsQueue(stack, "Jobs", { name: "jobs" });
    const link = [table, bucket, queue, new Secret(stack, "StripeKey")];
    new aws.ApiGatewayWebSocket(stack, "Chat").route(
      "$default",
      { handler: "src/vote.handler", link },
      { reply: true },
    );
    return stack;
  });

afterAll(removeOutputs);

describe("a handler in the local run", () => {
  it("uses a linked table, bucket, queue and secret", async () => {
    const dir = output();
    const { variables, queueUrl, stop } = await startEmulators();
    const values = { "aws_sqs_queue.Jobs.url": queueUrl, TF_VAR_StripeKey: "sk_test" };
    const run = await startLocal({ dir, variables, values });
    try {
      const client = new WebSocket(run.url.replace("wss:", "ws:"));
      await once(client, "open");
      client.send("yes");
      const [message] = await once(client, "message");
      expect(JSON.parse(String(message))).toEqual({ table: "yes", bucket: "yes", queue: "yes", secret: "sk_test" });
      client.terminate();
    } finally {
      await run.close();
      await stop();
    }
  });

  it("needs a value for a linked secret, and gets the option for it", async () => {
    const run = await startLocal({ dir: output() });
    expect(run.notices.join("\n")).toMatch(/it depends on var\.StripeKey.*Pass --set var\.StripeKey=…/);
    await run.close();
  });
});
