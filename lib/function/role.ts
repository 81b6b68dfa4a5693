import type { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { pathParts, physicalName, visibleParts } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { assumeRolePolicy, createPolicyDocument } from "../link/policy-document";
import { applyTransform, type ComponentOptions, globalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import { addUniqueName, type NamedKind } from "../validation/unique-name";
import type { FunctionArgs } from "./function-args";
import type { FunctionNodes } from "./function-nodes";
import { roleRules } from "./function-rules";
import { warnOfNeeds } from "./given-role";
import { attachPolicies } from "./managed-policies";
import { applyRoleDefaults } from "./role-defaults";

// IAM role names are unique without regard to case.
const roleKind: NamedKind = {
  type: IamRole.tfResourceType,
  attribute: "name",
  argument: "transform.role.name",
  normalize: (name) => name.toLowerCase(),
};

/** The permissions of a function, by whether Lambda needs them to create the function. */
export interface FunctionRights {
  /** What Lambda needs before it creates the function, and until it has deleted it. */
  readonly creation: readonly PermissionArgs[];
  /** The function's own log, its links and `permissions`. */
  readonly own: readonly PermissionArgs[];
}

/** The role that a function runs as, and what the library creates for it. */
export interface FunctionRole {
  readonly arn: string;
  /** The resources that are the function's own; empty for a role that the user gives. */
  readonly nodes: Pick<FunctionNodes, "role" | "policy" | "policyDocument" | "creationPolicy" | "policyAttachments">;
}

/** Creates the role of a function and its policies. With a given role it only warns of what that role needs. */
export function createRole(
  scope: Construct,
  args: FunctionArgs,
  given: string | undefined,
  rights: FunctionRights,
  options: ComponentOptions,
): FunctionRole {
  if (given !== undefined) {
    forbidOwnRole(scope, args);
    warnOfNeeds(scope, given, [...rights.own, ...rights.creation]);
    return { arn: given, nodes: { policyAttachments: [] } };
  }
  const role = createOwnRole(scope, args, options);
  const creation = createPolicy(scope, creationRights, rights.creation, role, options);
  const own = createPolicy(scope, ownRights, rights.own, role, options);
  const nodes = {
    role,
    policy: own?.policy,
    policyDocument: own?.document,
    policyAttachments: attachPolicies(scope, args.policies, role, options),
  };
  return { arn: role.arn, nodes: { ...nodes, ...(creation && { creationPolicy: creation.policy }) } };
}

/** Rejects arguments that a given role would make ineffective, because the library changes only roles of its own. */
function forbidOwnRole(scope: Construct, { role, permissions, policies, transform }: FunctionArgs): void {
  const given = role === undefined ? "transform.function.role" : "role";
  const pairs = [
    ["permissions", permissions?.length ? permissions : undefined, "add them to that role where it is created."],
    ["policies", policies?.length ? policies : undefined, "attach them to that role where it is created."],
    ["transform.role", transform?.role, "change that role where it is created."],
  ] as const;
  for (const [argument, value, remedy] of pairs)
    if (value !== undefined)
      throw new ValidationError(
        scope,
        `"${argument}" can't be set together with "${given}", because the library does not change a role that it did not create; got ${quoted(value)}. Remove one of them: ${remedy}`,
      );
}

function createOwnRole(scope: Construct, args: FunctionArgs, options: ComponentOptions): IamRole {
  const config = {
    ...globalMeta(options),
    name: physicalName([...pathParts(scope), "Role"], 64, visibleParts(scope)),
    assumeRolePolicy: assumeRolePolicy(scope, "lambda.amazonaws.com", options),
  };
  const final = applyTransform(scope, "Role", config, args.transform?.role, IamRole);
  const role = new IamRole(scope, "Role", final);
  applyRoleDefaults(role, final);
  addRules(scope, role, roleRules);
  addUniqueName(scope, role, roleKind);
  return role;
}

interface RolePolicy {
  readonly policy: IamRolePolicy;
  readonly document: DataAwsIamPolicyDocument;
}

interface PolicyKind {
  readonly id: string;
  readonly name: string;
}

// The function does not depend on this policy, because a permission for a resource that needs the function would be a
// cycle.
const ownRights: PolicyKind = { id: "Policy", name: "inline" };

// The function depends on this policy.
const creationRights: PolicyKind = { id: "CreationPolicy", name: "creation" };

/** Creates a policy of the role; none without permissions. */
function createPolicy(
  scope: Construct,
  { id, name }: PolicyKind,
  permissions: readonly PermissionArgs[],
  role: IamRole,
  options: ComponentOptions,
): RolePolicy | undefined {
  if (permissions.length === 0) return undefined;
  const document = createPolicyDocument(scope, `${id}Document`, permissions, options);
  const policy = new IamRolePolicy(scope, id, {
    ...globalMeta(options),
    name,
    role: role.name,
    policy: document.json,
  });
  return { policy, document };
}
