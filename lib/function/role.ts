import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { pathParts, physicalName, visibleParts } from "../core/names";
import { assumeRolePolicy, type PermissionArgs, type PolicyStatement, policyStatement } from "../link/permission";
import { jsonencode } from "../terraform/expressions";
import { applyTransform, type ComponentOptions, globalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import { addUniqueName, type NamedKind } from "../validation/unique-name";
import type { FunctionArgs, FunctionLogging } from "./function-args";
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
    assumeRolePolicy: assumeRolePolicy(scope, "lambda.amazonaws.com"),
  };
  const role = new IamRole(scope, "Role", applyTransform(scope, "Role", config, args.transform?.role));
  addRules(scope, role, roleRules);
  addUniqueName(scope, role, roleKind);
  return role;
}

/**
 * Creates the role's policy: writing the function's own log, and the permissions of links and `permissions`. The
 * function does not depend on the policy, because a permission for a resource that needs the function would be a cycle.
 */
export function createPolicy(
  scope: Construct,
  permissions: readonly PermissionArgs[],
  logStatement: PolicyStatement | undefined,
  role: IamRole,
  options: ComponentOptions,
): IamRolePolicy | undefined {
  const statements = [...(logStatement ? [logStatement] : []), ...permissions.map(policyStatement)];
  if (statements.length === 0) return undefined;
  return new IamRolePolicy(scope, "Policy", {
    ...globalMeta(options),
    name: "inline",
    role: role.name,
    policy: jsonencode({ Version: "2012-10-17", Statement: statements }),
  });
}

/** Returns the statement that allows a function to write its own log only. */
export function logStatement(fn: LambdaFunction, logging: FunctionLogging, logGroup: CloudwatchLogGroup | undefined) {
  const arn = logGroup?.arn ?? logGroupArn(fn, logging.logGroup ?? "");
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`${arn}:*`],
  } as const satisfies PolicyStatement;
}

// Partition, region and account come from the function's ARN, because they depend on its provider.
function logGroupArn(fn: LambdaFunction, name: string): string {
  const part = (index: number) => Fn.element(Fn.split(":", fn.arn), index) as string;
  return `arn:${part(1)}:logs:${part(3)}:${part(4)}:log-group:${name}`;
}
