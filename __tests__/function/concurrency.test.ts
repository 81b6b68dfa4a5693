import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaProvisionedConcurrencyConfig } from "@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const build = (args: Partial<FunctionArgs>) => (stack: TerraformStack) =>
  new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...args });
const made = (args: Partial<FunctionArgs>) => synth((stack) => build(args)(stack));
const refusal = (concurrency: object, args: Partial<FunctionArgs> = { versioning: true }) =>
  refused((stack) => build({ ...args, concurrency })(stack)).message;

describe("concurrency", () => {
  it.each([0, 1, 1000])("reserves %j instances", (reserved) => {
    expect(made({ concurrency: { reserved } }).one(LambdaFunction).reserved_concurrent_executions).toBe(reserved);
  });

  it("keeps instances of the published version ready", () => {
    const stack = made({ versioning: true, concurrency: { provisioned: 5 } });
    const [address = ""] = Object.keys(stack.byAddress(LambdaFunction));
    const attribute = (name: string) => `\${aws_lambda_function.${address}.${name}}`;
    expect(stack.one(LambdaProvisionedConcurrencyConfig)).toEqual({
      function_name: attribute("function_name"),
      qualifier: attribute("version"),
      region: attribute("region"),
      provisioned_concurrent_executions: 5,
    });
    expect(stack.one(LambdaFunction)).not.toHaveProperty("reserved_concurrent_executions");
  });

  it("keeps none ready without provisioned", () => {
    const stack = made({ versioning: true, concurrency: { reserved: 5 } });
    expect(stack.all(LambdaProvisionedConcurrencyConfig)).toEqual([]);
  });

  it("is one of the function's nodes, if there is one", () => {
    synth((stack) => {
      const { nodes } = build({ durable: true, concurrency: { provisioned: 1, reserved: 1 } })(stack);
      expect(nodes.provisionedConcurrency).toBeInstanceOf(LambdaProvisionedConcurrencyConfig);
      const plain = new aws.Function(stack, "Plain", { handler: "src/chat.handler" });
      expect(plain.nodes).not.toHaveProperty("provisionedConcurrency");
    });
  });

  it.each([{}, { versioning: false }])("needs versions to keep instances ready; got %j", (args) => {
    expect(refusal({ provisioned: 5 }, args)).toContain(
      '"concurrency.provisioned" needs "versioning", because Lambda keeps instances only of a published version; got 5 without it. Write versioning: true.',
    );
  });

  it.each([
    [{ provisioned: 0 }, '"concurrency.provisioned" has to be a whole number from 1; got 0. Write a number such as 5'],
    [{ provisioned: 1.5 }, '"concurrency.provisioned" has to be a whole number from 1; got 1.5.'],
    [{ provisioned: "5" }, '"concurrency.provisioned" has to be a whole number from 1; got "5".'],
    [{ reserved: -1 }, '"concurrency.reserved" has to be a whole number from 0; got -1. Write a number such as 50'],
    [{ reserved: Number.NaN }, '"concurrency.reserved" has to be a whole number from 0; got '],
    [
      { provisioned: 6, reserved: 5 },
      '"concurrency.provisioned" can\'t be more than "concurrency.reserved", the maximum of the function; got 6 and 5. Write reserved: 6.',
    ],
    [{ reservd: 5 }, '"reservd" is not known in "concurrency"; got 5. Did you mean "reserved"?'],
    [5, '"concurrency" has to be '],
  ])("can't be %j", (concurrency, text) => {
    expect(refusal(concurrency as object)).toContain(text);
  });

  it("takes numbers known only after apply", () => {
    const stack = synth((scope) => {
      const { numberValue } = new TerraformVariable(scope, "count", { type: "number" });
      build({ versioning: true, concurrency: { provisioned: numberValue, reserved: numberValue } })(scope);
    });
    expect(stack.one(LambdaProvisionedConcurrencyConfig).provisioned_concurrent_executions).toBe("${var.count}");
    expect(stack.one(LambdaFunction).reserved_concurrent_executions).toBe("${var.count}");
  });
});
