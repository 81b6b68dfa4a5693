import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import WebSocket from "ws";
import { compiledLibrary, program } from "../../support/compiled";
import { Running } from "../cli/running";
import { ask } from "../wire/started";
import { newProject } from "./project";

const repository = resolve(__dirname, "../../..");
const sucrase = join(repository, "node_modules/sucrase/register");
const command = [program, "dev", "--port", "0"];

/** The command of an app, as in `cdktf.json`. Without an ending, the file is no source that `dev` recognizes. */
export const appCommand = (file = "main.ts") => `node --require ${sucrase} ${file}`;

/** The source of an app with one API and these statements. */
export const main = (...statements: readonly string[]) => `
import { App, TerraformStack } from "cdktf";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { aws } from ${JSON.stringify(compiledLibrary)};
import { names } from "./names";

const app = new App();
const stack = new TerraformStack(app, "chat-dev");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new ArchiveProvider(stack, "archive");
const api = new aws.ApiGatewayWebSocket(stack, names.api, { accessLog: false });
${statements.join("\n")}
app.synth();
`;

export const route = (key: string, file: string) => `api.route("${key}", "src/${file}.handler", { reply: true });`;

/** A project whose app can run. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const root = newProject({
    "cdktf.json": JSON.stringify({ language: "typescript", app: appCommand() }),
    "tsconfig.json": "{}",
    "names.ts": 'export const names = { api: "Chat" };\n',
    ...files,
  });
  const packages = join(root, "node_modules");
  mkdirSync(packages, { recursive: true });
  for (const name of ["cdktf", "constructs", "@cdktf"])
    symlinkSync(join(repository, "node_modules", name), join(packages, name));
  return root;
}

/** A running `dev` and a client of it. */
export interface Dev {
  readonly root: string;
  readonly run: Running;
  readonly client: WebSocket;
}

const running: Running[] = [];

/** Starts `dev` in a project. */
export function startDev(root: string, ...args: readonly string[]): Running {
  const run = new Running([...command, ...args], root);
  running.push(run);
  return run;
}

/** Starts `dev` in a project, and connects a client. */
export async function dev(root: string, ...args: readonly string[]): Promise<Dev> {
  const run = startDev(root, ...args);
  const [, port] = await run.line(/wss:\/\/localhost:(\d+)\/\$default/);
  const client = new WebSocket(`ws://localhost:${port}/$default`);
  await new Promise((opened, failed) => client.once("open", opened).once("error", failed));
  return { root, run, client };
}

/** Ends all that were started. */
export async function endDevs(): Promise<void> {
  for (const run of running.splice(0)) await run.end("SIGKILL");
}

/** Asks until the answer is the expected one. Every other answer has to be one of the allowed. */
export async function answers({ client }: Dev, expected: string, allowed: readonly string[], message: unknown = "?") {
  for (;;) {
    const answer = await ask(client, message);
    if (answer === expected) return;
    expect(allowed).toContain(answer);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
