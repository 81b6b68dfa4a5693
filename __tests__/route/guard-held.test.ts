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

/** What stands between a client and the handler of the route with scopes. */
const parts = {
  route: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.route,
  integration: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.integration,
  response: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => nodes.routeResponse as Resource,
  function: ({ nodes }: aws.ApiGatewayWebSocketRoute): Resource => (nodes.function as aws.Function).nodes.function,
};

const variable = "environment.variables.WEBSOCKET_ROUTE_4F9395650415";
const open = '{"api":"abc123","route":"a","reply":false}';

/** Changes of one attribute, each with another value and with one that only Terraform knows. */
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
const held = /^"auth(\.jwt\.scopes)?" of the route "a" says|may not change its (code|variable|environment)/;

describe("a route with scopes", () => {
  it("stays as it is without a change", () => {
    const stack = testStack();
    build("route", () => undefined)(stack);
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  it("stays so under other addresses of Terraform's", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", asking(users.id, "x"));
    for (const [name, part] of Object.entries(parts)) part(route).overrideLogicalId(name);
    api.nodes.api.overrideLogicalId("api");
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  describe.each(changes)("is held against another value of its %s's %s", (part, attribute, value) => {
    it.each<[string, Change]>([
      ["an override", (resource) => resource.addOverride(attribute, value)],
      ["an override that only Terraform knows", (resource) => resource.addOverride(attribute, "${var.unknown}")],
      ["an override that takes it out", (resource) => resource.addOverride(attribute, undefined)],
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
      expect(refused(build(part, change)).message).toMatch(held);
    });
  });

  describe.each(["route", "integration", "response", "function"] as const)(
    "is held as far as its %s goes against",
    (part) => {
      it.each<[string, Change]>([
        ["removal", (resource) => void resource.node.scope?.node.tryRemoveChild(resource.node.id)],
        [
          "the stack's override of the whole resource",
          (resource, stack) => stack.addOverride(address(resource), undefined),
        ],
        ["count = 0", (resource) => resource.addOverride("count", 0)],
        ["count that only Terraform knows", (resource) => resource.addOverride("count", "${var.count}")],
        ["for_each", (resource) => resource.addOverride("for_each", [])],
        ["a change that Terraform ignores", (resource) => resource.addOverride("lifecycle.ignore_changes", "all")],
      ])("%s", (_, change) => {
        expect(refused(build(part, change)).message).toMatch(/auth/);
      });
    },
  );

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
  ])("is held against a %s whose %s stays as it was deployed", (part, attribute) => {
    const change = (resource: Resource) => resource.addOverride("lifecycle.ignore_changes", [attribute]);
    expect(refused(build(part, change)).message).toMatch(held);
  });

  it.each<[string, RouteArgs["transform"]]>([
    ["transform.route with another target", { route: { target: "integrations/abc123" } }],
    ["transform.route with another key", { route: { routeKey: "b" } }],
    ["transform.route with no response", { route: { routeResponseSelectionExpression: undefined } }],
    ["transform.integration with a URI of another function", { integration: { integrationUri: "${var.uri}" } }],
    ["transform.integration with another type", { integration: { integrationType: "HTTP_PROXY" } }],
    ["transform.integration with a count", { integration: { count: 0 } }],
  ])("is held against %s", (_, transform) => {
    expect(refused(build("route", () => undefined, { transform })).message).toMatch(held);
  });

  it.each<[string, object]>([
    ["another handler", { handler: "index.other" }],
    ["another file", { filename: "other.zip" }],
    ["an image", { packageType: "Image", imageUri: "abc", handler: undefined, filename: undefined }],
    ["code from elsewhere", { s3Bucket: "b", s3Key: "k", filename: undefined, sourceCodeHash: undefined }],
  ])("is held against transform.function with %s", (_, change) => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const handler = { handler: "src/default.handler", transform: { function: change } };
      api.route("a", handler, asking(users.id, "x"));
    });
    expect(message).toMatch(held);
  });

  it("lets its resources be changed where nothing rests on it", () => {
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

  it("is told of what it was, and what it would become", () => {
    const { message } = refused(build("integration", (resource) => resource.addOverride("integration_type", "AWS")));
    expect(message).toBe(
      '"auth.jwt.scopes" of the route "a" says that a guard looks at each message, and that the client is told; got "integration_type" = "AWS" in place of "AWS_PROXY" of its integration, which would break that. Take that change back, or leave the scopes out. (ApiGatewayWebSocketRoute "Route a" at chat-dev/MyApi/Route a)',
    );
  });

  it("is held on a function that several routes share, by transforms of the others too", () => {
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

describe("a route without scopes, of a function that has routes with them", () => {
  it.each<[string, (route: Resource) => void]>([
    ["a transform", () => undefined],
    ["an override", (route) => route.addOverride("route_key", "other")],
    ["an override that only Terraform knows", (route) => route.addOverride("route_key", "${var.key}")],
    ["another API", (route) => route.addOverride("api_id", "abc123")],
  ])("keeps the key that the guard knows it by, against %s", (name, change) => {
    const { message } = refused((stack) => {
      const { api, users } = guardedApi(stack);
      const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler" });
      api.route("a", fn, asking(users.id, "x"));
      const transform = name === "a transform" ? { route: { routeKey: "other" } } : {};
      change(api.route("open", fn, { transform }).nodes.route);
    });
    expect(message).toContain('"transform.route" may not change the key or the API of the route "open"');
  });

  it("may have a target of its own, and count as it likes", () => {
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

describe("classes of the provider", () => {
  it("are those that the tests above change", () => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const route = api.route("a", "src/default.handler", asking(users.id, "x"));
    expect(parts.integration(route)).toBeInstanceOf(Apigatewayv2Integration);
    expect(parts.response(route)).toBeInstanceOf(Apigatewayv2RouteResponse);
    expect(parts.function(route)).toBeInstanceOf(LambdaFunction);
  });
});
