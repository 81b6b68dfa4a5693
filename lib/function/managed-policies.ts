import type { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { constructId } from "../core/names";
import { quoted, ValidationError, warn } from "../core/validation-error";
import { isLiteral } from "../terraform/expressions";
import { type ComponentOptions, globalMeta } from "../terraform/resource-config";
import { originExpression } from "../terraform/tokens";
import { requireRule } from "../validation/rule";
import { identifierOf } from "./reference";

/** A managed policy: its ARN, or the `aws_iam_policy`. */
export type ManagedPolicy = string | IamPolicy;

const example = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const policyForm = arnForm("iam", "policy/.+", ":(aws|\\d{12})");
const defaultQuota = 10;

/** Returns the ARN of a managed policy that `argument` gives. */
export function policyArn(scope: Construct, argument: string, given: unknown): string {
  const arn = identifierOf(scope, argument, given, { type: "aws_iam_policy", attribute: "arn", example });
  const isWrong = !Token.isUnresolved(arn) && isLiteral(arn) && !policyForm.test(arn);
  const problem = `"${argument}" takes the ARNs of managed policies; got ${quoted(arn)}. Write the ARN of a policy, such as ${quoted(example)}.`;
  requireRule(scope, "iam-policy-arn", isWrong ? problem : undefined);
  return arn;
}

/** Attaches managed policies to a role. A policy that the list contains twice is attached once. */
export function attachPolicies(
  scope: Construct,
  policies: readonly ManagedPolicy[] | undefined,
  role: IamRole,
  options: ComponentOptions,
): readonly IamRolePolicyAttachment[] {
  const byKey = new Map(policyArns(scope, policies).map((arn) => [policyKey(scope, arn), arn]));
  if (byKey.size > defaultQuota)
    warn(
      scope,
      `"policies" contains ${byKey.size} policies; AWS attaches at most ${defaultQuota} to a role, unless it raised the quota of your account. Ask AWS to raise it, or join some of them in one policy.`,
    );
  return [...byKey].map(
    ([key, policyArn]) =>
      new IamRolePolicyAttachment(scope, constructId("PolicyAttachment", key), {
        ...globalMeta(options),
        role: role.name,
        policyArn,
      }),
  );
}

function policyArns(scope: Construct, policies: unknown = []): readonly string[] {
  if (Token.isUnresolved(policies))
    throw new ValidationError(
      scope,
      `"policies" has to be known at synthesis, because each policy is a resource of its own; got a list that is known only after apply. Write each policy as an entry: [first, second].`,
    );
  if (!Array.isArray(policies))
    throw new ValidationError(
      scope,
      `"policies" has to be a list; got ${quoted(policies)}. Put it in brackets: [${quoted(example)}].`,
    );
  return policies.map((policy) => policyArn(scope, "policies", policy));
}

// By the policy and not by its place in the list, so that another entry before it moves no Terraform address.
function policyKey(scope: Construct, arn: string): string {
  const expression = originExpression(scope, arn);
  return /^\$\{aws_iam_policy\.([\w-]+)\.arn\}$/.exec(expression)?.[1] ?? expression;
}
