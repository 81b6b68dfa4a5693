import { existsSync } from "node:fs";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { type App, TerraformStack, TerraformVariable } from "cdktf";
import { aws, Linkable } from "cdktf-apigateway-websocket";
import type { LocalApi, LocalApp } from "../../../lib/local/model";
import { testStack } from "../../support/synth";
import { refused, removeOutputs, served, synthesized } from "../synthesized";

const handler = "export const handler = async () => ({ statusCode: 200 });\n";
const sources = {
  "src/chat.ts": handler,
  "src/authorizer.ts": "export const handler = async () => ({ isAuthorized: true });\n",
};

afterAll(removeOutputs);

const apiOf = (app: LocalApp, name: string) => app.apis.find(({ path }) => path.endsWith(`/${name}/Api`)) as LocalApi;
const routeOf = (api: LocalApi, key: string) => api.routes.find(({ routeKey }) => routeKey === key);
// The notices on Node.js versions depend on the machine.
const withoutRuntimes = ({ notices }: LocalApp) => notices.filter((text) => !text.startsWith("Functions for nodejs"));
const functionOf = (app: LocalApp, name: string) => app.functions.find(({ path }) => path.includes(`/${name}`));

describe("an app of this library", () => {
  const dir = synthesized(sources, (app) => {
    const chat = testStack("chat-dev", app);
    const table = new DynamodbTable(chat, "Table", {
      name: "connections",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
    });
    Linkable.wrap(DynamodbTable, ({ name, arn }) => ({ properties: { name, arn } }));
    const api = new aws.ApiGatewayWebSocket(chat, "Chat", { transform: { stage: { name: "live" } } });
    const users = api.addAuthorizer("users", {
      lambda: { function: "src/authorizer.handler", identitySources: ["$request.querystring.token"] },
    });
    api.route("$connect", "src/chat.handler", { auth: { lambda: users.id } });
    api.route("$default", { handler: "src/chat.handler", link: [api, table], memory: "256 MB" }, { reply: true });
    withDomains(chat);
    const worker = new aws.Function(chat, "Worker", { handler: "src/chat.handler", name: "worker", url: true });
    api.route("work", { handler: "src/chat.handler", link: [worker] });

    const games = testStack("games-dev", app);
    const other = new aws.ApiGatewayWebSocket(games, "Games");
    other.route("$connect", "src/chat.handler", { auth: { iam: true } });
    other.route("$default", { handler: "src/chat.handler", environment: { CHAT: api.url }, timeout: "1 minute" });
    return [chat, games];
  });

  function withDomains(stack: TerraformStack): void {
    const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/3a958790-8878-4cdc-a396-06d95064cf63";
    const closed = { disableExecuteApiEndpoint: true };
    const domain = { name: "api.example.com", path: "v1", dns: false as const, cert: certificate };
    const api = new aws.ApiGatewayWebSocket(stack, "Closed", { domain, transform: { api: closed } });
    api.route("$default", { handler: "src/chat.handler", link: [api] });
    const guest = new aws.ApiGatewayWebSocket(stack, "Guest", { domain: { nameId: "other.example.com" } });
    const environment = { SITE: "https://other.example.com", URL: guest.url, MAIL: "me@other.example.com" };
    guest.route("$default", { handler: "src/chat.handler", environment });
  }

  const app = served(dir);
  const chat = apiOf(app, "Chat");

  it("is served under the names that it has on AWS", () => {
    expect(chat).toMatchObject({
      stack: "chat-dev",
      name: "chat-dev-Chat",
      apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      stageName: "live",
      region: "eu-west-1",
      account: "000000000000",
      partition: "aws",
      executionArn: `arn:aws:execute-api:eu-west-1:000000000000:${chat.apiId}`,
      routeSelectionExpression: "$request.body.action",
      url: `wss://${chat.authority}/live`,
      managementEndpoint: `https://${chat.authority}/live`,
      stageVariables: {},
      disableExecuteApiEndpoint: false,
    });
    expect(new Set(app.apis.map(({ authority }) => authority)).size).toBe(app.apis.length);
  });

  it("has the same ids in every run", () => {
    expect(served(dir).apis.map(({ apiId }) => apiId)).toEqual(app.apis.map(({ apiId }) => apiId));
  });

  it("has all routes with their functions", () => {
    expect(routeOf(chat, "$default")).toMatchObject({
      response: true,
      timeoutMs: 29_000,
      authorization: { type: "NONE" },
      function: { handler: "index.handler", runtime: "nodejs24.x", memoryMb: 256, timeoutSeconds: 20 },
    });
    expect(routeOf(chat, "$connect")).toMatchObject({
      response: false,
      authorization: { type: "CUSTOM", authorizer: { identitySources: ["route.request.querystring.token"] } },
    });
    expect(routeOf(apiOf(app, "Games"), "$connect")).toMatchObject({ authorization: { type: "AWS_IAM" } });
  });

  it("has the staged code of its functions, and the parameters of their bundles", () => {
    for (const fn of app.functions) expect(existsSync(join(fn.folder, "index.mjs"))).toBe(true);
    expect(routeOf(chat, "$default")?.function?.source).toMatchObject({ handler: "src/chat.ts", export: "handler" });
  });

  it("passes local values to its functions for values that are known only after apply", () => {
    const environment = routeOf(chat, "$default")?.function?.environment ?? {};
    expect(JSON.parse(environment.SST_RESOURCE_Chat ?? "")).toMatchObject({
      url: chat.url,
      managementEndpoint: chat.managementEndpoint,
    });
    expect(JSON.parse(environment.SST_RESOURCE_Table ?? "")).toMatchObject({
      name: "connections",
      arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/connections",
    });
  });

  it("passes the name and the ARN of a linked function, and a URL that can't be reached", () => {
    const environment = routeOf(chat, "work")?.function?.environment ?? {};
    expect(JSON.parse(environment.SST_RESOURCE_Worker ?? "")).toEqual({
      name: "worker",
      arn: "arn:aws:lambda:eu-west-1:000000000000:function:worker",
      url: expect.stringMatching(/^https:\/\/\w+\.lambda-url\.eu-west-1\.on\.aws\.invalid\/$/),
      type: "sst.aws.Function",
    });
  });

  it("resolves references between stacks", () => {
    expect(functionOf(app, "Games/Route $default")).toMatchObject({
      environment: { CHAT: chat.url },
      timeoutSeconds: 60,
    });
  });

  it("gives functions the permissions of their roles", () => {
    expect(routeOf(chat, "$default")?.function?.permissions).toEqual([
      {
        effect: "Allow",
        actions: ["execute-api:ManageConnections"],
        resources: [`${chat.executionArn}/live/*/@connections/*`],
      },
    ]);
    expect(routeOf(chat, "$connect")?.function?.permissions).toEqual([]);
  });

  it("has a separate port for each domain", () => {
    expect(app.domains).toEqual([
      {
        name: "api.example.com",
        host: "api.example.com",
        authority: expect.any(String),
        mappings: [{ path: "v1", api: apiOf(app, "Closed") }],
      },
      {
        name: "other.example.com",
        host: "other.example.com",
        authority: expect.any(String),
        mappings: [{ path: "", api: apiOf(app, "Guest") }],
      },
    ]);
    const authorities = [...app.apis, ...app.domains].map(({ authority }) => authority);
    expect(new Set(authorities).size).toBe(authorities.length);
  });

  it("uses the domain if an API has no other endpoint", () => {
    const [domain] = app.domains;
    const closed = apiOf(app, "Closed");
    const endpoints = { url: `wss://${domain?.authority}/v1/`, managementEndpoint: `https://${domain?.authority}/v1` };
    expect(closed).toMatchObject({ disableExecuteApiEndpoint: true, ...endpoints });
    const [route] = closed.routes;
    expect(JSON.parse(route?.function?.environment.SST_RESOURCE_Closed ?? "")).toMatchObject(endpoints);
    expect(route?.function?.managementEndpoint).toBe(endpoints.managementEndpoint);
  });

  it("replaces a domain in WebSocket URLs, and nowhere else", () => {
    const authority = app.domains[1]?.authority;
    expect(apiOf(app, "Guest").routes[0]?.function?.environment).toMatchObject({
      SITE: "https://other.example.com",
      URL: `wss://${authority}`,
      MAIL: "me@other.example.com",
    });
  });

  it("has the warnings of the synthesis as notices, and no others", () => {
    expect(withoutRuntimes(app)).toEqual([
      expect.stringMatching(/^"url" without authorization .* \(chat-dev\/Worker\)$/),
      expect.stringMatching(/^"account" is managed .* \(games-dev\/Games\)$/),
      expect.stringMatching(/^"timeout" of the function .* \(games-dev\/Games\/Route \$default\)$/),
    ]);
  });

  it("may have overridden variables", () => {
    const override = ({ path }: { readonly path: string }, name: string) =>
      path.includes("Games/Route $default") && name === "CHAT" ? "wss://elsewhere" : undefined;
    expect(functionOf(served(dir, { override }), "Games/Route $default")?.environment).toEqual({
      SST_RESOURCE_App: expect.any(String),
      CHAT: "wss://elsewhere",
    });
  });
});

describe("an app whose functions have versions, and whose routes have special keys,", () => {
  const versioned = { handler: "src/chat.handler", versioning: true } as const;
  const keys = ["GET /", "a b", "*", "über"];
  const app = served(
    synthesized(sources, (made) => {
      const stack = testStack("chat-dev", made);
      const api = new aws.ApiGatewayWebSocket(stack, "Chat");
      const users = api.addAuthorizer("users", {
        lambda: { function: { ...versioned, handler: "src/authorizer.handler" } },
      });
      api.route("$connect", versioned, { auth: { lambda: users.id } });
      api.route("$default", new aws.Function(stack, "Shared", { ...versioned, concurrency: { provisioned: 1 } }));
      for (const key of keys) api.route(key, "src/chat.handler");
      return [stack];
    }),
  );
  const [chat] = app.apis;

  it("is served with the current code", () => {
    expect(chat?.routes.map(({ routeKey }) => routeKey).sort()).toEqual(["$connect", "$default", ...keys].sort());
    expect(chat?.routes.every(({ function: fn }) => fn !== undefined)).toBe(true);
    expect(chat?.authorizers.map(({ function: fn }) => fn.arn)).toEqual([expect.not.stringMatching(/:\d$/)]);
  });
});

describe("a value that is known only after apply", () => {
  const app = (made: App) => {
    const stack = new TerraformStack(made, "chat-dev");
    new AwsProvider(stack, "aws");
    new ArchiveProvider(stack, "archive");
    const queue = new SqsQueue(stack, "jobs", { name: "jobs" });
    const secret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true });
    const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
    const environment = { QUEUE: queue.url, KEY: `key ${secret.stringValue}`, PLAIN: "plain" };
    api.route("$default", { handler: "src/chat.handler", environment });
    return stack;
  };
  const dir = synthesized(sources, app);
  const environmentWith = (values: Record<string, string>) => served(dir, { values }).functions[0]?.environment;

  it("is reported together with all other missing values", () => {
    const variable = (name: string) =>
      `The variable ${name} of the function chat-dev/Chat/Route $default/Handler/Function`;
    expect(refused(dir)).toEqual([
      `${variable("KEY")} can't be determined before a deployment: it depends on var.secret. Pass --set KEY=….`,
      `${variable("QUEUE")} can't be determined before a deployment: it depends on aws_sqs_queue.jobs.url. Pass --set QUEUE=….`,
    ]);
  });

  it.each([
    ["as a Terraform variable", { QUEUE: "q", TF_VAR_secret: "s" }, "key s"],
    ["as in expressions", { "aws_sqs_queue.jobs.url": "q", "var.secret": "s" }, "key s"],
    ["as the variable of the function", { QUEUE: "q", KEY: "whole" }, "whole"],
    ["for one stack", { "chat-dev/QUEUE": "q", "chat-dev/TF_VAR_secret": "s" }, "key s"],
  ])("can be passed %s", (_, values, key) => {
    expect(environmentWith(values)).toMatchObject({ QUEUE: "q", KEY: key, PLAIN: "plain" });
  });

  it("does not override a synthesized value, which is noticed", () => {
    const { functions, notices } = served(dir, { values: { QUEUE: "q", KEY: "k", PLAIN: "other" } });
    expect(functions[0]?.environment).toMatchObject({ PLAIN: "plain" });
    expect(notices).toContainEqual(expect.stringMatching(/PLAIN .*the value that you passed for it is ignored/));
  });

  it("may be the region, whose default is noticed", () => {
    const values = { QUEUE: "q", KEY: "k" };
    expect(withoutRuntimes(served(dir, { values }))).toEqual([
      "The stack chat-dev has a provider without a region; this run uses us-east-1.",
    ]);
    const china = served(dir, { values, region: "cn-north-1" });
    expect(china.apis[0]).toMatchObject({ region: "cn-north-1", partition: "aws-cn" });
    expect(withoutRuntimes(china)).toEqual([]);
  });
});

describe("a function with the log group of another part of the app", () => {
  /** The log groups in the policies of three functions: with the alias of a provider, with a region, with neither. */
  function logGroups(): readonly unknown[] {
    const dir = synthesized(sources, (app) => {
      const stack = testStack("chat-dev", app);
      const provider = new AwsProvider(stack, "china", { alias: "china", region: "cn-north-1" });
      const apis = [
        new aws.ApiGatewayWebSocket(stack, "Near"),
        new aws.ApiGatewayWebSocket(stack, "Alias", {}, { provider }),
        new aws.ApiGatewayWebSocket(stack, "Moved", { transform: { api: { region: "us-east-1" } } }),
      ];
      for (const api of apis) {
        const route = api.route("$default", { handler: "src/chat.handler", logging: { logGroup: "/shared" } });
        const { policyDocument } = (route.node.findChild("Handler") as aws.Function).nodes;
        api.route("reads", { handler: "src/chat.handler", environment: { POLICY: policyDocument?.json ?? "" } });
      }
      return [stack];
    });
    return served(dir).apis.map((api) => {
      const policy = routeOf(api, "reads")?.function?.environment.POLICY ?? "{}";
      return JSON.parse(policy).Statement[0].Resource;
    });
  }

  it("may write to it: the local run resolves partition, region and account", () => {
    expect(logGroups()).toEqual([
      ["arn:aws-cn:logs:cn-north-1:000000000000:log-group:/shared:*"],
      ["arn:aws:logs:us-east-1:000000000000:log-group:/shared:*"],
      ["arn:aws:logs:eu-west-1:000000000000:log-group:/shared:*"],
    ]);
  });
});
