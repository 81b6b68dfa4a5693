import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { Construct } from "constructs";
import { type StackStateEntry, stackState } from "../core/app-state";
import { quoted } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { documentStatement } from "../link/policy-document";
import { originExpression, resolveValue } from "../terraform/tokens";
import { addCheck, type Finding } from "../validation/checks";
import { identifierOf } from "./reference";

/** The role of a function that the library does not create: its ARN, or the `aws_iam_role`. */
export type GivenRole = string | IamRole;

const referent = {
  type: "aws_iam_role",
  attribute: "arn",
  example: "arn:aws:iam::123456789012:role/chat",
} as const;

/** Returns the ARN of the role that `argument` gives. */
export function roleArn(scope: Construct, argument: string, given: unknown): string {
  return identifierOf(scope, argument, given, referent);
}

/** The permissions that a function needs from a role that the library does not create. */
interface RoleNeeds {
  readonly owner: Construct;
  readonly role: string;
  readonly permissions: readonly PermissionArgs[];
}

const needsOfStack: StackStateEntry<RoleNeeds[]> = {
  name: "permissions of given roles",
  create: (stack) => {
    const all: RoleNeeds[] = [];
    addCheck({ owner: stack, find: () => [...byRole(all)].map(neededFinding) });
    return all;
  },
};

/** Warns of the permissions that a given role needs. Functions that share a role get one warning. */
export function warnOfNeeds(owner: Construct, role: string, permissions: readonly PermissionArgs[]): void {
  if (permissions.length > 0) stackState(owner, needsOfStack).push({ owner, role, permissions });
}

// At synthesis, because some references have no value before.
function byRole(all: readonly RoleNeeds[]): ReadonlyMap<string, readonly RoleNeeds[]> {
  const groups = new Map<string, RoleNeeds[]>();
  for (const needs of all) {
    const key = originExpression(needs.owner, needs.role);
    groups.set(key, [...(groups.get(key) ?? []), needs]);
  }
  return groups;
}

function neededFinding([role, needs]: readonly [string, readonly RoleNeeds[]]): Finding {
  const statements = JSON.stringify(joinedStatements(needs));
  const text = `"role" gets no permissions from the library. Give ${quoted(role)} these, as "statement" of a DataAwsIamPolicyDocument: ${statements}.`;
  return { owner: needs[0]?.owner, text, isWarning: true };
}

type Statement = Readonly<Record<string, unknown>>;

/** The statements of several functions. Those that differ only in their resources are joined. */
function joinedStatements(needs: readonly RoleNeeds[]): readonly Statement[] {
  const all = needs.flatMap(
    ({ owner, permissions }) => resolveValue(owner, permissions.map(documentStatement)) as Statement[],
  );
  const joined = new Map<string, Statement>();
  for (const { resources, ...rest } of all) {
    const key = JSON.stringify(rest);
    joined.set(key, { ...rest, resources: [...new Set([joined.get(key)?.resources ?? [], resources].flat())] });
  }
  return [...joined.values()];
}
