import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws } from "../../lib";
import { parseFunctionArn } from "../../lib/function/function-target";
import { enter, project, removeProjects } from "../support/project";
import { Synthesized, synth, testStack } from "../support/synth";
import { refused, temporaryFolder } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const arn = "arn:aws:lambda:us-east-1:123456789012:function:audit";

function lambda(stack: TerraformStack, id = "Plain"): LambdaFunction {
  return new LambdaFunction(stack, id, { functionName: id, role: "arn:aws:iam::123456789012:role/plain" });
}

function routed(build: (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void): Synthesized {
  return synth((stack) => build(new aws.ApiGatewayWebSocket(stack, "MyApi", { accessLog: false }), stack));
}

const executionArn = expect.stringMatching(/^\$\{aws_apigatewayv2_api\.MyApi_\w+\.execution_arn\}\/\*$/);
const uri = (partition: string, region: string, of: string) =>
  `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${of}/invocations`;

describe("parseFunctionArn", () => {
  it.each([
    [arn, arn, undefined, "us-east-1", "aws"],
    [`${arn}:live`, arn, "live", "us-east-1", "aws"],
    [`${arn}:42`, arn, "42", "us-east-1", "aws"],
    [`${arn}:$LATEST`, arn, "$LATEST", "us-east-1", "aws"],
    [
      "arn:aws-cn:lambda:cn-north-1:123456789012:function:a_b-C9",
      "arn:aws-cn:lambda:cn-north-1:123456789012:function:a_b-C9",
      undefined,
      "cn-north-1",
      "aws-cn",
    ],
    [
      "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:v",
      "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f",
      "v",
      "us-gov-west-1",
      "aws-us-gov",
    ],
  ])("parses %s", (text, functionName, qualifier, region, partition) => {
    expect(parseFunctionArn(text)).toEqual({
      functionName,
      region,
      invokeArn: uri(partition, region, text),
      ...(qualifier !== undefined && { qualifier }),
    });
  });

  it.each([
    "",
    "arn:aws:lambda:us-east-1:123456789012:function:",
    "arn:aws:lambda:us-east-1:123456789012:audit",
    "arn:aws:lambda:us-east-1:12345:function:audit",
    "arn:aws:lambda::123456789012:function:audit",
    "arn:aws:lambda:us-east-1:123456789012:layer:audit",
    "arn:aws:s3:::audit",
    `${arn}:`,
    `${arn}:$OTHER`,
    `${arn}:live:more`,
    `${arn}x`.padEnd(200, "x"),
    ` ${arn}`,
    `${arn}\n`,
    uri("aws", "us-east-1", arn),
  ])("rejects %j", (text) => {
    expect(parseFunctionArn(text)).toBeUndefined();
  });
});

describe("a route's handler", () => {
  it.each([
    ["a path", "src/chat.handler"],
    ["arguments", { handler: "src/chat.handler" }],
  ])("as %s creates a function, an integration and a permission for the route", (_, handler) => {
    const made = routed((api) => {
      api.route("a", handler);
      api.route("b", handler);
    });
    expect(made.all(LambdaFunction)).toHaveLength(2);
    expect(made.all(Apigatewayv2Integration)).toHaveLength(2);
    expect(made.all(LambdaPermission)).toHaveLength(2);
    const [integration] = made.all(Apigatewayv2Integration);
    expect(integration).toMatchObject({
      integration_type: "AWS_PROXY",
      integration_method: "POST",
      integration_uri: expect.stringMatching(/^\$\{aws_lambda_function\.MyApi_Routea_Handler_\w+\.invoke_arn\}$/),
      lifecycle: { create_before_destroy: true },
      depends_on: [expect.stringMatching(/^aws_lambda_permission\.MyApi_Routea_Permission_/)],
    });
    expect(made.all(Apigatewayv2Route)[0]).toMatchObject({
      target: expect.stringMatching(
        /^integrations\/\$\{aws_apigatewayv2_integration\.MyApi_Routea_Integration_\w+\.id\}$/,
      ),
    });
    expect(made.all(LambdaPermission)[0]).toEqual({
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      function_name: expect.stringMatching(/^\$\{aws_lambda_function\.MyApi_Routea_Handler_\w+\.function_name\}$/),
      region: expect.stringMatching(/^\$\{aws_lambda_function\.MyApi_Routea_Handler_\w+\.region\}$/),
      source_arn: "${aws_apigatewayv2_api.MyApi_3597551C.execution_arn}/*/a",
    });
  });

  it.each([
    [arn, undefined],
    [`${arn}:live`, "live"],
    [`${arn}:7`, "7"],
    [`${arn}:$LATEST`, "$LATEST"],
  ])("as the ARN %s allows invoking that function, in its own region", (handler, qualifier) => {
    const made = routed((api) => void api.route("a", handler));
    expect(made.all(LambdaFunction)).toHaveLength(0);
    expect(made.one(Apigatewayv2Integration)).toMatchObject({ integration_uri: uri("aws", "us-east-1", handler) });
    expect(made.one(LambdaPermission)).toEqual({
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      function_name: arn,
      ...(qualifier !== undefined && { qualifier }),
      region: "us-east-1",
      source_arn: executionArn,
    });
  });

  it("as an ARN of another partition stays in that partition", () => {
    const chinese = "arn:aws-cn:lambda:cn-north-1:123456789012:function:audit";
    const made = routed((api) => void api.route("a", chinese));
    expect(made.one(Apigatewayv2Integration).integration_uri).toBe(uri("aws-cn", "cn-north-1", chinese));
  });

  it("as an ARN known only after apply is parsed by expressions", () => {
    const made = routed((api, stack) => {
      api.route("a", new TerraformVariable(stack, "arn", { type: "string" }).stringValue);
    });
    const parts = 'split(":", var.arn)';
    expect(made.one(Apigatewayv2Integration).integration_uri).toBe(
      uri(`\${${parts}.1}`, `\${${parts}.3}`, "${var.arn}"),
    );
    expect(made.one(LambdaPermission)).toMatchObject({
      function_name: `\${join(":", slice(${parts}, 0, 7))}`,
      region: `\${${parts}.3}`,
      source_arn: executionArn,
    });
  });

  it("as an ARN known only after apply has its qualifier, or null", () => {
    const made = routed((api, stack) => {
      api.route("a", new TerraformVariable(stack, "arn", { type: "string" }).stringValue);
    });
    expect(made.one(LambdaPermission).qualifier).toBe('${try(split(":", var.arn).7, jsondecode("null"))}');
  });

  it("as a literal reference is an ARN known only after apply", () => {
    const made = routed((api) => void api.route("a", "${var.arn}"));
    expect(made.one(Apigatewayv2Integration).integration_uri).toContain("functions/${var.arn}/invocations");
  });

  it.each([
    ["a LambdaFunction of the provider", (stack: TerraformStack) => lambda(stack), "aws_lambda_function.Plain"],
    [
      "a Function",
      (stack: TerraformStack) => new aws.Function(stack, "Chat", { handler: "src/chat.handler" }),
      "aws_lambda_function.Chat_Function_\\w+",
    ],
  ])("as %s uses the attributes of that function", (_, create, address) => {
    const made = routed((api, stack) => {
      const fn = create(stack);
      expect(api.route("a", fn).nodes.function).toBe(fn);
    });
    const attribute = (name: string) => expect.stringMatching(new RegExp(`^\\$\\{${address}\\.${name}\\}$`));
    expect(made.one(Apigatewayv2Integration).integration_uri).toEqual(attribute("invoke_arn"));
    const permission = made.one(LambdaPermission);
    expect(permission).toMatchObject({ function_name: attribute("function_name"), region: attribute("region") });
    expect(permission).not.toHaveProperty("qualifier");
  });

  it("in another provider has its permission there, and its integration with the API", () => {
    const made = routed((api, stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      api.route("a", new aws.Function(stack, "Chat", { handler: "src/chat.handler" }, { provider }));
    });
    expect(made.one(LambdaPermission).provider).toBe("aws.tokyo");
    expect(made.one(Apigatewayv2Integration)).not.toHaveProperty("provider");
  });

  describe("rejects", () => {
    it.each(["arn:aws:s3:::chat", "arn:aws:lambda:us-east-1:1:function:a", `${arn}:live:more`])(
      "the ARN %s",
      (handler) => {
        const error = refused((stack) => void new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", handler));
        expect(error.message).toContain(`"handler" has to be the ARN of a Lambda function; got "${handler}".`);
        expect(error.message).toContain("arn:aws:lambda:<region>:<account>:function:<name>");
        expect(error.message).toContain('(ApiGatewayWebSocketRoute "Route a" at chat-dev/MyApi/Route a)');
      },
    );

    it.each([
      [undefined, "undefined"],
      [null, "null"],
      [5, "5"],
      [{}, "{}"],
      [[], "[]"],
      [{ handler: 5 }, '{"handler":5}'],
      [() => undefined, "() => undefined"],
    ])("%j", (handler, got) => {
      const error = refused((stack) => void new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", handler as never));
      expect(error.message).toContain(
        '"handler" has to be a path, a function\'s arguments, the ARN of a function, or a function',
      );
      expect(error.message).toContain(`got ${got}. Write a path such as "src/chat.handler".`);
    });

    it("a construct that is not a function, and names it", () => {
      const error = refused((stack) => {
        const role = new IamRole(stack, "Role", { assumeRolePolicy: "{}" });
        new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", role as never);
      });
      expect(error.message).toContain('got the IamRole "Role". Write a path such as "src/chat.handler".');
    });
  });
});

describe("a function that several routes share", () => {
  type Uses = (stack: TerraformStack) => readonly (string | aws.Function | LambdaFunction)[];

  it.each<[string, Uses]>([
    ["an object twice", (stack) => [lambda(stack)].flatMap((fn) => [fn, fn])],
    ["an object and its arn", (stack) => [lambda(stack)].flatMap((fn) => [fn, fn.arn])],
    ["its arn, read twice, and the object", (stack) => [lambda(stack)].flatMap((fn) => [fn.arn, fn.arn, fn])],
    [
      "a Function, its arn and its resource",
      (stack) => {
        const fn = new aws.Function(stack, "Chat", { handler: "src/chat.handler" });
        return [fn, fn.arn, fn.nodes.function, fn.nodes.function.arn];
      },
    ],
    ["equal ARNs", () => [`${arn}:live`, `${arn}:live`]],
    [
      "a variable, read twice",
      (stack) =>
        [new TerraformVariable(stack, "arn", { type: "string" })].flatMap((v) => [v.stringValue, v.stringValue]),
    ],
  ])("has one integration and one permission: %s", (_, uses) => {
    const made = routed((api, stack) => {
      const routes = uses(stack).map((handler, index) => api.route(`r${index}`, handler));
      expect(new Set(routes.map(({ nodes }) => nodes.integration)).size).toBe(1);
      expect(new Set(routes.map(({ nodes }) => nodes.permission)).size).toBe(1);
    });
    expect(made.all(LambdaPermission)).toHaveLength(1);
    expect(made.all(Apigatewayv2Integration)).toHaveLength(1);
    const targets = made.all(Apigatewayv2Route).map(({ target }) => target);
    expect(new Set(targets)).toEqual(
      new Set([expect.stringMatching(/^integrations\/\$\{aws_apigatewayv2_integration\./)]),
    );
    expect(targets.length).toBeGreaterThan(1);
  });

  it.each([
    ["other functions", [arn, `${arn}2`]],
    ["other qualifiers", [arn, `${arn}:live`, `${arn}:8`]],
    ["other regions", [arn, arn.replace("us-east-1", "us-west-2")]],
  ])("is distinguished from %s", (_, handlers) => {
    const made = routed((api) => {
      for (const [index, handler] of handlers.entries()) api.route(`r${index}`, handler);
    });
    expect(made.all(Apigatewayv2Integration)).toHaveLength(handlers.length);
    expect(made.all(LambdaPermission)).toHaveLength(handlers.length);
  });

  it("is distinguished from a function with the same name in another stack", () => {
    const app = new App({ outdir: temporaryFolder() });
    const [one, two, home] = ["one", "two", "home"].map((name) => testStack(name, app)) as [
      TerraformStack,
      TerraformStack,
      TerraformStack,
    ];
    const api = new aws.ApiGatewayWebSocket(home, "MyApi", { accessLog: false });
    for (const [index, fn] of [lambda(one), lambda(two), lambda(home)].entries()) {
      api.route(`object ${index}`, fn);
      api.route(`arn ${index}`, fn.arn);
    }
    app.synth();
    const made = new Synthesized(JSON.parse(Testing.synth(home)));
    expect(made.all(Apigatewayv2Route)).toHaveLength(6);
    expect(made.all(Apigatewayv2Integration)).toHaveLength(3);
    expect(new Set(made.all(LambdaPermission).map((permission) => permission.function_name)).size).toBe(3);
  });

  it("keeps its addresses and values when a second route is added, before or after", () => {
    const shared = (keys: readonly string[]) =>
      routed((api, stack) => {
        const fn = lambda(stack);
        for (const key of keys) api.route(key, fn);
      });
    const alone = shared(["b"]);
    for (const keys of [
      ["b", "c"],
      ["a", "b"],
    ]) {
      const both = shared(keys);
      for (const type of [Apigatewayv2Integration, LambdaPermission] as const)
        expect(both.byAddress<object>(type as never)).toEqual(alone.byAddress<object>(type as never));
      expect(both.byAddress(Apigatewayv2Route)).toMatchObject(alone.byAddress(Apigatewayv2Route));
    }
  });

  it("has an integration for each API", () => {
    const made = synth((stack) => {
      const fn = lambda(stack);
      for (const id of ["A", "B"]) new aws.ApiGatewayWebSocket(stack, id, { accessLog: false }).route("a", fn);
    });
    expect(made.all(Apigatewayv2Integration)).toHaveLength(2);
    expect(made.all(LambdaPermission)).toHaveLength(2);
  });

  const change = (config: { timeoutMilliseconds?: number }) => {
    config.timeoutMilliseconds = 5000;
  };

  it.each([
    ["equal objects", { timeoutMilliseconds: 5000 }, { timeoutMilliseconds: 5000 }],
    ["one function", change, change],
  ])("accepts transform.integration on each route as %s", (_, first, second) => {
    const made = routed((api) => {
      api.route("a", arn, { transform: { integration: first } });
      api.route("b", arn, { transform: { integration: second } });
    });
    expect(made.one(Apigatewayv2Integration).timeout_milliseconds).toBe(5000);
  });

  it("accepts transform.integration with two reads of one reference", () => {
    const made = routed((api, stack) => {
      const role = new IamRole(stack, "Role", { assumeRolePolicy: "{}" });
      for (const key of ["a", "b"]) api.route(key, arn, { transform: { integration: { credentialsArn: role.arn } } });
    });
    expect(made.one(Apigatewayv2Integration).credentials_arn).toBe("${aws_iam_role.Role.arn}");
  });

  it("accepts different transform.integration where each route has its own function", () => {
    const made = routed((api) => {
      for (const [index, key] of ["a", "b"].entries())
        api.route(key, "src/chat.handler", { transform: { integration: { timeoutMilliseconds: 5000 + index } } });
    });
    expect(made.all(Apigatewayv2Integration).map((one) => one.timeout_milliseconds)).toEqual([5000, 5001]);
  });

  describe("rejects transform.integration", () => {
    it.each([
      ["on the second route only", undefined, { timeoutMilliseconds: 5000 }],
      ["on the first route only", { timeoutMilliseconds: 5000 }, undefined],
      ["with other values", { timeoutMilliseconds: 5000 }, { timeoutMilliseconds: 6000 }],
      ["by two functions", change, (config: object) => void change(config)],
    ])("%s", (_, first, second) => {
      const error = refused((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
        api.route("a", arn, { transform: { integration: first } });
        api.route("b", arn, { transform: { integration: second } });
      });
      expect(error.message).toContain('"transform.integration" has to be the same on every route');
      expect(error.message).toContain('got one for "a" and another for "b"');
      expect(error.message).toContain('(ApiGatewayWebSocketRoute "Route b" at chat-dev/MyApi/Route b)');
    });
  });
});
