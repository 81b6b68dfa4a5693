import { once } from "node:events";
import { readFileSync } from "node:fs";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack } from "cdktf";
import WebSocket from "ws";
import type { LocalOptions } from "../../../lib/local/local-options";
import type { LocalRun } from "../../../lib/local/local-run";
import { startLocal } from "../../../lib/local/start-local";
import { type Files, removeProjects } from "../../support/project";
import { synthesized } from "../synthesized";

const runs: LocalRun[] = [];
const clients: WebSocket[] = [];

/** Creates a stack with the providers. */
export function stackOf(app: App): TerraformStack {
  const stack = new TerraformStack(app, "chat-dev");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "archive");
  return stack;
}

/** Runs an app with one stack. `endAll` ends it. */
export async function started(
  files: Files,
  build: (stack: TerraformStack) => void,
  options: LocalOptions = {},
): Promise<LocalRun> {
  const dir = synthesized(files, (app) => {
    const stack = stackOf(app);
    build(stack);
    return stack;
  });
  const run = await startLocal({ dir, maxInstances: 2, ...options });
  runs.push(run);
  return run;
}

/** Ends everything that a test started. */
export async function endAll(): Promise<void> {
  for (const client of clients.splice(0)) client.terminate();
  for (const run of runs.splice(0)) await run.close();
}

/** Ends everything, and removes all projects, after the last test of a file. */
export async function endProjects(): Promise<void> {
  await endAll();
  removeProjects();
}

/** Connects a client. Resolves to the open client, or to the status of a rejected one. */
export function connect(
  run: LocalRun,
  query = "",
  options: WebSocket.ClientOptions & { readonly url?: string } = {},
): Promise<WebSocket | number> {
  const client = new WebSocket(`${options.url ?? run.url}${query}`, { ca: readFileSync(run.certificate), ...options });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.on("open", () => resolve(client));
    client.on("unexpected-response", (_, { statusCode = 0 }) => resolve(statusCode));
    client.on("error", reject);
  });
}

/** Connects a client. Fails if it is rejected. */
export async function connected(...args: Parameters<typeof connect>): Promise<WebSocket> {
  const client = await connect(...args);
  if (typeof client === "number") throw new Error(`It was turned away with ${client}.`);
  return client;
}

/** Sends a message and returns the next message. */
export async function ask(client: WebSocket, message: unknown): Promise<string> {
  client.send(typeof message === "string" ? message : JSON.stringify(message));
  return next(client);
}

export async function next(client: WebSocket): Promise<string> {
  const [data] = await once(client, "message");
  return String(data);
}

/** Waits until a condition is true. Fails after a long time. */
export async function until(isSo: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > limit) throw new Error("It did not get so.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
