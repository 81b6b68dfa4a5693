import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { type App, LocalBackend, TerraformStack, TerraformVariable } from "cdktf";
import { aws, cloudflare, vercel } from "../../lib";

/** The sources that the app below bundles. */
export const sources = {
  "src/connect.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "src/authorizer.ts": "export const handler = async () => ({ isAuthorized: true });\n",
  "src/default.ts":
    'import { greeting } from "./shared";\nimport { inside } from "inside";\nexport const handler = async () => ({ statusCode: 200, body: greeting + inside });\n',
  "src/chat.ts":
    'import { greeting } from "./shared";\n/** Not in the bundle. */\nexport const handler = async (event: { body: string }) => {\n  if (event.body === -0) return;\n  if (event.body === greeting) throw new Error(greeting);\n  return { statusCode: 200 };\n};\n',
  "src/shared.ts": 'export const greeting: string = "hello";\n',
  "ready/bootstrap": "#!/bin/sh\nexit 0\n",
  "ready/lib/data.txt": "data\n",
  "node_modules/inside/package.json": '{ "name": "inside", "version": "1.0.0" }',
  "node_modules/inside/index.js": "exports.inside = __filename;\n",
};

/** Adds two stacks that use every resource type of the library. `further` adds another route and its function. */
export function everything(app: App, further = false): readonly TerraformStack[] {
  const chat = stackWithProviders(app, "chat-dev");
  const fn = new aws.Function(chat, "Shared", { handler: "src/chat.handler", logging: { format: "json" } });
  withEachHandler(chat, fn);
  new aws.Function(chat, "Web", {
    handler: "src/default.handler",
    url: true,
    versioning: true,
    concurrency: { provisioned: 1 },
    retries: 1,
  });
  withoutDefaults(chat);
  withAuthorizers(chat, further);
  withDomains(chat);
  if (further) new aws.ApiGatewayWebSocket(chat, "Further").route("$default", "src/default.handler");

  const games = stackWithProviders(app, "games-dev");
  const api = new aws.ApiGatewayWebSocket(games, "Games", {
    transform: { route: { handler: { timeout: "1 minute" } } },
  });
  api.route("$connect", "src/connect.handler", { auth: { iam: true } });
  api.route("shared", fn);
  if (further) api.route("further", "src/default.handler", { auth: { iam: true }, reply: true });
  api.route("$default", "src/default.handler", { auth: { iam: true }, reply: true });
  return [chat, games];
}

function withEachHandler(stack: TerraformStack, fn: aws.Function): void {
  const arn = new TerraformVariable(stack, "arn", { type: "string" });
  const plain = new LambdaFunction(stack, "Plain", {
    functionName: "plain",
    role: "arn:aws:iam::123456789012:role/plain",
  });
  const api = new aws.ApiGatewayWebSocket(stack, "Chat");
  api.route("$connect", "src/connect.handler");
  api.route("$disconnect", { handler: "bootstrap", bundle: "ready", runtime: "provided.al2023", logging: false });
  api.route(
    "$default",
    { handler: "src/default.handler", nodejs: { sourcemap: true, minify: false } },
    { reply: true },
  );
  api.route("a/b", { handler: "src/chat.handler", nodejs: { format: "cjs", sourcemap: true } });
  api.route("a--b", { handler: "src/chat.handler", environment: { URL: api.url, ENDPOINT: api.managementEndpoint } });
  api.route("shared", fn);
  api.route("shared again", fn.arn);
  api.route("plain", plain);
  api.route("given", "arn:aws:lambda:eu-west-1:123456789012:function:given:live");
  api.route("unknown", arn.stringValue);
}

function withoutDefaults(stack: TerraformStack): void {
  const tokyo = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
  const far = new aws.ApiGatewayWebSocket(stack, "Far", {}, { provider: tokyo });
  far.route("$default", { handler: "src/default.handler", logging: { logGroup: "/shared" } });
  const given = { roleArn: "arn:aws:iam::123456789012:role/logs" };
  const moved = { api: { region: "us-east-1" }, stage: { name: "live" } };
  const near = new aws.ApiGatewayWebSocket(stack, "Near", { account: given, transform: moved });
  near.route("$default", "src/default.handler");
  const quiet = new aws.ApiGatewayWebSocket(stack, "Quiet", { accessLog: false });
  const permissions = [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:*:*:jobs"] }];
  const policies = ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess", new IamPolicy(stack, "Jobs", { policy: "{}" })];
  quiet.route("$default", { handler: "src/default.handler", logging: false, permissions, policies });
}

function withAuthorizers(stack: TerraformStack, further: boolean): void {
  const connect = "arn:aws:lambda:eu-west-1:123456789012:function:given:live";
  const asked = new aws.ApiGatewayWebSocket(stack, "Asked", { accessLog: false });
  const users = asked.addAuthorizer("a/b", { lambda: { function: "src/authorizer.handler" } });
  asked.route("$connect", connect, { auth: { lambda: users.id } });
  const shown = new aws.ApiGatewayWebSocket(stack, "Shown", { accessLog: false });
  const audiences = ["https://api.example.com"];
  const tokens = shown.addAuthorizer("tokens", { jwt: { issuer: "https://issuer.com/", audiences } });
  shown.route("$connect", connect, { auth: { jwt: { authorizer: tokens.id } } });
  const guarded = new aws.Function(stack, "Guarded", { handler: "src/default.handler" });
  shown.route("guarded", guarded, { auth: { jwt: { authorizer: tokens.id, scopes: ["chat"] } } });
  if (further) shown.route("further", guarded, { auth: { jwt: { authorizer: tokens.id, scopes: ["more"] } } });
}

function withDomains(stack: TerraformStack): void {
  new CloudflareProvider(stack, "cloudflare");
  new vercel.VercelProvider(stack, "vercel");
  const domains = {
    OnAws: "aws.example.com",
    OnCloudflare: { name: "cloudflare.example.com", path: "v1", dns: cloudflare.dns({ caa: true }) },
    OnVercel: { name: "*.vercel.example.com", dns: vercel.dns() },
    Guest: { nameId: "aws.example.com", path: "v1/guest" },
  };
  for (const [id, domain] of Object.entries(domains)) {
    const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false, domain });
    api.route("$default", "arn:aws:lambda:eu-west-1:123456789012:function:given:live");
    if (id === "Guest") api.nodes.domainName;
  }
}

function stackWithProviders(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: `${name}.tfstate` });
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "archive");
  return stack;
}
