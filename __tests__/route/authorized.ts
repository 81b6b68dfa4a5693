import type { TerraformStack } from "cdktf";
import { aws, type RouteAuth } from "../../lib";

/** A Lambda authorizer with an existing function. */
export const decider = {
  function: "arn:aws:lambda:eu-west-1:123456789012:function:decider",
  payload: "1.0",
  response: "iam",
} as const;

export const tokens = { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] } as const;

/** Creates each kind of auth, with the authorizer that it needs. */
export const kinds: Readonly<Record<string, (api: aws.ApiGatewayWebSocket) => RouteAuth>> = {
  iam: () => ({ iam: true }),
  lambda: (api) => ({ lambda: api.addAuthorizer("doorman", { lambda: decider }).id }),
  jwt: (api) => ({ jwt: { authorizer: api.addAuthorizer("users", { jwt: tokens }).id } }),
};

/** The source files of the handlers in the tests of auth. */
export const handlers = Object.fromEntries(
  ["connect", "disconnect", "default", "sendMessage", "authorizer", "get"].map((name) => [
    `src/${name}.ts`,
    "export const handler = async () => ({ statusCode: 200 });\nexport const index = handler;\n",
  ]),
);

/** Route arguments with jwt auth and scopes. */
export function asking(id: string, ...scopes: string[]): { readonly auth: RouteAuth } {
  return { auth: { jwt: { authorizer: id, ...(scopes.length > 0 && { scopes }) } } };
}

/** An API with a jwt authorizer on `$connect`. */
export function guardedApi(stack: TerraformStack, id = "MyApi", handler = "src/connect.handler") {
  const api = new aws.ApiGatewayWebSocket(stack, id);
  const users = api.addAuthorizer("users", { jwt: tokens });
  const connect = api.route("$connect", handler, asking(users.id));
  return { api, users, connect };
}
