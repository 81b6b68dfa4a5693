import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Lazy, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Synthesis } from "../app/synthesis";
import type { Link } from "./definition";
import { type AppIdentity, appIdentity, resolveLinks, resourceVariables } from "./links";
import { documentStatement } from "./policy-document";
import { isResourceLink } from "./resource-link";

/** The environment variables that pass links to a function, which may be in any stack. */
export function linkVariables(links: readonly Link[]): Record<string, string> {
  const resource = firstConstruct(links);
  const { links: named } = resolveLinks(resource, links);
  if (resource) watchForTypes(resource);
  // Lazy, because app and stage are those of the function that uses the variables, not those of the linked resources.
  const app = (member: keyof AppIdentity) => Lazy.stringValue({ produce: ({ scope }) => appIdentity(scope)[member] });
  return resourceVariables(undefined, { name: app("name"), stage: app("stage") }, named);
}

/**
 * Returns the permissions of links as statements of the provider's `DataAwsIamPolicyDocument`.
 * `Linkable.env` returns the environment variables of the same links.
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
  if (!Array.isArray(links)) return undefined;
  return links.map((link) => (isResourceLink(link) ? link.resource : link)).find(Construct.isConstruct);
}
