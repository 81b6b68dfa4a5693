import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ParsedStatement } from "../../lib/local/iam/policy-document";
import { isAllowed } from "../../lib/local/iam/policy-evaluation";
import type { Synthesized } from "../support/synth";

/** A call to AWS, with the condition keys that it carries. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly keys?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

/** Returns those of the calls that the only role of a stack may make, as IAM evaluates its policies. */
export function allowed(stack: Synthesized, calls: readonly Call[]): readonly Call[] {
  const documents = Object.values(stack.dataByAddress(DataAwsIamPolicyDocument));
  const statements = documents.flatMap(({ statement }) => statement as readonly Statement[]);
  return calls.filter((call) =>
    isAllowed(statements.filter((each) => each.resources && isMet(each, call)).map(parsed), {
      ...call,
      api: { region: "eu-west-1", account: "123456789012" },
    }),
  );
}

/** Returns every pair of an action and a resource. */
export function everyCall(actions: readonly string[], resources: readonly string[]): readonly Call[] {
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
}

function parsed({ effect, actions, resources }: Statement): ParsedStatement {
  return { effect, actions, resources };
}

function isMet({ condition = [] }: Statement, { keys = {} }: Call): boolean {
  return condition.every(({ test, variable, values }) => {
    if (test !== "StringEquals") throw new Error(`${test} is not evaluated here.`);
    return values.includes(keys[variable] ?? "");
  });
}
