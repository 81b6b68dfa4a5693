import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import { Dependencies } from "../terraform/dependencies";
import { addSearch } from "../validation/checks";

/**
 * Rejects a function whose environment refers to what Terraform creates after the function, such as the stage of its
 * own API. Terraform would report a `Cycle` of all resources of the API, without the variable.
 */
export function forbidCycle(scope: Construct, fn: LambdaFunction): void {
  addSearch(scope, (stack) => {
    const environment = stack.attributes(fn)?.blocks("environment")[0];
    const dependencies = new Dependencies(stack);
    const address = `${fn.terraformResourceType}.${fn.friendlyUniqueId}`;
    for (const [name, value] of environment?.entries("variables") ?? []) {
      const reference = dependencies.referenceTo(value, address);
      if (reference !== undefined)
        return `"environment" and "link" of a function can't refer to what depends on the function, which Terraform rejects as a cycle; got ${quoted(name)} with a reference to ${quoted(reference)}. ${remedyFor(reference)}`;
    }
    return undefined;
  });
}

function remedyFor(reference: string): string {
  return reference.startsWith("aws_apigatewayv2_stage.")
    ? "Link the API, link: [api], or use api.url or api.managementEndpoint, which do not refer to the stage."
    : "Remove the reference, or read the value at run time.";
}
