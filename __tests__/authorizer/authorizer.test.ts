import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws, type LambdaAuthorizerArgs, type RouteHandler } from "../../lib";
import { setConnectScopes } from "../../lib/authorizer/authorizer";
import { wrapProblem, wrapperOf } from "../../lib/function/wrapping";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { given, refusal, refused } from "../support/ways";
import {
  arn,
  authOf,
  authorizerFunction,
  guarded,
  handler,
  jwt,
  permission,
  sources,
  straight,
  variables,
} from "./guarded";

beforeAll(() => enter(project(sources)));
afterAll(removeProjects);

describe("a Lambda authorizer", () => {
  it("has the only type that AWS supports, and no argument that AWS rejects", () => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler } }));
    expect(stack.one(Apigatewayv2Authorizer)).toEqual({
      api_id: "${aws_apigatewayv2_api.MyApi_3597551C.id}",
      authorizer_type: "REQUEST",
      authorizer_uri: expect.stringMatching(
        /^\$\{aws_lambda_function\.MyApi_Authorizerusers_Handler_.*\.invoke_arn\}$/,
      ),
      identity_sources: ["route.request.header.Authorization"],
      lifecycle: { create_before_destroy: true },
      name: "users",
    });
  });

  it("lets API Gateway invoke the function only for this authorizer", () => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler } }));
    const [address] = Object.keys(stack.byAddress(Apigatewayv2Authorizer));
    expect(permission(stack)).toMatchObject({
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      function_name: expect.stringMatching(
        /^\$\{aws_lambda_function\.MyApi_Authorizerusers_Handler_.*\.function_name\}$/,
      ),
      source_arn: `\${aws_apigatewayv2_api.MyApi_3597551C.execution_arn}/authorizers/\${aws_apigatewayv2_authorizer.${address}.id}`,
    });
  });

  it("describes and names its function", () => {
    const fn = authorizerFunction(synth((it) => guarded(it, { lambda: { function: handler } })));
    expect(fn.description).toBe("MyApi authorizer users");
    expect(fn.function_name).toMatch(/^chat-dev-MyApi-users-[0-9a-f]{8}$/);
  });

  it("accepts the arguments of a function", () => {
    const args = { handler, memory: "256 MB", description: "Who may chat" } as const;
    const fn = authorizerFunction(synth((it) => guarded(it, { lambda: { function: args } })));
    expect(fn).toMatchObject({ memory_size: 256, description: "Who may chat" });
  });

  it("is not changed by transform.route.handler, which is for routes", () => {
    const fn = authorizerFunction(
      synth((stack) => {
        const transform = { route: { handler: { memory: "512 MB" } } } as const;
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform });
        const authorizer = api.addAuthorizer("users", { lambda: { function: handler } });
        api.route("$connect", handler, { auth: authOf(authorizer) });
      }),
    );
    expect(fn.memory_size).toBe(1024);
  });

  it.each<[LambdaAuthorizerArgs["identitySources"], unknown]>([
    [["$request.header.RequestToken"], ["route.request.header.RequestToken"]],
    [
      ["$request.querystring.token", "stageVariables.a"],
      ["route.request.querystring.token", "stageVariables.a"],
    ],
    [[], undefined],
  ])("with identitySources %j has identity_sources %j", (identitySources, expected) => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler, identitySources } }));
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toEqual(expected);
  });

  it("passes identity sources known only after apply to its function too", () => {
    const stack = synth((it) => {
      const { listValue } = new TerraformVariable(it, "sources", {});
      guarded(it, { lambda: { function: handler, identitySources: listValue } });
    });
    const list =
      '[ for key, val in var.sources: replace(replace(val, "/^[$]request[.]/", "route.request."), "/^[$]/", "")]';
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toBe(`\${${list}}`);
    expect(variables(authorizerFunction(stack)).AUTHORIZER_IDENTITY_SOURCES).toBe(`\${jsonencode(${list})}`);
  });
});

describe("the payload and response of a Lambda authorizer", () => {
  it.each<[Partial<LambdaAuthorizerArgs>, object | undefined]>([
    [{}, { payload: "2.0", response: "simple" }],
    [{ payload: "2.0" }, { payload: "2.0", response: "simple" }],
    [{ response: "iam" }, { payload: "2.0", response: "iam" }],
    [{ payload: "1.0" }, { payload: "1.0", response: "simple" }],
    [straight, undefined],
  ])("%j wraps the handler with an adapter with the options %j", (contract, options) => {
    const stack = testStack();
    const { nodes } = guarded(stack, { lambda: { function: handler, ...contract } });
    const wrapper = wrapperOf(nodes.function as aws.Function);
    expect(wrapper?.options).toEqual(options);
    expect(wrapper?.export).toBe(options && "adaptAuthorizer");
  });

  it.each<[Partial<LambdaAuthorizerArgs>, string | undefined]>([
    [{}, '["route.request.header.Authorization"]'],
    [{ identitySources: ["$request.querystring.b", "context.a"] }, '["route.request.querystring.b","context.a"]'],
    [{ identitySources: [] }, "[]"],
    [{ payload: "1.0" }, '["route.request.header.Authorization"]'],
    [straight, undefined],
  ])("%j passes the identity sources %j to the adapter", (contract, sources) => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler, ...contract } }));
    expect(variables(authorizerFunction(stack)).AUTHORIZER_IDENTITY_SOURCES).toBe(sources);
  });

  const ready: Readonly<Record<string, [(stack: TerraformStack) => LambdaAuthorizerArgs["function"], string]>> = {
    "an ARN": [() => arn, "it is given by its ARN, so its code is elsewhere"],
    "an ARN known only after apply": [
      (stack) => new TerraformVariable(stack, "arn", {}).stringValue,
      "it is given by its ARN, so its code is elsewhere",
    ],
    "a LambdaFunction of the provider": [
      (stack) =>
        new LambdaFunction(stack, "Raw", { functionName: "raw", role: "r", imageUri: "i", packageType: "Image" }),
      "it is a LambdaFunction of the provider, whose code is not bundled here",
    ],
    "a ready directory": [() => ({ handler: "index.handler", bundle: "ready" }), 'its "bundle" is deployed as it is'],
    "another runtime": [
      () => ({ handler: "index.handler", bundle: "ready", runtime: "python3.13" }),
      'its "bundle" is deployed as it is',
    ],
    "a Function of a ready directory": [
      (stack) => new aws.Function(stack, "Ready", { handler: "index.handler", bundle: "ready" }),
      'its "bundle" is deployed as it is',
    ],
  };

  describe.each(Object.entries(ready))("given by %s", (_, [make, reason]) => {
    it("needs no adapter with 1.0 and iam", () => {
      const build = (stack: TerraformStack) => guarded(stack, { lambda: { function: make(stack), ...straight } });
      expect(() => synth(build)).not.toThrow();
    });

    it.each<[Partial<LambdaAuthorizerArgs>, string]>([
      [{}, 'got "2.0" and "simple", which includes defaults'],
      [{ payload: "1.0" }, 'got "1.0" and "simple", which includes defaults'],
      [{ response: "iam" }, 'got "2.0" and "iam", which includes defaults'],
      [{ payload: "2.0", response: "iam" }, 'got "2.0" and "iam"'],
      [{ payload: "1.0", response: "simple" }, 'got "1.0" and "simple"'],
    ])("is rejected with %j", (contract, got) => {
      const { message } = refused((stack) => guarded(stack, { lambda: { function: make(stack), ...contract } }));
      expect(message).toBe(
        `"lambda.function" can't have an adapter, so it needs "payload" "1.0" and "response" "iam": ${reason}; ${got}. Write payload: "1.0", response: "iam" and return an IAM policy, or pass the path of its source. (ApiGatewayV2Authorizer "Authorizer users" at chat-dev/MyApi/Authorizer users)`,
      );
    });
  });
});

describe("an existing function", () => {
  it("is invoked by its ARN, in its own region, and by its alias", () => {
    const stack = synth((it) => guarded(it, { lambda: { function: `${arn}:live`, ...straight } }));
    expect(stack.one(Apigatewayv2Authorizer).authorizer_uri).toBe(
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}:live/invocations`,
    );
    expect(permission(stack)).toMatchObject({ function_name: arn, qualifier: "live", region: "us-east-1" });
  });

  it("may be an ARN known only after apply", () => {
    const stack = synth((it) => {
      guarded(it, { lambda: { function: new TerraformVariable(it, "arn", {}).stringValue, ...straight } });
    });
    expect(stack.one(Apigatewayv2Authorizer).authorizer_uri).toContain("/2015-03-31/functions/${var.arn}/invocations");
    expect(permission(stack)).toMatchObject({ region: '${split(":", var.arn).3}' });
  });

  it("may be a Function, which is wrapped and has its permission in its own provider", () => {
    const stack = synth((it) => {
      const provider = new AwsProvider(it, "virginia", { alias: "virginia", region: "us-east-1" });
      const fn = new aws.Function(it, "Shared", { handler }, { provider });
      const { nodes } = guarded(it, { lambda: { function: fn } });
      expect(nodes.function).toBe(fn);
      expect(wrapperOf(fn)?.export).toBe("adaptAuthorizer");
    });
    expect(permission(stack)).toMatchObject({
      provider: "aws.virginia",
      region: expect.stringMatching(/^\$\{aws_lambda_function\.Shared_Function_.*\.region\}$/),
    });
    expect(stack.one(Apigatewayv2Authorizer)).not.toHaveProperty("provider");
  });

  it("may serve two authorizers with the same contract", () => {
    const build = (stack: TerraformStack) => {
      const shared = new aws.Function(stack, "Shared", { handler });
      for (const id of ["One", "Two"]) {
        const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false });
        const authorizer = api.addAuthorizer("users", { lambda: { function: shared } });
        api.route("$connect", given, { auth: authOf(authorizer) });
      }
    };
    expect(() => synth(build)).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[string, Partial<LambdaAuthorizerArgs>, string]>([
      [
        "another format",
        { payload: "1.0" },
        '"handler" can be wrapped only once, but its routes or authorizers need two different wrappers',
      ],
      [
        "other identity sources",
        { identitySources: ["context.a"] },
        '"environment" may not set "AUTHORIZER_IDENTITY_SOURCES"',
      ],
      ["no adapter", straight, '"lambda.function" is wrapped by adaptAuthorizer for another use'],
    ])("a second authorizer with %s", (_, contract, part) => {
      const { message } = refused((stack) => {
        const shared = new aws.Function(stack, "Shared", { handler });
        for (const [id, more] of [
          ["One", {}],
          ["Two", contract],
        ] as const) {
          const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false });
          const authorizer = api.addAuthorizer("users", { lambda: { function: shared, ...more } });
          api.route("$connect", given, { auth: authOf(authorizer) });
        }
      });
      expect(message).toContain(part);
      expect(message).toContain("a function for each use");
    });

    it.each<[string, (fn: aws.Function) => RouteHandler]>([
      ["itself", (fn) => fn],
      ["its LambdaFunction", (fn) => fn.nodes.function],
      ["its ARN", (fn) => fn.arn],
    ])("a route of a function with an authorizer adapter, passed as %s", (_, by) => {
      for (const routeFirst of [true, false]) {
        const { message } = refused((stack) => {
          const shared = new aws.Function(stack, "Shared", { handler });
          const open = new aws.ApiGatewayWebSocket(stack, "Open", { accessLog: false });
          if (routeFirst) open.route("$default", by(shared));
          guarded(stack, { lambda: { function: shared } });
          if (!routeFirst) open.route("$default", by(shared));
        });
        expect(message).toBe(
          '"lambda.function" also serves a route, which sends it different events; got the Function "Shared". Create a function for each use, from the same source. (ApiGatewayV2Authorizer "Authorizer users" at chat-dev/MyApi/Authorizer users)',
        );
      }
    });

    it("such a route in another stack, but not that of another function with the same address", () => {
      const build = (isShared: boolean) => {
        const app = Testing.app();
        const one = testStack("one", app);
        const two = testStack("two", app);
        const shared = new aws.Function(one, "Shared", { handler });
        guarded(one, { lambda: { function: shared } });
        const twin = new aws.Function(two, "Shared", { handler });
        new aws.ApiGatewayWebSocket(two, "Open").route("$default", isShared ? shared : twin);
        return Testing.synth(one);
      };
      expect(refusal(() => build(true)).message).toContain('"lambda.function" also serves a route');
      expect(() => build(false)).not.toThrow();
    });

    it("a function without an adapter that has one in another API, passed as its LambdaFunction", () => {
      const { message } = refused((stack) => {
        const shared = new aws.Function(stack, "Shared", { handler });
        guarded(stack, { lambda: { function: shared } });
        const other = new aws.ApiGatewayWebSocket(stack, "Other", { accessLog: false });
        const authorizer = other.addAuthorizer("users", { lambda: { function: shared.nodes.function, ...straight } });
        other.route("$connect", given, { auth: authOf(authorizer) });
      });
      expect(message).toContain('"lambda.function" is wrapped by adaptAuthorizer for another use');
    });
  });

  it("may also serve routes where it has no adapter", () => {
    const build = (stack: TerraformStack) => {
      const shared = new aws.Function(stack, "Shared", { handler });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const authorizer = api.addAuthorizer("users", { lambda: { function: shared, ...straight } });
      api.route("$connect", shared, { auth: authOf(authorizer) });
    };
    expect(() => synth(build)).not.toThrow();
  });
});

describe("a jwt authorizer", () => {
  it("creates a small function of the library with its settings in variables", () => {
    const stack = synth((it) => guarded(it, { jwt: { ...jwt, identitySource: "$request.header.AccessToken" } }));
    const fn = authorizerFunction(stack);
    expect(fn).toMatchObject({ memory_size: 512, timeout: 10, handler: "index.handler", runtime: "nodejs24.x" });
    expect(fn.description).toBe("MyApi authorizer users");
    expect(variables(fn)).toMatchObject({
      JWT_ISSUER: "https://issuer.com/",
      JWT_AUDIENCES: '["https://api.example.com"]',
      JWT_SCOPES: "null",
      JWT_IDENTITY_SOURCE: "route.request.header.AccessToken",
    });
    expect(stack.one(Apigatewayv2Authorizer)).toMatchObject({
      authorizer_type: "REQUEST",
      identity_sources: ["route.request.header.AccessToken"],
    });
    expect(permission(stack)).toBeDefined();
  });

  it("reads the token from the header Authorization by default", () => {
    const stack = synth((it) => guarded(it, { jwt }));
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toEqual(["route.request.header.Authorization"]);
    expect(variables(authorizerFunction(stack)).JWT_IDENTITY_SOURCE).toBe("route.request.header.Authorization");
  });

  it("accepts a Cognito user pool of the same stack", () => {
    const stack = synth((it) => {
      const pool = new CognitoUserPool(it, "Pool", { name: "chat" });
      const client = new CognitoUserPoolClient(it, "Client", { name: "web", userPoolId: pool.id });
      const { region } = new DataAwsRegion(it, "Region");
      const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.id}`;
      guarded(it, { jwt: { issuer, audiences: [client.id] } });
    });
    expect(variables(authorizerFunction(stack))).toMatchObject({
      JWT_ISSUER: "https://cognito-idp.${data.aws_region.Region.region}.amazonaws.com/${aws_cognito_user_pool.Pool.id}",
      JWT_AUDIENCES: "${jsonencode([aws_cognito_user_pool_client.Client.id])}",
    });
  });

  it("accepts audiences and an identity source known only after apply", () => {
    const stack = synth((it) => {
      const { listValue } = new TerraformVariable(it, "audiences", {});
      const { stringValue } = new TerraformVariable(it, "source", {});
      guarded(it, { jwt: { ...jwt, audiences: listValue, identitySource: stringValue } });
    });
    const source = '${replace(replace(var.source, "/^[$]request[.]/", "route.request."), "/^[$]/", "")}';
    expect(variables(authorizerFunction(stack))).toMatchObject({
      JWT_AUDIENCES: "${jsonencode(var.audiences)}",
      JWT_IDENTITY_SOURCE: source,
    });
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toEqual([source]);
  });

  it("gets the scopes of $connect after it was created", () => {
    const stack = synth((it) => guarded(it, { jwt })[setConnectScopes](["read:chat", "write:chat"]));
    expect(variables(authorizerFunction(stack)).JWT_SCOPES).toBe('["read:chat","write:chat"]');
  });

  it("has a function that can't be wrapped", () => {
    const { nodes } = guarded(testStack(), { jwt });
    expect(wrapProblem(nodes.function as aws.Function)).toBe("its code is this library's own");
  });

  it("is validated when it is added", () => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "MyApi");
    const error = refusal(() => api.addAuthorizer("users", { jwt: { ...jwt, issuer: "http://issuer.com/" } }));
    expect(error.message).toContain('"jwt.issuer" has to use https');
    expect(error.constructPath).toBe("chat-dev/MyApi/Authorizer users");
  });
});
