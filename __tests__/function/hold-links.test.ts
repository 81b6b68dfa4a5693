import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { Aspects, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, type FunctionArgs, Linkable } from "../../lib";
import type { Mutable } from "../../lib/terraform/resource-config";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
type Environment = NonNullable<LambdaFunctionConfig["environment"]>;
type Edit = NonNullable<NonNullable<FunctionArgs["transform"]>["function"]>;

function linked(stack: TerraformStack, more: Partial<FunctionArgs> = {}): aws.Function {
  const link = [new Linkable(stack, "Limits", { properties: { perMinute: 60 } })];
  return new aws.Function(stack, "Fn", { handler, link, ...more });
}

const setBy = (edit: (config: Mutable<LambdaFunctionConfig>) => void): Edit => edit;

describe("the links of a function", () => {
  it.each<[string, Edit]>([
    ["an environment that is undefined", { environment: undefined }],
    ["an environment without variables", { environment: {} }],
    ["undefined variables", { environment: { variables: undefined } }],
    ["no variables", { environment: { variables: {} } }],
    ["other variables", { environment: { variables: { TABLE: "t" } } }],
    [
      "a function that deletes the environment",
      setBy((config) => {
        delete config.environment;
      }),
    ],
    [
      "a function that sets the environment to undefined",
      setBy((config) => {
        config.environment = undefined;
      }),
    ],
    [
      "a function that deletes the variable",
      setBy((config) => {
        const { SST_RESOURCE_Limits: _, ...variables } = (config.environment as Environment).variables ?? {};
        config.environment = { variables };
      }),
    ],
  ])("can't be removed by transform.function with %s", (_, edit) => {
    const { message } = refused((stack) => linked(stack, { transform: { function: edit } }));
    expect(message).toContain(
      '"transform.function.environment" removes "SST_RESOURCE_Limits", which passes a link to the function; got ',
    );
    expect(message).toMatch(/ \(Function "Fn" at chat-dev\/Fn\)$/);
  });

  it.each<[string, (fn: LambdaFunction) => void]>([
    ["the environment, undefined", (fn) => fn.addOverride("environment", undefined)],
    ["the environment, null", (fn) => fn.addOverride("environment", null)],
    ["the variables, undefined", (fn) => fn.addOverride("environment.variables", undefined)],
    ["the variable, undefined", (fn) => fn.addOverride("environment.variables.SST_RESOURCE_Limits", undefined)],
    ["resetEnvironment", (fn) => fn.resetEnvironment()],
  ])("can't be removed by an override: %s", (_, override) => {
    expect(refused((stack) => override(linked(stack).nodes.function)).message).toContain(
      'removes "SST_RESOURCE_Limits", which passes a link to the function; got ',
    );
  });

  it("can't be removed by an aspect", () => {
    const build = (stack: TerraformStack) => {
      linked(stack);
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof LambdaFunction) node.resetEnvironment();
        },
      });
    };
    expect(refused(build).message).toContain('removes "SST_RESOURCE_Limits"');
  });

  it.each<[string, (stack: TerraformStack) => Edit]>([
    [
      "adds a variable",
      () => setBy(({ environment }) => void Object.assign(environment?.variables ?? {}, { A1: "x" })),
    ],
    [
      "sets variables known only after apply",
      (stack) => ({ environment: { variables: new TerraformVariable(stack, "v", {}).value } }),
    ],
    ["sets the variable itself", () => ({ environment: { variables: { SST_RESOURCE_Limits: "{}" } } })],
  ])("can be kept by a transform that %s", (_, edit) => {
    expect(() => synth((stack) => linked(stack, { transform: { function: edit(stack) } }))).not.toThrow();
  });

  it.each(["environment", "environment.variables"])(
    "can be values known only after apply, by an override of %s",
    (path) => {
      expect(() => synth((stack) => linked(stack).nodes.function.addOverride(path, "${var.v}"))).not.toThrow();
    },
  );

  it.each<[string, Edit]>([
    ["environment: undefined", { environment: undefined }],
    ["no variables", { environment: { variables: {} } }],
  ])("are not required without links, in a transform with %s", (_, edit) => {
    expect(() => synth((stack) => linked(stack, { link: [], transform: { function: edit } }))).not.toThrow();
  });
});

describe("a variable of the user's own", () => {
  it.each(["constructor", "toString", "hasOwnProperty"])("can be called %s", (name) => {
    const fn = synth((stack) => linked(stack, { environment: { [name]: "x" } })).one(LambdaFunction);
    expect(fn.environment).toMatchObject({ variables: { [name]: "x", SST_RESOURCE_Limits: expect.any(String) } });
  });
});
