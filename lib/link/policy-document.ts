import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
  type DataAwsIamPolicyDocumentStatementCondition,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { literalText, literalTexts } from "../terraform/expressions";
import { referThroughLocals } from "../terraform/references-through-locals";
import { type ComponentOptions, globalMeta } from "../terraform/resource-config";
import { rejectMemberOverrides, stackHooks } from "../terraform/stack-hooks";
import { getOrCreateInStack, providerKey } from "../terraform/stack-singleton";
import type { PermissionArgs, PermissionCondition } from "./permission";

type Provider = Pick<ComponentOptions, "provider">;

/**
 * Creates the policy that consists of permissions, one statement each. A document and not `jsonencode`, because one more
 * action is then one more line of the synthesized JSON, and scanners can read it.
 */
export function createPolicyDocument(
  scope: Construct,
  id: string,
  permissions: readonly PermissionArgs[],
  { provider }: Provider,
): DataAwsIamPolicyDocument {
  // Without `dependsOn`, which would postpone the reading of the document to the apply, and hide the changes in a plan.
  const document = new DataAwsIamPolicyDocument(scope, id, {
    ...globalMeta({ provider }),
    statement: permissions.map(documentStatement),
  });
  referThroughLocals(document);
  stackHooks(TerraformStack.of(scope)).renderHcl.push(() => rejectMemberOverrides(document));
  return document;
}

/** Returns a permission as a statement of a document. */
export function documentStatement({
  effect,
  actions,
  resources,
  conditions = [],
}: PermissionArgs): DataAwsIamPolicyDocumentStatement {
  return {
    effect: effect === "deny" ? "Deny" : "Allow",
    // "${aws:username}" is a variable of IAM, and not of Terraform.
    actions: literalTexts(actions),
    resources: literalTexts(resources),
    // The provider merges conditions of one operator and key.
    ...(conditions.length > 0 && { condition: conditions.map(condition) }),
  };
}

function condition({ test, variable, values }: PermissionCondition): DataAwsIamPolicyDocumentStatementCondition {
  return { test, variable: literalText(variable), values: literalTexts(values) };
}

/** The policy that allows an AWS service to assume a role: one document for all roles of a stack and provider. */
export function assumeRolePolicy(scope: Construct, service: string, { provider }: Provider): string {
  const id = constructId("AssumeRolePolicy", [service, providerKey(provider)].filter(Boolean).join(" "));
  const document = getOrCreateInStack(
    TerraformStack.of(scope),
    id,
    (shared) =>
      new DataAwsIamPolicyDocument(shared, "Document", {
        ...globalMeta({ provider }),
        statement: [
          {
            effect: "Allow",
            actions: ["sts:AssumeRole"],
            principals: [{ type: "Service", identifiers: [service] }],
          },
        ],
      }),
  );
  return document.json;
}
