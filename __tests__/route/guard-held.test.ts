import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Aspects, type TerraformElement, type TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { given, refused } from "../support/ways";
import { asking, guardedApi, handlers } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

type Resource = TerraformElement & { readonly terraformResourceType: string };
type RouteArgs = NonNullable<Parameters<aws.ApiGatewayWebSocket["route"]>[2]>;

/** The resources between a client and the handler of a route with scopes. */
const parts = {
  route: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.route,
  integration: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.integration,
  response: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.routeResponse as Resource,
  function: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => (nodes.function as aws.Function).nodes.function,
};

const variable = "environment.variables.WEBSOCKET_ROUTE_4F9395650415";
const open = '{"api":"abc123","route":"a","reply":false}';

/** The locked attributes, each with another value. */
const changes: readonly (readonly [part: keyof typeof parts, attribute: string, value: unknown])[] = [
  ["route", "target", "integrations/abc123"],
  ["route", "route_key", "b"],
  ["route", "api_id", "abc123"],
  ["route", "route_response_selection_expression", undefined],
  ["integration", "integration_uri", "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/x/invocations"],
  ["integration", "integration_type", "AWS"],
  ["integration", "api_id", "abc123"],
  ["response", "route_id", "abc123"],
  ["response", "api_id", "abc123"],
  ["function", "handler", "index.other"],
  ["function", "runtime", "nodejs22.x"],
  ["function", "filename", "other.zip"],
  ["function", "source_code_hash", "other"],
  ["function", variable, open],
  ["function", "environment", null],
];

type Change = (resource: Resource, stack: TerraformStack) => void;

function build(part: keyof typeof parts, change: Change, args: RouteArgs = {}) {
  return (stack: TerraformStack) => {
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", { ...asking(users.id, "x"), ...args });
    change(parts[part](route), stack);
  };
}

const address = (resource: Resource) => `resource.${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
const rejection =
  /^"auth" of the route "a" would no longer be checked|^"auth\.jwt\.scopes" of the route "a" can't be checked after|may not change its (code|variable|environment)/;

describe("a route with scopes", () => {
  it("is accepted without changes", () => {
    const stack = testStack();
    build("route", () => undefined)(stack);
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  it("is accepted with other Terraform addresses", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", asking(users.id, "x"));
    for (const [name, part] of Object.entries(parts)) part(route).overrideLogicalId(name);
    api.nodes.api.overrideLogicalId("api");
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  describe.each(changes)("rejects another value of its %s's %s", (part, attribute, value) => {
    it.each<[string, Change]>([
      ["an override", (resource) => resource.addOverride(attribute, value)],
      ["an override known only after apply", (resource) => resource.addOverride(attribute, "${var.unknown}")],
      ["an override that removes it", (resource) => resource.addOverride(attribute, undefined)],
      [
        "an override of the stack",
        (resource, stack) => stack.addOverride(`${address(resource)}.${attribute}`, value ?? null),
      ],
      [
        "an aspect",
        (resource, stack) =>
          Aspects.of(stack).add({ visit: (node) => node === resource && resource.addOverride(attribute, value) }),
      ],
    ])("by %s", (_, change) => {
      expect(refused(build(part, change)).message).toMatch(rejection);
    });
  });

  describe.each(["route", "integration", "response", "function"] as const)("rejects for its %s", (part) => {
    it.each<[string, Change]>([
      ["removal", (resource) => void resource.node.scope?.node.tryRemoveChild(resource.node.id)],
      [
        "the stack's override of the whole resource",
        (resource, stack) => stack.addOverride(address(resource), undefined),
      ],
      ["count = 0", (resource) => resource.addOverride("count", 0)],
      ["count known only after apply", (resource) => resource.addOverride("count", "${var.count}")],
      ["for_each", (resource) => resource.addOverride("for_each", [])],
      ["ignore_changes", (resource) => resource.addOverride("lifecycle.ignore_changes", "all")],
    ])("%s", (_, change) => {
      expect(refused(build(part, change)).message).toMatch(/auth/);
    });
  });

  it.each<[keyof typeof parts, string]>([
    ["route", "target"],
    ["route", "route_response_selection_expression"],
    ["integration", "integration_uri"],
    ["integration", "integration_type"],
    ["response", "route_id"],
    ["function", "environment"],
    ["function", "filename"],
    ["function", "source_code_hash"],
    ["function", "handler"],
  ])("rejects a %s that ignores changes of %s", (part, attribute) => {
    const change = (resource: Resource) => resource.addOverride("lifecycle.ignore_changes", [attribute]);
    expect(refused(build(part, change)).message).toMatch(rejection);
  });

  it.each<[string, RouteArgs["transform"]]>([
    ["transform.route with another target", { route: { target: "integrations/abc123" } }],
    ["transform.route with another key", { route: { routeKey: "b" } }],
    ["transform.route with no response", { route: { routeResponseSelectionExpression: undefined } }],
    ["transform.integration with a URI of another function", { integration: { integrationUri: "${var.uri}" } }],
    ["transform.integration with another type", { integration: { integrationType: "HTTP_PROXY" } }],
    ["transform.integration with a count", { integration: { count: 0 } }],
  ])("rejects %s", (_, transform) => {
    expect(refused(build("route", () => undefined, { transform })).message).toMatch(rejection);
  });

  it.each<[string, object]>([
    ["another handler", { handler: "index.other" }],
    ["another file", { filename: "other.zip" }],
    ["an image", { packageType: "Image", imageUri: "abc", handler: undefined, filename: undefined }],
    ["code from elsewhere", { s3Bucket: "b", s3Key: "k", filename: undefined, sourceCodeHash: undefined }],
  ])("rejects transform.function with %s", (_, change) => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const handler = { handler: "src/default.handler", transform: { function: change } };
      api.route("a", handler, asking(users.id, "x"));
    });
    expect(message).toMatch(rejection);
  });

  it("accepts changes of attributes that don't affect the guard", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", {
      ...asking(users.id, "x"),
      transform: { integration: { timeoutMilliseconds: 5000 }, route: { operationName: "a" } },
    });
    parts.function(route).addOverride("memory_size", 256);
    parts.function(route).addOverride("environment.variables.TABLE", "t");
    parts.function(route).addOverride("lifecycle.ignore_changes", ["tags"]);
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  it("shows the found and the expected value", () => {
    const { message } = refused(build("integration", (resource) => resource.addOverride("integration_type", "AWS")));
    expect(message).toBe(
      '"auth.jwt.scopes" of the route "a" can\'t be checked after a change of its integration; got "integration_type" = "AWS" in place of "AWS_PROXY". Undo that change, or remove the scopes. (ApiGatewayWebSocketRoute "Route a" at chat-dev/MyApi/Route a)',
    );
  });

  it("rejects transforms of other routes that share its function", () => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler" });
      api.route("open", fn, { transform: { integration: { integrationType: "HTTP_PROXY" } } });
      api.route("a", fn, {
        ...asking(users.id, "x"),
        transform: { integration: { integrationType: "HTTP_PROXY" } },
      });
    });
    expect(message).toContain('"auth.jwt.scopes" of the route "a"');
  });
});

describe("a route without scopes of a function with a guard", () => {
  it.each<[string, (route: Resource) => void]>([
    ["a transform", () => undefined],
    ["an override", (route) => route.addOverride("route_key", "other")],
    ["an override known only after apply", (route) => route.addOverride("route_key", "${var.key}")],
    ["another API", (route) => route.addOverride("api_id", "abc123")],
  ])("can't have its key or API changed by %s", (name, change) => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler" });
      api.route("a", fn, asking(users.id, "x"));
      const transform = name === "a transform" ? { route: { routeKey: "other" } } : {};
      change(api.route("open", fn, { transform }).nodes.route);
    });
    expect(message).toContain('"transform.route" can\'t change the key or the API of the route "open"');
  });

  it("may have another target and a count", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler" });
    api.route("a", fn, asking(users.id, "x"));
    api.route("open", fn).nodes.route.addOverride("count", 0);
    const other = api.route("other", given);
    api.route("moved", fn, { transform: { route: { target: `integrations/${other.nodes.integration.id}` } } });
    expect(() => Testing.synth(stack)).not.toThrow();
  });
});

describe("the resources of these tests", () => {
  it("are of the expected classes", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", asking(users.id, "x"));
    expect(parts.integration(route)).toBeInstanceOf(Apigatewayv2Integration);
    expect(parts.response(route)).toBeInstanceOf(Apigatewayv2RouteResponse);
    expect(parts.function(route)).toBeInstanceOf(LambdaFunction);
  });
});
