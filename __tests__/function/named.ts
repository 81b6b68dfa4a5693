import { DataAwsLambdaAlias } from "@cdktf/provider-aws/lib/data-aws-lambda-alias";
import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, TerraformHclModule, TerraformIterator, TerraformLocal, type TerraformStack, Token } from "cdktf";
import type { aws } from "../../lib";

/** The value of an argument that names a function, and the `for_each` of its resource. */
export interface Naming {
  readonly value: string;
  readonly forEach?: TerraformIterator;
}

/** The function that is named, its name in AWS, and another function. */
interface Named {
  readonly fn: aws.Function;
  readonly name: string;
  readonly other: aws.Function;
}

type Way = (named: Named, stack: TerraformStack) => string | Naming;

const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const addressOf = ({ nodes }: aws.Function) => `aws_lambda_function.${nodes.function.friendlyUniqueId}`;

function alias(stack: TerraformStack, functionName: string): LambdaAlias {
  return new LambdaAlias(stack, "Live", { name: "live", functionName, functionVersion: "1" });
}

function local(stack: TerraformStack, value: unknown): TerraformLocal {
  return new TerraformLocal(stack, "Named", value);
}

/** Ways to name a function that work in every stack of an app. */
export const everywhere: Readonly<Record<string, Way>> = {
  "its name": ({ fn }) => fn.name,
  "its ARN": ({ fn }) => fn.arn,
  "its ARN with a qualifier": ({ fn }) => `${fn.arn}:live`,
  "its ARN in a function": ({ fn }) => Fn.replace(fn.arn, ":live", ""),
  "a literal name": ({ name }) => name,
  "a literal name with a qualifier": ({ name }) => `${name}:live`,
  "a literal ARN": ({ name }) => arnOf(name),
  "a literal ARN with a qualifier": ({ name }) => `${arnOf(name)}:live`,
  "a literal part of an ARN": ({ name }) => `123456789012:function:${name}`,
  "an ARN with an unknown account": ({ name }) => `arn:aws:lambda:eu-west-1:\${var.account}:function:${name}`,
  "the function of an alias": ({ fn }, stack) => alias(stack, fn.name).functionName,
  "the ARN of an alias": ({ fn }, stack) => alias(stack, fn.arn).arn,
  "a data source": ({ fn }, stack) => new DataAwsLambdaFunction(stack, "Data", { functionName: fn.name }).arn,
  "a data source of an alias": ({ fn }, stack) =>
    new DataAwsLambdaAlias(stack, "Data", { functionName: fn.name, name: "live" }).arn,
  "a data source of a literal name": ({ name }, stack) =>
    new DataAwsLambdaFunction(stack, "Data", { functionName: name }).functionName,
  "a local": ({ fn }, stack) => local(stack, fn.arn).asString,
  "a member of a local": ({ fn, other }, stack) => `\${${local(stack, { a: fn.arn, b: other.arn }).fqn}.a}`,
  "an unknown member of a local": ({ fn }, stack) => `\${${local(stack, { a: fn.arn }).fqn}[var.key]}`,
  "the value of an iterator": ({ fn }) => {
    const forEach = TerraformIterator.fromList([fn.arn]);
    return { value: forEach.value, forEach };
  },
  "a member of the value of an iterator": ({ fn }) => {
    const forEach = TerraformIterator.fromMap({ a: { arn: fn.arn } });
    return { value: forEach.getString("arn"), forEach };
  },
  "the key of an iterator": ({ name }) => {
    const forEach = TerraformIterator.fromMap({ [name]: "x" });
    return { value: forEach.key, forEach };
  },
  "an input of a module": ({ fn }, stack) => {
    const module = new TerraformHclModule(stack, "Module", {
      source: "example/module/aws",
      variables: { name: fn.name },
    });
    return module.getString("name");
  },
  "a parameter": ({ fn }, stack) =>
    new SsmParameter(stack, "Parameter", { name: "x", type: "String", value: fn.arn }).value,
};

/** Ways to put the name of a function together. */
const composed: Readonly<Record<string, Way>> = {
  "a local before text": ({ name }, stack) => `${local(stack, name.slice(0, 3)).asString}${name.slice(3)}`,
  "a local after text": ({ name }, stack) => `${name.slice(0, 3)}${local(stack, name.slice(3)).asString}`,
  "the beginning of an ARN in a local": ({ name }, stack) => `${local(stack, arnOf("").slice(0, -1)).asString}:${name}`,
  "the beginning of an ARN in a local, and a reference": ({ fn }, stack) =>
    `${local(stack, arnOf("").slice(0, -1)).asString}:${fn.name}`,
  "a key of a local map": ({ name }, stack) => `\${keys(${local(stack, { [name]: "x" }).fqn})[0]}`,
};

/** Ways to name a function of the same stack. */
export const inItsStack: Readonly<Record<string, Way>> = {
  ...everywhere,
  ...composed,
  "its qualified ARN": ({ fn }) => fn.nodes.function.qualifiedArn,
  "its id": ({ fn }) => fn.nodes.function.id,
  "a written reference": ({ fn }) => `\${${addressOf(fn)}.function_name}`,
  "a written reference in a call": ({ fn }) => `\${format("%s:live", ${addressOf(fn)}.arn)}`,
  "a condition": ({ fn }) => `\${var.enabled ? ${addressOf(fn)}.arn : null}`,
  "a list": ({ fn }) => `\${[for each in [${addressOf(fn)}] : each.arn][0]}`,
  "a splat": ({ fn }) => `\${join("", ${addressOf(fn)}[*].arn)}`,
  "a lookup": ({ fn }) => Token.asString(Fn.lookup({ a: fn.arn }, "${var.key}", "")),
};
