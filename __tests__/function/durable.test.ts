import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs, type FunctionDurable } from "../../lib";
import { durableRules } from "../../lib/function/durable";
import { libraryFunctionArgs } from "../../lib/function/internals";
import { asking, guardedApi, handlers, kinds } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";
import { describeRules, reference } from "../validation/rule-table";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const handler = "src/get.handler";
const brief = { handler, durable: { timeout: "15 minutes" } } as const;
const build = (args: Partial<FunctionArgs>) => (stack: TerraformStack) =>
  new aws.Function(stack, "Fn", { handler, ...args });
const made = (args: Partial<FunctionArgs>) => synth((stack) => build(args)(stack));
const refusal = (args: object) => refused((stack) => build(args)(stack)).message;

describe("a durable function", () => {
  it.each<[boolean | FunctionDurable, number, number]>([
    [true, 14 * 86400, 30],
    [{}, 14 * 86400, 30],
    [{ timeout: "1 second" }, 1, 30],
    [{ timeout: "15 minutes", retention: "1 day" }, 900, 1],
    [{ timeout: "1.5 hours", retention: "90 days" }, 5400, 90],
    [{ timeout: "366 days" }, 366 * 86400, 30],
  ])("as %j has its timeout in seconds and its retention in days", (durable, execution_timeout, retention_period) => {
    const fn = made({ durable }).one(LambdaFunction);
    expect(fn.durable_config).toEqual({ execution_timeout, retention_period });
    expect(fn).toMatchObject({ publish: true, logging_config: { log_format: "JSON" } });
  });

  it.each([undefined, false])("is none as %j", (durable) => {
    const fn = made({ durable }).one(LambdaFunction);
    expect(fn).not.toHaveProperty("durable_config");
    expect(fn).toMatchObject({ logging_config: { log_format: "Text" } });
  });

  it("may save and read the state of its own executions, and of no other function's", () => {
    const stack = made({ durable: true });
    const [address] = Object.keys(stack.byAddress(LambdaFunction));
    const { statement } = stack.data(DataAwsIamPolicyDocument, "Fn_PolicyDocument");
    expect(statement).toContainEqual({
      effect: "Allow",
      actions: ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
      resources: [`\${aws_lambda_function.${address}.arn}:*`],
    });
    expect(JSON.stringify(made({}).dataByAddress(DataAwsIamPolicyDocument))).not.toContain("DurableExecution");
  });

  it.each([
    [{ durable: 5 }, '"durable" has to be true, false or an object; got 5. Write durable: true.'],
    [{ durable: "yes" }, '"durable" has to be true, false or an object; got "yes".'],
    [{ durable: { timout: "1 day" } }, '"timout" is not known in "durable"; got "1 day". Did you mean "timeout"?'],
    [{ durable: { timeout: "1 week" } }, '"durable.timeout" has to be a duration such as "15 minutes", "2 hours" or'],
    [{ durable: { retention: "2 hours" } }, '"durable.retention" has to be a number of days such as "30 days"; got'],
    [{ durable: { retention: "1.5 days" } }, '"durable.retention" has to be a number of days such as "30 days"; got'],
    [{ durable: true, versioning: false }, '"versioning" can\'t be false together with "durable"'],
    [
      { durable: true, logging: { format: "text" } },
      '"logging.format" has to be "json" together with "durable"; got "text". Write format: "json", or remove it.',
    ],
  ])("can't be %j", (args, text) => {
    expect(refusal(args)).toContain(text);
  });

  it("may have a log that is JSON, or none", () => {
    expect(made({ durable: true, logging: { format: "json" } }).one(LambdaFunction)).toMatchObject({
      logging_config: { log_format: "JSON" },
    });
    expect(made({ durable: true, logging: false }).one(LambdaFunction)).not.toHaveProperty("logging_config");
  });

  it("is an error with bindings that do not know the argument, and would leave it out", () => {
    const prototype = LambdaFunction.prototype as object;
    const known = Object.getOwnPropertyDescriptor(prototype, "durableConfig") as PropertyDescriptor;
    Reflect.deleteProperty(prototype, "durableConfig");
    try {
      expect(refusal({ durable: true })).toMatch(/Run "npm install @cdkt[fn]\/provider-aws@\d+"/);
    } finally {
      Object.defineProperty(prototype, "durableConfig", known);
    }
  });

  it("can't have code of this library, which Lambda would call with other events", () => {
    const args = libraryFunctionArgs("jwt-authorizer", { durable: true } as never, {});
    expect(refused((stack) => new aws.Function(stack, "Fn", args)).message).toContain("code is this library's own");
  });
});

describe("API Gateway, which waits for a function,", () => {
  const routed = (args: string | FunctionArgs, integrationType?: string) => (stack: TerraformStack) => {
    const transform = integrationType ? { integration: { integrationType } } : undefined;
    return new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", args, { transform });
  };
  const tooLong =
    "has to be at most 15 minutes: API Gateway waits for the function, and Lambda refuses such calls where an execution may take longer";

  it("invokes an execution of 15 minutes", () => {
    const stack = synth((scope) => void routed(brief)(scope));
    expect(stack.one(Apigatewayv2Integration).integration_uri).toMatch(/\.qualified_invoke_arn\}$/);
  });

  it.each([true, { timeout: "16 minutes" }] as const)("can't invoke a longer one of a route: %j", (durable) => {
    const { message } = refused((stack) => void routed({ handler, durable })(stack));
    expect(message).toContain(`"durable.timeout" of the function of the route "a" ${tooLong}; got `);
    expect(message).toContain('Write durable: { timeout: "15 minutes" }, or start a durable function from this one.');
  });

  it("may start a longer one by an integration that does not wait", () => {
    expect(() => synth((stack) => void routed({ handler, durable: true }, "AWS")(stack))).not.toThrow();
  });

  it("can't invoke a longer one of an authorizer", () => {
    const { message } = refused((stack) => {
      const lambda = { function: { handler, durable: true }, payload: "1.0", response: "iam" } as const;
      new aws.ApiGatewayWebSocket(stack, "MyApi").addAuthorizer("users", { lambda });
    });
    expect(message).toContain(`"durable.timeout" of the function of the authorizer "users" ${tooLong}`);
  });

  it("passes a durable function other events, so that it can have no guard and no adapter", () => {
    const guarded = refused((stack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", brief, asking(users.id, "read"));
    });
    expect(guarded.message).toContain("it is durable, so Lambda passes it other events than those of API Gateway");
    const adapted = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", "src/connect.handler", { auth: kinds.iam?.(api) });
      api.addAuthorizer("users", { lambda: { function: brief } });
    });
    expect(adapted.message).toContain("it is durable, so Lambda passes it other events than those of API Gateway");
  });
});

describeRules("durable rules", durableRules, [
  ...[0, 31622401].map((execution_timeout) => ({
    rule: "lambda-durable-timeout",
    bad: { durable_config: { execution_timeout } },
    says: ['"durable.timeout"', `got ${execution_timeout} seconds`],
    good: { durable_config: { execution_timeout: 31622400 } },
    unresolved: { durable_config: { execution_timeout: reference } },
  })),
  ...[0, 91].map((retention_period) => ({
    rule: "lambda-durable-retention",
    bad: { durable_config: { retention_period } },
    says: ['"durable.retention"', `got ${retention_period} days`],
    good: { durable_config: { retention_period: 90 } },
    unresolved: { durable_config: { retention_period: reference } },
  })),
  ...["nodejs20.x", "python3.12", "provided.al2023", "ruby3.4"].map((runtime) => ({
    rule: "lambda-durable-runtime",
    bad: { runtime, durable_config: { execution_timeout: 60 } },
    says: ['"durable" needs a runtime', `got "${runtime}"`],
    good: { runtime: "python3.14", durable_config: { execution_timeout: 60 } },
    unresolved: { runtime: reference, durable_config: { execution_timeout: 60 } },
  })),
]);
