import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { App, Aspects, type TerraformStack, Testing } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { resolveValue } from "../../lib/terraform/tokens";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { Synthesized, synth, testStack } from "../support/synth";
import { refused, temporaryFolder } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const handler = "src/get.handler";
const versioned = { handler, versioning: true } as const;
const created = (stack: TerraformStack, args: Partial<FunctionArgs> = versioned) =>
  new aws.Function(stack, "Fn", { handler, ...args });

/** Synthesizes an API with one route. */
function routed(make: (stack: TerraformStack) => Parameters<aws.ApiGatewayWebSocket["route"]>[1]): Synthesized {
  return synth((stack) => void new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", make(stack)));
}

/** The attributes of functions that the integration and the permission name. */
function named(stack: Synthesized): readonly unknown[] {
  const { integration_uri } = stack.one(Apigatewayv2Integration);
  const { qualifier, function_name } = stack.one(LambdaPermission);
  return [integration_uri, function_name, qualifier].map((value) => /[\w]+(?=\}$)/.exec(String(value))?.[0]);
}

const published = ["qualified_invoke_arn", "function_name", "version"];
const latest = ["invoke_arn", "function_name", undefined];

describe("versioning", () => {
  it.each([
    [undefined, undefined],
    [false, undefined],
    [true, true],
  ])("as %j publishes versions: %j", (versioning, publish) => {
    expect(synth((stack) => created(stack, { versioning })).one(LambdaFunction).publish).toBe(publish);
  });

  it.each([1, "yes", null])("can't be %j", (versioning) => {
    expect(refused((stack) => created(stack, { versioning: versioning as never })).message).toContain(
      `"versioning" has to be true or false; got ${JSON.stringify(versioning)}. Write versioning: true, or remove it.`,
    );
  });

  it.each([
    ["by an override", (fn: LambdaFunction) => fn.addOverride("publish", false)],
    ["by a reset", (fn: LambdaFunction) => fn.resetPublish()],
    [
      "by an aspect",
      (fn: LambdaFunction) => Aspects.of(fn).add({ visit: (node) => void Object.assign(node, { publish: false }) }),
    ],
  ])("can't be undone %s, because callers use the version", (_, undo) => {
    expect(refused((stack) => undo(created(stack).nodes.function)).message).toContain(
      '"publish" of a function with "versioning" has to be true, because routes',
    );
  });

  it("can't be undone by a transform", () => {
    const args = { ...versioned, transform: { function: { publish: false } } };
    expect(refused((stack) => created(stack, args)).message).toContain('"publish" of a function with "versioning"');
  });

  it("leaves the ARN of the function without a version", () => {
    synth((stack) => {
      expect(resolveValue(stack, created(stack).arn)).toMatch(/^\$\{aws_lambda_function\.\w+\.arn\}$/);
    });
  });
});

describe("the published version", () => {
  it.each([
    ["a route's own arguments", () => versioned],
    ["an aws.Function", (stack: TerraformStack) => created(stack)],
    ["the ARN of an aws.Function", (stack: TerraformStack) => created(stack).arn],
    [
      "a function that a transform publishes",
      (stack: TerraformStack) => created(stack, { transform: { function: { publish: true } } }),
    ],
  ])("is what a route invokes, and what API Gateway may invoke, for %s", (_, make) => {
    expect(named(routed(make))).toEqual(published);
  });

  it("is what the routes of transform.route.handler invoke", () => {
    const stack = synth((scope) => {
      const transform = { route: { handler: { versioning: true } } };
      new aws.ApiGatewayWebSocket(scope, "MyApi", { transform }).route("a", handler);
    });
    expect(named(stack)).toEqual(published);
  });

  it.each([
    ["its own arguments", () => versioned],
    ["an aws.Function", (stack: TerraformStack) => created(stack)],
  ])("is what an authorizer with %s invokes", (_, make) => {
    const stack = synth((scope) => {
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi");
      const users = api.addAuthorizer("users", { lambda: { function: make(scope) } });
      api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
    });
    expect(stack.one(Apigatewayv2Authorizer).authorizer_uri).toMatch(/\.qualified_invoke_arn\}$/);
    const [ofAuthorizer] = stack.all(LambdaPermission).filter(({ qualifier }) => qualifier !== undefined);
    expect(ofAuthorizer).toMatchObject({
      source_arn: expect.stringContaining("/authorizers/"),
      qualifier: expect.stringMatching(/\.version\}$/),
      lifecycle: { create_before_destroy: true },
    });
  });

  it.each([
    ["a function without versions", (stack: TerraformStack) => created(stack, {})],
    [
      "a LambdaFunction of the provider",
      (stack: TerraformStack) =>
        new LambdaFunction(stack, "Raw", {
          functionName: "raw",
          role: "arn:aws:iam::123456789012:role/raw",
          publish: true,
        }),
    ],
  ])("is not what a route invokes for %s", (_, make) => {
    expect(named(routed(make))).toEqual(latest);
  });

  it("is that of the function's stack for a route of another stack, in every form", () => {
    const app = new App({ outdir: temporaryFolder() });
    const [one, two] = [testStack("one", app), testStack("two", app)];
    const fn = created(one);
    const api = new aws.ApiGatewayWebSocket(two, "MyApi", { accessLog: false });
    api.route("a", fn);
    api.route("b", fn.arn);
    app.synth();
    const made = new Synthesized(JSON.parse(Testing.synth(two)));
    expect(made.one(LambdaPermission).qualifier).toMatch(/remote_state.*version/);
  });

  it("is what the function and its ARN mean, which share an integration", () => {
    const stack = synth((scope) => {
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi");
      const fn = created(scope);
      api.route("a", fn.arn);
      api.route("b", fn);
    });
    expect(named(stack)).toEqual(published);
  });

  it("is what a guarded function's routes invoke, and nothing else may be", () => {
    const build = (change: (route: aws.ApiGatewayWebSocketRoute) => void) => (stack: TerraformStack) => {
      const { api, users } = guardedApi(stack);
      change(api.route("a", versioned, asking(users.id, "read")));
    };
    const invokeArn = ({ nodes }: aws.ApiGatewayWebSocketRoute) =>
      (nodes.function as aws.Function).nodes.function.invokeArn;
    expect(() => synth(build(() => {}))).not.toThrow();
    const uri = (route: aws.ApiGatewayWebSocketRoute) =>
      route.nodes.integration.addOverride("integration_uri", invokeArn(route));
    expect(refused(build(uri)).message).toContain("can't be checked after a change of its integration");
    const qualifier = ({ nodes }: aws.ApiGatewayWebSocketRoute) => nodes.permission?.addOverride("qualifier", null);
    expect(refused(build(qualifier)).message).toContain('got "qualifier" = null in place of ');
  });

  it("has an integration of its own beside that of the resource, in every order of the routes", () => {
    const uris = (build: (api: aws.ApiGatewayWebSocket, fn: aws.Function) => void) =>
      synth((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi"), created(stack)))
        .all(Apigatewayv2Integration)
        .map(({ integration_uri }) => integration_uri)
        .sort();
    const one = uris((api, fn) => {
      api.route("a", fn);
      api.route("b", fn.nodes.function);
      api.route("c", fn.arn);
    });
    const other = uris((api, fn) => {
      api.route("b", fn.nodes.function);
      api.route("c", fn.arn);
      api.route("a", fn);
    });
    expect(one).toHaveLength(2);
    expect(other).toEqual(one);
  });

  it("is found to serve a route by an authorizer of the same function", () => {
    const message = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const fn = created(stack);
      const users = api.addAuthorizer("users", { lambda: { function: fn } });
      api.route("$connect", fn, { auth: { lambda: users.id } });
    }).message;
    expect(message).toContain('"lambda.function" also serves a route');
  });
});
