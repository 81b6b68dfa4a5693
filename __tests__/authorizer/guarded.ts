import { join } from "node:path";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { App, type TerraformStack } from "cdktf";
import { type ApiGatewayWebSocketAuthorizerArgs, aws, type RouteAuth } from "../../lib";
import { type Files, filesBelow } from "../support/project";
import { type Synthesized, testStack } from "../support/synth";
import { given } from "../support/ways";

/** The source files of the tests' handlers. */
export const sources = {
  "src/authorizer.ts": "export const handler = async () => ({ isAuthorized: true });\n",
  "src/default.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "ready/index.mjs": "export const handler = async () => ({ isAuthorized: true });\n",
};

export const handler = "src/authorizer.handler";
export const jwt = { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] };

/** The output folder of the project that the test entered. */
export const outdir = () => join(process.cwd(), "cdktf.out");

/** Synthesizes an app with one stack into the project. Returns all written files. */
export function synthesize(build: (stack: TerraformStack) => void): Files {
  const app = new App({ outdir: outdir() });
  build(testStack("chat-dev", app));
  app.synth();
  return filesBelow(outdir());
}

/** The `auth` of a route that uses an authorizer. */
export function authOf({ kind, id }: aws.ApiGatewayV2Authorizer): RouteAuth {
  return kind === "jwt" ? { jwt: { authorizer: id } } : { lambda: id };
}

/** Adds an authorizer to a new API whose `$connect` uses it. */
export function guarded(
  stack: TerraformStack,
  args: ApiGatewayWebSocketAuthorizerArgs,
  name = "users",
): aws.ApiGatewayV2Authorizer {
  const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
  const authorizer = api.addAuthorizer(name, args);
  api.route("$connect", given, { auth: authOf(authorizer) });
  return authorizer;
}

export const arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer";
export const straight = { payload: "1.0", response: "iam" } as const;

/** The only authorizer function of a stack. */
export function authorizerFunction(stack: Synthesized) {
  const all = Object.entries(stack.byAddress(LambdaFunction)).filter(([address]) => address.includes("Authorizer"));
  if (all.length !== 1) throw new Error(`Expected one function of an authorizer, found ${all.length}.`);
  return all[0]?.[1] as { readonly [key: string]: unknown };
}

export function variables(fn: { readonly [key: string]: unknown }): Readonly<Record<string, string>> {
  return (fn.environment as { readonly variables: Record<string, string> }).variables;
}

/** The only invoke permission of an authorizer in a stack. */
export function permission(stack: Synthesized) {
  const all = stack.all(LambdaPermission).filter(({ source_arn }) => String(source_arn).includes("/authorizers/"));
  if (all.length !== 1) throw new Error(`Expected one permission of an authorizer, found ${all.length}.`);
  return all[0];
}
