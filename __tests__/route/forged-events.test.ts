import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import type { TerraformStack } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { refusedInApp, synthesizeApp } from "../support/ways";
import { asking, guardedApi, handlers } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

interface Made {
  readonly stack: TerraformStack;
  readonly api: aws.ApiGatewayWebSocket;
  /** The function that the attempt is about, and its name in AWS. */
  readonly fn: aws.Function;
  readonly name: string;
}

const integrationType = "AWS";
const straight = { transform: { integration: { integrationType } } };
const invokeArn = (arn: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

function raw({ stack, api, fn }: Made): Apigatewayv2Integration {
  const apiId = api.nodes.api.id;
  return new Apigatewayv2Integration(stack, "Raw", {
    apiId,
    integrationType,
    integrationUri: fn.nodes.function.invokeArn,
  });
}

/** Routes and integrations that pass a client's message to a function as its event. */
const attempts: Readonly<Record<string, (made: Made) => unknown>> = {
  "a route of an alias": ({ stack, api, fn }) => {
    const alias = new LambdaAlias(stack, "Live", { name: "live", functionName: fn.name, functionVersion: "1" });
    api.route("open", alias.arn, straight);
  },
  "a route of a version": ({ api, fn }) => api.route("open", fn.nodes.function.qualifiedArn, straight),
  "a route of a written ARN": ({ api, name }) =>
    api.route("open", `arn:aws:lambda:eu-west-1:123456789012:function:${name}`, straight),
  "a route of a written ARN with a qualifier": ({ api, name }) =>
    api.route("open", `arn:aws:lambda:eu-west-1:123456789012:function:${name}:live`, straight),
  "a route of another API": ({ stack, fn }) =>
    new aws.ApiGatewayWebSocket(stack, "Second").route("open", `${fn.arn}:live`, straight),
  "the URI of an integration": ({ api, fn }) =>
    api.route("open", "src/get.handler", {
      transform: { integration: { integrationType, integrationUri: invokeArn(fn.arn) } },
    }),
  "the type of an integration known only after apply": ({ api, fn }) =>
    api.route("open", "src/get.handler", {
      transform: { integration: { integrationType: "${var.type}", integrationUri: invokeArn(fn.arn) } },
    }),
  "a template of an integration": ({ api, fn }) =>
    api.route("open", "src/get.handler", {
      transform: { integration: { requestTemplates: { $default: "{}" }, integrationUri: invokeArn(fn.arn) } },
    }),
  "the target of a route": (made) =>
    made.api.route("open", "src/get.handler", {
      transform: { route: { target: `integrations/${raw(made).id}` } },
    }),
  "an integration of the provider": raw,
};

function build(attempt: (made: Made) => unknown, opened: "guarded" | "other") {
  return (stack: TerraformStack) => {
    const { api, users } = guardedApi(stack);
    const guarded = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    const other = new aws.Function(stack, "Shared2", { handler: "src/default.handler", name: "shared2" });
    api.route("a", guarded, asking(users.id, "x"));
    attempt({
      stack,
      api,
      ...(opened === "guarded" ? { fn: guarded, name: "shared" } : { fn: other, name: "shared2" }),
    });
  };
}

describe("an event that a client forges", () => {
  it.each(Object.entries(attempts))("can't reach a function with scopes through %s", (_, attempt) => {
    expect(refusedInApp(build(attempt, "guarded")).message).toMatch(/clients would bypass the API's authorizer/);
  });

  it.each(Object.entries(attempts))("may reach another function through %s", (_, attempt) => {
    expect(() => synthesizeApp(build(attempt, "other"))).not.toThrow();
  });
});
