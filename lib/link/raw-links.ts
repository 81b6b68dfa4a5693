import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IConstruct } from "constructs";
import type { Link } from "./link";
import { resourceVariables, takeApart } from "./links";
import { isPermission, type PermissionArgs } from "./permission";

/**
 * The environment variables of links, for a Lambda function that was not made by this library.
 *
 * @example
 * ```ts
 * import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
 * import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
 *
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * new LambdaFunction(this, "Worker", {
 *   functionName: "worker",
 *   role: "arn:aws:iam::123456789012:role/worker",
 *   imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1",
 *   packageType: "Image",
 *   environment: { variables: linkEnvironment([api]) },
 * });
 * new DataAwsIamPolicyDocument(this, "WorkerPolicy", { statement: linkStatements([api]) });
 * ```
 */
export function linkEnvironment(links: readonly Link[]): Record<string, string> {
  const scope = links.find((link): link is IConstruct => !isPermission(link));
  return scope ? resourceVariables(scope, takeApart(scope, links).links) : {};
}

/**
 * The permissions of links, as statements of the provider's `DataAwsIamPolicyDocument`.
 *
 * @example
 * ```ts
 * import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
 *
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * new DataAwsIamPolicyDocument(this, "WorkerPolicy", { statement: linkStatements([api]) });
 * ```
 */
export function linkStatements(links: readonly Link[]): DataAwsIamPolicyDocumentStatement[] {
  const scope = links.find((link): link is IConstruct => !isPermission(link));
  const permissions = scope ? takeApart(scope, links).permissions : links.filter(isPermission);
  return permissions.map(statement);
}

function statement({ effect, actions, resources, conditions }: PermissionArgs): DataAwsIamPolicyDocumentStatement {
  return {
    effect: effect === "deny" ? "Deny" : "Allow",
    actions: [...actions],
    resources: [...resources],
    ...(conditions?.length && {
      condition: conditions.map(({ test, variable, values }) => ({ test, variable, values: [...values] })),
    }),
  };
}
