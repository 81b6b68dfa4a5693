import type { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { pathParts, physicalName, visibleParts } from "../core/names";
import type { PermissionArgs } from "../link/permission";
import { assumeRolePolicy, createPolicyDocument } from "../link/policy-document";
import { applyTransform, type ComponentOptions, globalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import { addUniqueName, type NamedKind } from "../validation/unique-name";
import type { FunctionArgs } from "./function-args";
import { roleRules } from "./function-rules";

// IAM role names are unique without regard to case.
const roleKind: NamedKind = {
  type: IamRole.tfResourceType,
  attribute: "name",
  argument: "transform.role.name",
  normalize: (name) => name.toLowerCase(),
};

/** Creates the role of a function. */
export function createRole(scope: Construct, args: FunctionArgs, options: ComponentOptions): IamRole {
  const config = {
    ...globalMeta(options),
    name: physicalName([...pathParts(scope), "Role"], 64, visibleParts(scope)),
    assumeRolePolicy: assumeRolePolicy(scope, "lambda.amazonaws.com", options),
  };
  const role = new IamRole(scope, "Role", applyTransform(scope, "Role", config, args.transform?.role));
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

/**
 * Writing the function's own log, and the permissions of links and `permissions`. The function does not depend on this
 * policy, because a permission for a resource that needs the function would be a cycle.
 */
export const ownRights: PolicyKind = { id: "Policy", name: "inline" };

/** What Lambda needs before it creates the function, and until it has deleted it. The function depends on this policy. */
export const creationRights: PolicyKind = { id: "CreationPolicy", name: "creation" };

/** Creates a policy of the role; none without permissions. */
export function createPolicy(
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
