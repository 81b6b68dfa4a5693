import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { Aspects, type TerraformStack } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusedInApp, synthesizeApp } from "../support/ways";
import { asking, guardedApi, handlers } from "./authorized";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

function url(stack: TerraformStack, functionName: string, qualifier?: string): LambdaFunctionUrl {
  return new LambdaFunctionUrl(stack, "Url", { functionName, qualifier, authorizationType: "NONE" });
}

function alias(stack: TerraformStack, functionName: string): LambdaAlias {
  return new LambdaAlias(stack, "Live", { name: "live", functionName, functionVersion: "1" });
}

const elsewhere = (stack: TerraformStack) => testStack("other-dev", stack.node.root as never);

type Make = (fn: aws.Function, stack: TerraformStack) => void;

const urls: Readonly<Record<string, Make>> = {
  "by its name": (fn, stack) => url(stack, fn.name),
  "by its ARN": (fn, stack) => url(stack, fn.arn),
  "by its version": (fn, stack) => url(stack, fn.nodes.function.qualifiedArn),
  "by its id, with a qualifier": (fn, stack) => url(stack, fn.nodes.function.id, "live"),
  "by a literal name": (_, stack) => url(stack, "shared"),
  "by a literal ARN": (_, stack) => url(stack, "arn:aws:lambda:eu-west-1:123456789012:function:shared:live"),
  "by a part of an ARN": (_, stack) => url(stack, "123456789012:function:shared"),
  "by the name of its alias": (fn, stack) => url(stack, alias(stack, fn.name).functionName, "live"),
  "by the ARN of its alias": (fn, stack) => url(stack, alias(stack, fn.arn).arn),
  "by a data source": (fn, stack) =>
    url(stack, new DataAwsLambdaFunction(stack, "Data", { functionName: fn.name }).functionName),
  "by a data source of its alias": (fn, stack) => {
    const { functionName } = alias(stack, fn.name);
    url(stack, new DataAwsLambdaFunction(stack, "Data", { functionName }).arn);
  },
  "by an expression": (fn, stack) => url(stack, `\${lower(aws_lambda_function.${addressOf(fn)}.function_name)}`),
  "by an override": (fn, stack) => url(stack, "other").addOverride("function_name", `${addressed(fn)}`),
  "by an override of the stack": (fn, stack) =>
    stack.addOverride("resource.aws_lambda_function_url.added", { function_name: addressed(fn) }),
  "by an aspect": (fn, stack) => {
    const other = url(stack, "other");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === other) other.functionName = fn.name;
      },
    });
  },
  "in another stack, by its name": (fn, stack) => url(elsewhere(stack), fn.name),
  "in another stack, by its ARN": (fn, stack) => url(elsewhere(stack), fn.arn),
  "in another stack, by a literal name": (_, stack) => url(elsewhere(stack), "shared"),
};

const addressOf = (fn: aws.Function) => fn.nodes.function.friendlyUniqueId;
const addressed = (fn: aws.Function) => `\${aws_lambda_function.${addressOf(fn)}.function_name}`;

function build(make: Make, ...scopes: string[]) {
  return (stack: TerraformStack) => {
    const { api, users } = guardedApi(stack);
    const fn = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    make(fn, stack);
    api.route("a", fn, asking(users.id, ...scopes));
  };
}

const circle = (stack: TerraformStack) => {
  const made = alias(stack, "x");
  made.addOverride("function_name", `\${aws_lambda_alias.${made.friendlyUniqueId}.function_name}`);
  return made.functionName;
};

describe("a function URL", () => {
  it.each(Object.entries(urls))("is rejected for a function with scopes: %s", (_, make) => {
    const error = refusedInApp(build(make, "x"));
    expect(error.message).toContain(
      "\"aws_lambda_function_url\" can't be created for a function whose routes have scopes: clients would bypass the API's authorizer",
    );
    expect(error.constructPath).toBe("chat-dev/Shared");
  });

  it.each(Object.entries(urls))("is accepted for a function without scopes: %s", (_, make) => {
    expect(() => synthesizeApp(build(make))).not.toThrow();
  });

  it.each<[string, Make]>([
    ["of another function", (_, stack) => url(stack, "shared2")],
    [
      "of a function whose name begins with its own, by an ARN",
      (_, stack) => url(stack, "arn:aws:lambda:eu-west-1:123456789012:function:shared2:live"),
    ],
    ["of a function whose name contains its own", (_, stack) => url(stack, "my-shared")],
    [
      "of another function of the provider",
      (_, stack) => url(stack, new LambdaFunction(stack, "Shared2", { functionName: "x", role: "y" }).arn),
    ],
    ["without a name", (_, stack) => url(stack, "x").addOverride("function_name", undefined)],
  ])("is accepted beside a function with scopes: %s", (_, make) => {
    expect(() => synthesizeApp(build(make, "x"))).not.toThrow();
  });

  it.each<[string, Make]>([
    ["a variable", (_, stack) => url(stack, "${var.name}")],
    ["a circular reference", (_, stack) => url(stack, circle(stack))],
  ])("is rejected beside a function with scopes where synthesis can't tell its function: %s", (_, make) => {
    expect(refusedInApp(build(make, "x")).message).toContain(
      "Refer to the other function's resource, or write its name.",
    );
  });
});
