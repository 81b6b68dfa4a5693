// Runs the example on this machine: synthesizes it, creates its tables in a local DynamoDB, and serves it. Arguments
// after `npm run dev --` are passed to the package's command `dev`.
const { execSync, spawn } = require("node:child_process");
const { readdirSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { CreateTableCommand, DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const dynalite = require("dynalite");

const root = resolve(__dirname, "..");
const loopback = "127.0.0.1";

async function main() {
  const { app, output = "cdktf.out" } = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
  execSync(app, { cwd: root, stdio: "inherit" });
  const database = dynalite({ createTableMs: 0 });
  await new Promise((listening) => database.listen(0, loopback, listening));
  const endpoint = `http://${loopback}:${database.address().port}`;
  for (const table of tablesIn(join(root, output, "stacks"))) await createTable(table, endpoint);

  const command = [
    "--require",
    "sucrase/register",
    join(root, "lib/local/cli/main.ts"),
    "dev",
    ...process.argv.slice(2),
  ];
  const served = spawn(process.execPath, command, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: endpoint },
  });
  // Ctrl-C reaches both processes: the server stops by itself, and this process exits after it. A second Ctrl-C ends the
  // server at once, so that this process must not pass the first one on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => served.kill("SIGTERM"));
  served.on("exit", (code) => process.exit(code ?? 1));
}

function tablesIn(stacks) {
  return readdirSync(stacks).flatMap((stack) => {
    const { resource } = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"));
    return Object.values(resource.aws_dynamodb_table ?? {});
  });
}

async function createTable({ name, hash_key, attribute }, endpoint) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: attribute.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: [{ AttributeName: hash_key, KeyType: "HASH" }],
    }),
  );
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
