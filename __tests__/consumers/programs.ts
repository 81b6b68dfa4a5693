import type { Files } from "../support/project";
import { type CdkName, dependencies } from "./consumer";

export const entryOf = (cdk: CdkName): string =>
  cdk === "cdktf" ? "cdktf-apigateway-websocket" : "cdktf-apigateway-websocket/cdktn";

/** An app with a route, an authorizer and a link, in both module formats, and the programs of the tests. */
export function project(cdk: CdkName, constructs?: string): Files {
  return {
    "package.json": JSON.stringify({ name: `uses-${cdk}`, private: true, dependencies: dependencies(cdk, constructs) }),
    "cdktf.json": JSON.stringify({ language: "typescript", app: "node main.cjs" }),
    "src/echo.ts": "export const handler = async ({ body }: { body: string }) => ({ statusCode: 200, body });\n",
    "main.cjs": main(cdk, (names, from) => `const ${names} = require("${from}");`),
    "main.mjs": main(cdk, (names, from) => `import ${names} from "${from}";`).replaceAll(
      '/lib/provider"',
      '/lib/provider/index.js"',
    ),
    "consumer.ts": typed(cdk),
    "stack.test.js": jestTest(cdk),
  };
}

function main(cdk: CdkName, load: (names: string, from: string) => string): string {
  return [
    load("{ App, LocalBackend, TerraformStack }", cdk),
    load("{ AwsProvider }", `@${cdk}/provider-aws/lib/provider`),
    load("{ ArchiveProvider }", `@${cdk}/provider-archive/lib/provider`),
    load("{ aws }", entryOf(cdk)),
    `const app = new App();
const stack = new TerraformStack(app, "chat-dev");
new LocalBackend(stack, { path: "chat-dev.tfstate" });
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new ArchiveProvider(stack, "archive");
const api = new aws.ApiGatewayWebSocket(stack, "Api");
const users = api.addAuthorizer("users", { jwt: { issuer: "https://issuer.example.com", audiences: ["chat"] } });
api.route("$connect", "src/echo.handler", { auth: { jwt: { authorizer: users.id } } });
api.route("$default", { handler: "src/echo.handler", link: [api] }, { reply: true });
app.synth();
`,
  ].join("\n");
}

function typed(cdk: CdkName): string {
  return `import { App, TerraformStack } from "${cdk}";
import { AwsProvider } from "@${cdk}/provider-aws/lib/provider";
import { aws, type Duration, Linkable, ValidationError, vercel } from "${entryOf(cdk)}";
import { startLocal } from "cdktf-apigateway-websocket/local";
import { Resource } from "cdktf-apigateway-websocket/runtime";

const stack = new TerraformStack(new App(), "chat-dev");
const provider = new AwsProvider(stack, "aws");
export const api = new aws.ApiGatewayWebSocket(stack, "Api", {}, { provider });
export const route = api.route("$default", { handler: "src/echo.handler", link: [new Linkable(stack, "L", { properties: {} })] });
export const timeout: Duration = "20 seconds";
export const error: typeof Error = ValidationError as never;
export class Provider extends vercel.VercelProvider {}
export const app: string = Resource.App.name;
export const start = startLocal;
// @ts-expect-error: no such namespace
export type Missing = aws.Missing;
`;
}

function jestTest(cdk: CdkName): string {
  return `const { TerraformStack, Testing } = require("${cdk}");
const { ArchiveProvider } = require("@${cdk}/provider-archive/lib/provider");
const { AwsProvider } = require("@${cdk}/provider-aws/lib/provider");
const { aws } = require("${entryOf(cdk)}");

test("a stack", () => {
  const stack = new TerraformStack(Testing.app(), "chat-dev");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "archive");
  new aws.ApiGatewayWebSocket(stack, "Api").route("$default", "src/echo.handler");
  expect(Object.keys(JSON.parse(Testing.synth(stack, true)).resource)).toContain("aws_apigatewayv2_api");
});
`;
}

/** A script that prints the message for each construct, without children, that is given as a value. */
export function constructsAsValues(cdk: CdkName): string {
  return `const { TerraformStack, Testing } = require("${cdk}");
    const { AwsProvider } = require("@${cdk}/provider-aws/lib/provider");
    const { aws } = require("${entryOf(cdk)}");
    const stack = new TerraformStack(Testing.app(), "chat-dev");
    const value = new AwsProvider(stack, "aws", { region: "eu-west-1" });
    const handler = "src/echo.handler";
    const message = (work) => { try { work(); Testing.synth(stack); return "accepted" } catch ({ name, message }) { return name + ": " + message.split(" (")[0] } };
    console.log(JSON.stringify([
      message(() => new aws.Function(stack, "A", { handler, environment: { TABLE: value } })),
      message(() => new aws.Function(stack, "B", { handler, tags: { team: value } })),
      message(() => new aws.Function(stack, "C", { handler, description: value })),
      message(() => new aws.ApiGatewayWebSocket(stack, "D", { transform: { api: { description: value } } })),
    ]));`;
}

const got =
  'has to be a value; got the AwsProvider "aws". Pass an attribute of the construct, such as its "arn" or "name".';

export const messagesForValues = [
  `ValidationError: "environment.TABLE" ${got}`,
  `ValidationError: "tags.team" ${got}`,
  `ValidationError: "description" ${got}`,
  `ValidationError: "description" of "D/Api" ${got}`,
];
