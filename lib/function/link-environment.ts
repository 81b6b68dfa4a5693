import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Lazy, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Synthesis } from "../app/synthesis";
import type { Link } from "../link/linkable";
import { type AppIdentity, appIdentity, resolveLinks, resourceVariables } from "../link/links";
import { documentStatement } from "../link/policy-document";

/**
 * Returns the environment variables that pass links to a Lambda function that this library did not create.
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
  const resource = firstConstruct(links);
  const { links: named } = resolveLinks(resource, links);
  if (resource) watchForTypes(resource);
  // Lazy, because app and stage are those of the function that uses the variables, not those of the linked resources.
  const app = (member: keyof AppIdentity) => Lazy.stringValue({ produce: ({ scope }) => appIdentity(scope)[member] });
  return resourceVariables(undefined, { name: app("name"), stage: app("stage") }, named);
}

/**
 * Returns the permissions of links as statements of the provider's `DataAwsIamPolicyDocument`.
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
  return resolveLinks(firstConstruct(links), links).permissions.map(documentStatement);
}

// Synthesis writes the types file also for an app without functions of this library.
function watchForTypes(resource: Construct): void {
  const stack = resource.node.scopes.find((scope) => TerraformStack.isStack(scope));
  if (stack) Synthesis.of(resource).watch(stack);
}

// Messages name this construct, because the function is not known.
function firstConstruct(links: readonly Link[]): Construct | undefined {
  return Array.isArray(links) ? links.find(Construct.isConstruct) : undefined;
}
