import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Synthesized } from "../support/synth";
import { evaluateAll, type Known } from "./expressions";
import type { Policy } from "./iam";

export const place = "eu-west-1:123456789012";

/** Invented attribute values of AWS resources, derived from the resources' addresses. */
const attributes: Readonly<Record<string, (name: string) => string>> = {
  "aws_apigatewayv2_api.api_endpoint": (name) => `wss://${name.toLowerCase()}.execute-api.eu-west-1.amazonaws.com`,
  "aws_apigatewayv2_api.execution_arn": (name) => `arn:aws:execute-api:${place}:${name.toLowerCase()}`,
  "aws_cloudwatch_log_group.arn": (name) => `arn:aws:logs:${place}:log-group:${name}`,
  "aws_lambda_function.arn": (name) => `arn:aws:lambda:${place}:function:${name}`,
  "aws_lambda_function.function_name": (name) => name.toLowerCase(),
  "aws_lambda_function_url.function_url": (name) => `https://${name.toLowerCase()}.lambda-url.eu-west-1.on.aws/`,
  "aws_lambda_alias.arn": (name) => `arn:aws:lambda:${place}:function:${name.replace("UrlAlias", "Function:url")}`,
  "aws_lambda_function.version": () => "3",
  "aws_lambda_function.qualified_arn": (name) => `arn:aws:lambda:${place}:function:${name}:3`,
  "aws_s3_bucket.arn": (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  "aws_s3_bucket.bucket": (name) => name.toLowerCase(),
};

export function madeUp(address: string): string {
  const [type, name = "", attribute, ...more] = address.split(".");
  const value = more.length === 0 ? attributes[`${type}.${attribute}`] : undefined;
  if (value === undefined) throw new Error(`No value is defined for ${address}.`);
  return value(withoutHash(name));
}

type Json = Readonly<Record<string, unknown>>;

export interface AppliedFunction {
  readonly environment: Readonly<Record<string, string>>;
  /** All policies of the function's role. */
  readonly policies: readonly Policy[];
  /** The folder of its code, relative to the stack's folder. */
  readonly folder: string;
}

/** Evaluates a function of a synthesized stack. `name` is its component's id, such as "MyApi_Routechat_Handler". */
export function applied(stack: Synthesized, name: string, known: Known = madeUp): AppliedFunction {
  const resources = (type: string): Readonly<Record<string, Json>> => stack.json.resource?.[type] ?? {};
  const entries = Object.entries(resources("aws_lambda_function"));
  const [[address, fn] = [], ...others] = entries.filter(([key]) => withoutHash(key) === `${name}_Function`);
  if (address === undefined || fn === undefined || others.length > 0)
    throw new Error(`Not one function "${name}", but ${entries.map(([key]) => key).join(", ")}.`);
  const { variables = {} } = (fn.environment ?? {}) as { readonly variables?: Json };
  return {
    environment: evaluateAll(variables, known) as Readonly<Record<string, string>>,
    policies: policiesOf(resources, String(fn.role)).map((policy) => policyAt(stack, policy, known)),
    folder: folderOf(stack, String(fn.filename)),
  };
}

// Reads inline policies only, so a role with other policies is an error.
function policiesOf(resources: (type: string) => Readonly<Record<string, Json>>, arn: string): readonly string[] {
  const name = arn.replace(/\.arn\}$/, ".name}");
  const role = resources("aws_iam_role")[/\.(\w+)\.arn\}$/.exec(arn)?.[1] ?? ""] ?? {};
  const attached = Object.values(resources("aws_iam_role_policy_attachment")).filter((each) => each.role === name);
  if (role.managed_policy_arns || role.inline_policy || attached.length > 0)
    throw new Error(`${name} has other policies too.`);
  const own = Object.values(resources("aws_iam_role_policy")).filter((each) => each.role === name);
  return own.map(({ policy }) => String(policy));
}

function policyAt(stack: Synthesized, reference: string, known: Known): Policy {
  const [, name = ""] = /^\$\{data\.aws_iam_policy_document\.(\w+)\.json\}$/.exec(reference) ?? [];
  const document = stack.dataByAddress(DataAwsIamPolicyDocument)[name];
  if (document === undefined) throw new Error(`${reference} is not a document of the stack.`);
  return policyOf(document, known);
}

/** The policy that the provider makes of a document. */
export function policyOf({ statement = [] }: Json, known: Known = madeUp): Policy {
  const statements = evaluateAll(statement, known) as readonly Json[];
  return {
    Version: "2012-10-17",
    Statement: statements.map((each) => ({
      Effect: String(each.effect),
      Action: textsOf(each.actions),
      Resource: textsOf(each.resources),
      ...(each.condition !== undefined && { Condition: conditionsOf(each.condition as readonly Condition[]) }),
    })),
  };
}

interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

function conditionsOf(list: readonly Condition[]): Record<string, Record<string, string[]>> {
  const block: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of list)
    block[test] = { ...block[test], [variable]: [...(block[test]?.[variable] ?? []), ...textsOf(values)] };
  return block;
}

// The provider reads "&{aws:username}" as a variable of IAM too.
function textsOf(list: unknown): string[] {
  return (list as readonly string[]).map((text) => text.replace(/&\{/g, "${"));
}

function folderOf({ json }: Synthesized, filename: string): string {
  const archives = (json.data as Record<string, Record<string, Json>>).archive_file ?? {};
  const [, name = ""] = /\.(\w+)\.output_path\}$/.exec(filename) ?? [];
  return String(archives[name]?.source_dir);
}

function withoutHash(name: string): string {
  return name.replace(/_[0-9A-F]{8}$/, "");
}
