import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws, type LambdaAuthorizerArgs, type RouteHandler } from "../../lib";
import { askScopes } from "../../lib/authorizer/authorizer";
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
  it("is of the one type that AWS takes, with nothing that it refuses", () => {
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

  it("may be called by API Gateway for this authorizer alone", () => {
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

  it("says what its function is for", () => {
    const fn = authorizerFunction(synth((it) => guarded(it, { lambda: { function: handler } })));
    expect(fn.description).toBe("MyApi authorizer users");
    expect(fn.function_name).toMatch(/^chat-dev-MyApi-users-[0-9a-f]{8}$/);
  });

  it("takes the arguments of a function", () => {
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
  ])("with identitySources %j emits %j", (identitySources, emitted) => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler, identitySources } }));
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toEqual(emitted);
  });

  it("takes identity sources that only Terraform knows, and tells its function the same", () => {
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

describe("what a Lambda authorizer is asked and answers", () => {
  it.each<[Partial<LambdaAuthorizerArgs>, object | undefined]>([
    [{}, { payload: "2.0", response: "simple" }],
    [{ payload: "2.0" }, { payload: "2.0", response: "simple" }],
    [{ response: "iam" }, { payload: "2.0", response: "iam" }],
    [{ payload: "1.0" }, { payload: "1.0", response: "simple" }],
    [straight, undefined],
  ])("with %j has an adapter for %j around its handler", (contract, options) => {
    const stack = testStack();
    const { nodes } = guarded(stack, { lambda: { function: handler, ...contract } });
    const wrapper = wrapperOf(nodes.function as aws.Function);
    expect(wrapper?.options).toEqual(options);
    expect(wrapper?.export).toBe(options && "adaptAuthorizer");
  });

  it.each<[Partial<LambdaAuthorizerArgs>, string | undefined]>([
    [{}, '${jsonencode(["route.request.header.Authorization"])}'],
    [
      { identitySources: ["$request.querystring.b", "context.a"] },
      '${jsonencode(["route.request.querystring.b", "context.a"])}',
    ],
    [{ identitySources: [] }, "${jsonencode([])}"],
    [{ payload: "1.0" }, '${jsonencode(["route.request.header.Authorization"])}'],
    [straight, undefined],
  ])("with %j tells the adapter the identity sources %j", (contract, told) => {
    const stack = synth((it) => guarded(it, { lambda: { function: handler, ...contract } }));
    expect(variables(authorizerFunction(stack)).AUTHORIZER_IDENTITY_SOURCES).toBe(told);
  });

  const ready: Readonly<Record<string, [(stack: TerraformStack) => LambdaAuthorizerArgs["function"], string]>> = {
    "an ARN": [() => arn, "it is given by its ARN, so its code is elsewhere"],
    "an ARN that only Terraform knows": [
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
    it("goes straight through with 1.0 and iam", () => {
      const build = (stack: TerraformStack) => guarded(stack, { lambda: { function: make(stack), ...straight } });
      expect(() => synth(build)).not.toThrow();
    });

    it.each<[Partial<LambdaAuthorizerArgs>, string]>([
      [{}, 'got "2.0" and "simple", of which the defaults are a part'],
      [{ payload: "1.0" }, 'got "1.0" and "simple", of which the defaults are a part'],
      [{ response: "iam" }, 'got "2.0" and "iam", of which the defaults are a part'],
      [{ payload: "2.0", response: "iam" }, 'got "2.0" and "iam"'],
      [{ payload: "1.0", response: "simple" }, 'got "1.0" and "simple"'],
    ])("is refused with %j", (contract, got) => {
      const { message } = refused((stack) => guarded(stack, { lambda: { function: make(stack), ...contract } }));
      expect(message).toBe(
        `"lambda.function" can be asked with "payload" "1.0" and "response" "iam" only, which is all that AWS knows here: for more an adapter is bundled around it, but ${reason}; ${got}. Write payload: "1.0" and response: "iam", and have it return an IAM policy, or give the path of its source. (ApiGatewayV2Authorizer "Authorizer users" at chat-dev/MyApi/Authorizer users)`,
      );
    });
  });
});

describe("a function that is there already", () => {
  it("is called by its ARN, in its own region, and by its alias", () => {
    const stack = synth((it) => guarded(it, { lambda: { function: `${arn}:live`, ...straight } }));
    expect(stack.one(Apigatewayv2Authorizer).authorizer_uri).toBe(
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}:live/invocations`,
    );
    expect(permission(stack)).toMatchObject({ function_name: arn, qualifier: "live", region: "us-east-1" });
  });

  it("may be open by an ARN that only Terraform knows", () => {
    const stack = synth((it) => {
      guarded(it, { lambda: { function: new TerraformVariable(it, "arn", {}).stringValue, ...straight } });
    });
    expect(stack.one(Apigatewayv2Authorizer).authorizer_uri).toContain("/2015-03-31/functions/${var.arn}/invocations");
    expect(permission(stack)).toMatchObject({ region: '${split(":", var.arn).3}' });
  });

  it("may be a Function, which is wrapped where it is made, and has its permission where it lives", () => {
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

  it("may serve two authorizers that ask alike", () => {
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
      ["another format", { payload: "1.0" }, '"handler" can have one wrapper, but its routes or authorizers need two'],
      [
        "other identity sources",
        { identitySources: ["context.a"] },
        '"environment" may not set "AUTHORIZER_IDENTITY_SOURCES"',
      ],
      ["none of its adapter", straight, '"lambda.function" is wrapped by adaptAuthorizer for another use'],
    ])("a second authorizer that wants %s", (_, contract, says) => {
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
      expect(message).toContain(says);
      expect(message).toContain("a function for each use");
    });

    it.each<[string, (fn: aws.Function) => RouteHandler]>([
      ["itself", (fn) => fn],
      ["its LambdaFunction", (fn) => fn.nodes.function],
      ["its ARN", (fn) => fn.arn],
    ])("a route of the function that an adapter makes speak as an authorizer, by %s", (_, by) => {
      for (const routeFirst of [true, false]) {
        const { message } = refused((stack) => {
          const shared = new aws.Function(stack, "Shared", { handler });
          const open = new aws.ApiGatewayWebSocket(stack, "Open", { accessLog: false });
          if (routeFirst) open.route("$default", by(shared));
          guarded(stack, { lambda: { function: shared } });
          if (!routeFirst) open.route("$default", by(shared));
        });
        expect(message).toBe(
          '"lambda.function" serves a route of an API too, where it would not understand what it is asked; got the Function "Shared". Make a function for each use, from the same source. (ApiGatewayV2Authorizer "Authorizer users" at chat-dev/MyApi/Authorizer users)',
        );
      }
    });

    it("such a route of another stack, and none of a function that only has the same address there", () => {
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
      expect(refusal(() => build(true)).message).toContain('"lambda.function" serves a route of an API too');
      expect(() => build(false)).not.toThrow();
    });

    it("a function without an adapter here that has one there, by its LambdaFunction", () => {
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

  it("may serve routes too where it goes straight through", () => {
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
  it("is a function of the library, small and quick to give up, that knows what to ask for", () => {
    const stack = synth((it) => guarded(it, { jwt: { ...jwt, identitySource: "$request.header.AccessToken" } }));
    const fn = authorizerFunction(stack);
    expect(fn).toMatchObject({ memory_size: 512, timeout: 10, handler: "index.handler", runtime: "nodejs24.x" });
    expect(fn.description).toBe("MyApi authorizer users");
    expect(variables(fn)).toMatchObject({
      JWT_ISSUER: "https://issuer.com/",
      JWT_AUDIENCES: '${jsonencode(["https://api.example.com"])}',
      JWT_SCOPES: "${jsonencode(null)}",
      JWT_IDENTITY_SOURCE: "route.request.header.AccessToken",
    });
    expect(stack.one(Apigatewayv2Authorizer)).toMatchObject({
      authorizer_type: "REQUEST",
      identity_sources: ["route.request.header.AccessToken"],
    });
    expect(permission(stack)).toBeDefined();
  });

  it("looks for the token in the header Authorization unless it is told otherwise", () => {
    const stack = synth((it) => guarded(it, { jwt }));
    expect(stack.one(Apigatewayv2Authorizer).identity_sources).toEqual(["route.request.header.Authorization"]);
    expect(variables(authorizerFunction(stack)).JWT_IDENTITY_SOURCE).toBe("route.request.header.Authorization");
  });

  it("takes a pool of Cognito that is made in the same stack", () => {
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

  it("takes a list of audiences, and a place, that only Terraform knows", () => {
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

  it("learns late what scopes $connect asks for", () => {
    const stack = synth((it) => guarded(it, { jwt })[askScopes](["read:chat", "write:chat"]));
    expect(variables(authorizerFunction(stack)).JWT_SCOPES).toBe('${jsonencode(["read:chat", "write:chat"])}');
  });

  it("is a function that nothing else is put around", () => {
    const { nodes } = guarded(testStack(), { jwt });
    expect(wrapProblem(nodes.function as aws.Function)).toBe("its code is this library's own");
  });

  it("is checked as it is added", () => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "MyApi");
    const error = refusal(() => api.addAuthorizer("users", { jwt: { ...jwt, issuer: "http://issuer.com/" } }));
    expect(error.message).toContain('"jwt.issuer" has to be reached over https');
    expect(error.constructPath).toBe("chat-dev/MyApi/Authorizer users");
  });
});
