import { DataAwsLambdaAlias } from "@cdktf/provider-aws/lib/data-aws-lambda-alias";
import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, TerraformHclModule, TerraformIterator, TerraformLocal, Token } from "cdktf";
import type { Construct } from "constructs";
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

type Way = (named: Named, scope: Construct) => string | Naming;

const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const addressOf = ({ nodes }: aws.Function) => `aws_lambda_function.${nodes.function.friendlyUniqueId}`;

function alias(scope: Construct, functionName: string): LambdaAlias {
  return new LambdaAlias(scope, "Live", { name: "live", functionName, functionVersion: "1" });
}

function local(scope: Construct, value: unknown): TerraformLocal {
  return new TerraformLocal(scope, "Named", value);
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
  "the function of an alias": ({ fn }, scope) => alias(scope, fn.name).functionName,
  "the ARN of an alias": ({ fn }, scope) => alias(scope, fn.arn).arn,
  "a data source": ({ fn }, scope) => new DataAwsLambdaFunction(scope, "Data", { functionName: fn.name }).arn,
  "a data source of an alias": ({ fn }, scope) =>
    new DataAwsLambdaAlias(scope, "Data", { functionName: fn.name, name: "live" }).arn,
  "a data source of a literal name": ({ name }, scope) =>
    new DataAwsLambdaFunction(scope, "Data", { functionName: name }).functionName,
  "a local": ({ fn }, scope) => local(scope, fn.arn).asString,
  "a member of a local": ({ fn, other }, scope) => `\${${local(scope, { a: fn.arn, b: other.arn }).fqn}.a}`,
  "an unknown member of a local": ({ fn }, scope) => `\${${local(scope, { a: fn.arn }).fqn}[var.key]}`,
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
  "an input of a module": ({ fn }, scope) => {
    const module = new TerraformHclModule(scope, "Module", {
      source: "example/module/aws",
      variables: { name: fn.name },
    });
    return module.getString("name");
  },
  "a parameter": ({ fn }, scope) =>
    new SsmParameter(scope, "Parameter", { name: "x", type: "String", value: fn.arn }).value,
};

/** Ways to put the name of a function together. */
const composed: Readonly<Record<string, Way>> = {
  "a local before text": ({ name }, scope) => `${local(scope, name.slice(0, 3)).asString}${name.slice(3)}`,
  "a local after text": ({ name }, scope) => `${name.slice(0, 3)}${local(scope, name.slice(3)).asString}`,
  "the beginning of an ARN in a local": ({ name }, scope) => `${local(scope, arnOf("").slice(0, -1)).asString}:${name}`,
  "the beginning of an ARN in a local, and a reference": ({ fn }, scope) =>
    `${local(scope, arnOf("").slice(0, -1)).asString}:${fn.name}`,
  "a key of a local map": ({ name }, scope) => `\${keys(${local(scope, { [name]: "x" }).fqn})[0]}`,
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
