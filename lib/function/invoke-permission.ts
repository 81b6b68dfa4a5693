import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type Placement, regional } from "../core/placement";
import type { FunctionTarget } from "./function-arn";

interface InvokeArgs {
  readonly target: FunctionTarget;
  /** The provider that made the function. */
  readonly provider: TerraformProvider | undefined;
  /** Where the API is. */
  readonly placement: Placement;
  /** Who of the API may call: its routes, or an authorizer. */
  readonly sourceArn: string;
}

const principal = "apigateway.amazonaws.com";

/** Attributes of a permission by which nobody but the API may call the function. */
export type InvokeGrant = Readonly<Record<"principal" | "source_arn" | "function_name", string>>;

export function invokeGrant({ target, sourceArn }: Pick<InvokeArgs, "target" | "sourceArn">): InvokeGrant {
  return { principal, source_arn: sourceArn, function_name: target.functionName };
}

/** Lets API Gateway call a function, where the function lives. */
export function allowInvoke(scope: Construct, { target, provider, placement, sourceArn }: InvokeArgs) {
  return new LambdaPermission(scope, "Permission", {
    ...regional({ ...placement, provider, region: target.region }),
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
    principal,
    sourceArn,
  });
}
