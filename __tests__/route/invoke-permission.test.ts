import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Aspects, type TerraformStack, TerraformVariable } from "cdktf";
import { type ApiGatewayWebSocketRouteArgs, aws } from "../../lib";
import { matches } from "../../lib/local/pattern";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { given, refused, warningsOf } from "../support/ways";
import { asking, guardedApi, handlers } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const path = "src/get.handler";
const execution = "${aws_apigatewayv2_api.MyApi_3597551C.execution_arn}";

type Routes = (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void;

const build = (routes: Routes) => (stack: TerraformStack) => routes(new aws.ApiGatewayWebSocket(stack, "MyApi"), stack);
const made = (routes: Routes) => synth(build(routes));
const refusal = (routes: Routes) => refused(build(routes)).message;
const sources = (routes: Routes) =>
  made(routes)
    .all(LambdaPermission)
    .map(({ source_arn }) => source_arn);

describe("the invoke permission of a route's own function", () => {
  it.each(["$connect", "$disconnect", "$default", "sendMessage", "a-b_c.d"])("names the route %s alone", (key) => {
    expect(sources((api) => void api.route(key, path))).toEqual([`${execution}/*/${key}`]);
  });

  it.each([
    ["*", "*"],
    ["a?b", "a*b"],
    ["GET /", "GET*"],
    ["a b/c:d", "a*b*c*d"],
    ["a${x}", "a*x*"],
    ["a$b", "a*b"],
    ["%{x}", "*x*"],
    ["über", "*ber"],
  ])("names the route %j by a pattern that the key matches in every form", (key, pattern) => {
    expect(sources((api) => void api.route(key, path))).toEqual([`${execution}/*/${pattern}`]);
    for (const written of [key, encodeURI(key), encodeURIComponent(key)]) expect(matches(pattern, written)).toBe(true);
  });

  it("names the key that a transform sets", () => {
    const args: ApiGatewayWebSocketRouteArgs = { transform: { route: { routeKey: "b" } } };
    expect(sources((api) => void api.route("a", path, args))).toEqual([`${execution}/*/b`]);
  });

  it("names the key that an aspect sets", () => {
    const named = sources((api, stack) => {
      const { route } = api.route("a", path).nodes;
      Aspects.of(stack).add({ visit: (node) => void (node === route && Object.assign(route, { routeKey: "b" })) });
    });
    expect(named).toEqual([`${execution}/*/b`]);
  });

  it.each([
    ["a token", (stack: TerraformStack) => new TerraformVariable(stack, "key", { type: "string" }).stringValue],
    ["text", () => "${var.key}"],
  ])("keeps a reference in the key that is %s", (_, key) => {
    const named = sources((api, stack) => {
      api.route("a", path, { transform: { route: { routeKey: `x y${key(stack)}` } } });
    });
    expect(named).toEqual([`${execution}/*/x*y\${var.key}`]);
  });

  it("does not depend on the route, which depends on it through the integration", () => {
    expect(JSON.stringify(made((api) => void api.route("a", path)).all(LambdaPermission))).not.toContain(
      "aws_apigatewayv2_route.",
    );
  });

  it("has to name the key that an override sets", () => {
    const message = refusal((api) => api.route("a", path).nodes.route.addOverride("route_key", "b"));
    expect(message).toContain('An override can\'t change the key of the route "a"');
    expect(message).toContain('got route_key = "b". Write transform: { route: { routeKey: "b" } }.');
  });
});

describe("the invoke permission of a function that routes share", () => {
  it.each([
    ["an aws.Function", (stack: TerraformStack) => new aws.Function(stack, "Fn", { handler: path })],
    ["an ARN", () => given],
  ])("allows every route of the API for %s, also with one route", (_, handler) => {
    expect(sources((api, stack) => void api.route("a", handler(stack)))).toEqual([`${execution}/*`]);
  });

  it("may change the key by an override", () => {
    expect(() => made((api) => api.route("a", given).nodes.route.addOverride("route_key", "b"))).not.toThrow();
  });
});

describe("permission: false", () => {
  it("creates no permission, and an integration that waits for none", () => {
    const stack = made((api) => {
      expect(api.route("a", given, { permission: false }).nodes.permission).toBeUndefined();
    });
    expect(stack.all(LambdaPermission)).toEqual([]);
    expect(stack.one(Apigatewayv2Integration).depends_on).toBeUndefined();
  });

  it.each([true, undefined])("is not %j, which creates one", (permission) => {
    expect(sources((api) => void api.route("a", given, { permission }))).toHaveLength(1);
  });

  it("can be set for all routes by a transform", () => {
    const stack = synth((scope) => {
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi", {
        transform: { route: { args: { permission: false } } },
      });
      for (const key of ["a", "b"]) api.route(key, given);
    });
    expect(stack.all(Apigatewayv2Route)).toHaveLength(2);
    expect(stack.all(LambdaPermission)).toEqual([]);
  });

  it("opens nothing of a function whose routes have scopes", () => {
    const build = (stack: TerraformStack, principal?: string) => {
      const { api, users } = guardedApi(stack);
      const { function: fn } = api.route("a", path, { ...asking(users.id, "read"), permission: false }).nodes;
      const functionName = (fn as aws.Function).name;
      if (principal) new LambdaPermission(stack, "Mine", { action: "lambda:InvokeFunction", functionName, principal });
    };
    expect(() => synth((stack) => build(stack))).not.toThrow();
    expect(refused((stack) => build(stack, "*")).message).toContain("clients would bypass the API's authorizer");
    expect(refused((stack) => build(stack, "apigateway.amazonaws.com")).message).toContain("clients would bypass");
  });

  it("is warned of for a function that the route creates", () => {
    const stack = testStack();
    const route = new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", path, { permission: false });
    expect(warningsOf(route)).toEqual([
      expect.stringContaining('"permission" is false, so nothing allows API Gateway'),
    ]);
  });

  it("has to be the same on all routes of a function", () => {
    const message = refusal((api) => {
      api.route("a", given);
      api.route("b", given, { permission: false });
    });
    expect(message).toContain(
      '"permission" has to be the same on every route of a function that several routes share; got true for "a" and false for "b". Write permission: false on each of them, or on none.',
    );
  });

  it.each(["no", 0, null])("can't be %j", (permission) => {
    expect(refusal((api) => void api.route("a", given, { permission: permission as never }))).toContain(
      '"permission" has to be true or false; got ',
    );
  });
});
