import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { App } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Attributes, Synthesized, testStack } from "../support/synth";
import { temporaryFolder } from "../support/ways";
import { asking, guardedApi } from "./authorized";

const chat = `
export const handler = async (event) => {
  process.stderr.write("ran " + event.requestContext.routeKey + "\\n");
  return { statusCode: 200, body: "hello" };
};
`;

/** Synthesizes a stack with an API whose routes share one function, and returns its folder. */
function synthesized(): { readonly folder: string; readonly made: Synthesized } {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  const stack = testStack("chat-dev", app);
  const { api, users } = guardedApi(stack, "MyApi", "src/chat.handler");
  const fn = new aws.Function(stack, "Chat", { handler: "src/chat.handler" });
  api.route("$disconnect", fn);
  api.route("$default", fn, { reply: true });
  api.route("write", fn, asking(users.id, "chat:write"));
  api.route("read", fn, { ...asking(users.id, "chat:read", "chat:write"), reply: true });
  api.route("own", { handler: "src/chat.handler", nodejs: { format: "cjs" } }, asking(users.id, "chat:write"));
  const other = guardedApi(stack, "Other", "src/chat.handler");
  other.api.route("admin", fn, asking(other.users.id, "chat:admin"));
  app.synth();
  const folder = join(outdir, "stacks", "chat-dev");
  return { folder, made: new Synthesized(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"))) };
}

/** The environment of a function, evaluated as by Terraform; `ids` are those of the APIs. */
function environmentOf(fn: Attributes<LambdaFunctionConfig>, ids: Readonly<Record<string, string>>) {
  const [{ variables }] = [fn.environment].flat() as [{ variables: Record<string, string> }];
  const filled = Object.entries(variables).map(([name, value]) => [name, evaluated(value, ids)]);
  return Object.fromEntries(filled) as Record<string, string>;
}

function evaluated(value: string, ids: Readonly<Record<string, string>>): string {
  const expression = /^\$\{jsonencode\((.+)\)\}$/.exec(value)?.[1];
  if (expression === undefined) return value;
  const json = expression
    .replaceAll('" = ', '": ')
    .replace(/aws_apigatewayv2_api\.([A-Za-z]+?)(_Api)?_\w+\.id/, (_, name: string) => JSON.stringify(ids[name]));
  return JSON.stringify(JSON.parse(json));
}

interface Called {
  readonly answer?: { readonly statusCode?: number; readonly body?: string };
  readonly error?: string;
  /** The keys of the routes whose events reached the handler. */
  readonly ran: readonly string[];
}

const ids = { MyApi: "abc123", Other: "def456" } as const;

describe("a deployed function with a guard", () => {
  let folder: string;
  let made: Synthesized;

  beforeAll(() => {
    enter(project({ "src/chat.js": chat }));
    ({ folder, made } = synthesized());
  });
  afterAll(removeProjects);

  /** Runs a function of the stack in its own process, with only the environment of the JSON. */
  function call(id: string, event: unknown): Called {
    const [address, fn] = Object.entries(made.byAddress(LambdaFunction)).find(([name]) => name.startsWith(id)) ?? [];
    const archive = /archive_file\.(\w+)\.output_path/.exec(String(fn?.filename))?.[1] ?? "";
    const data = made.json.data as Record<string, Record<string, Record<string, string>>>;
    const code = join(folder, data.archive_file?.[archive]?.source_dir ?? "");
    const [file, name] = String(fn?.handler).split(".");
    if (address === undefined || fn === undefined) throw new Error(`There is no function ${id}.`);
    const script = `
      const { readdirSync } = await import("node:fs");
      const file = readdirSync(".").find((name) => /^${file}\\.[cm]?js$/.test(name));
      const module = await import("./" + file);
      const handler = module[${JSON.stringify(name)}] ?? module.default[${JSON.stringify(name)}];
      const [answer, error] = await handler(${JSON.stringify(event)}, {}).then((it) => [it], (it) => [undefined, it.message]);
      console.log(JSON.stringify({ answer, error }));`;
    const env = { ...environmentOf(fn, ids), PATH: process.env.PATH };
    const shell = `exec "$0" --input-type=module -e "$1" 2>&1`;
    const out = execFileSync("sh", ["-c", shell, process.execPath, script], { cwd: code, env, encoding: "utf8" });
    const lines = out.trim().split("\n");
    const ran = lines.flatMap((line) => /^ran (.+)/.exec(line)?.[1] ?? []);
    return { ...JSON.parse(lines.at(-1) ?? ""), ran };
  }

  const event = (routeKey: string, scope?: string, context: object = {}) => ({
    requestContext: {
      routeKey,
      eventType: { $connect: "CONNECT", $disconnect: "DISCONNECT" }[routeKey] ?? "MESSAGE",
      apiId: ids.MyApi,
      connectionId: "C1=",
      requestId: "R1=",
      requestTimeEpoch: 1_700_000_000_000,
      authorizer: { principalId: "u", exp: "1700000001", scope },
      ...context,
    },
    body: "{}",
    isBase64Encoded: false,
  });

  it.each([
    ["write", "chat:write"],
    ["write", "openid chat:write"],
    ["read", "chat:read"],
    ["read", "chat:write"],
    ["$default", "openid"],
    ["$default", undefined],
    ["$disconnect", undefined],
  ])("runs the handler of %s for a token with %s", (key, scope) => {
    expect(call("Chat_", event(key, scope))).toMatchObject({ answer: { statusCode: 200 }, ran: [key] });
  });

  it.each([
    ["write", "chat:read"],
    ["write", "chat:writer"],
    ["write", ""],
    ["write", undefined],
    ["read", "openid"],
  ])("does not run the handler of %s for a token with %s, and answers Forbidden", (key, scope) => {
    const { answer, error, ran } = call("Chat_", event(key, scope));
    expect({ error, ran }).toEqual({ ran: [] });
    expect(JSON.parse(answer?.body ?? "")).toEqual({ message: "Forbidden", connectionId: "C1=", requestId: "R1=" });
  });

  it.each([
    ["write", "without", undefined],
    ["read", "with", "hello"],
    ["$default", "with", "hello"],
  ])("sends what the handler of %s, %s reply, returns: %s", (key, _, body) => {
    expect(call("Chat_", event(key, "chat:write")).answer?.body).toBe(body);
  });

  it.each<[string, object]>([
    ["of another API", event("write", "chat:write", { apiId: "other" })],
    ["of another API that it serves, with a route of this one", event("write", "chat:write", { apiId: ids.Other })],
    ["of this API, with a route of another one that it serves", event("admin", "chat:admin")],
    ["of a route that it does not serve", event("further", "chat:write")],
    ["of a URL", { version: "2.0", routeKey: "$default", requestContext: { apiId: "url", routeKey: "$default" } }],
    ["of a queue", { Records: [{ body: "{}" }] }],
    ["without content", {}],
  ])("does not run the handler for an event %s", (_, other) => {
    const { answer, error, ran } = call("Chat_", other);
    expect({ answer, ran }).toEqual({ ran: [] });
    expect(error).toMatch(/refused/);
  });

  it("checks the scopes of the other API on its route", () => {
    const admin = (scope: string) => call("Chat_", event("admin", scope, { apiId: ids.Other })).ran;
    expect(admin("chat:admin")).toEqual(["admin"]);
    expect(admin("chat:write")).toEqual([]);
  });

  it("works in CommonJS, and on a function of one route", () => {
    expect(call("MyApi_Routeown_", event("own", "chat:write")).ran).toEqual(["own"]);
    expect(call("MyApi_Routeown_", event("own", "chat:read")).ran).toEqual([]);
  });

  it("does not exist on a function without scoped routes", () => {
    expect(call("MyApi_Routeconnect_", event("$connect", undefined, { apiId: "any" })).ran).toEqual(["$connect"]);
  });
});
