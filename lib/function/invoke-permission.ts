import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Attributes } from "../core/attributes";
import { changed } from "../core/held";
import { type Placement, regional } from "../core/placement";
import { resolved } from "../core/resolved";
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

/** What a permission has to go on saying, for nobody but the API to call the function. */
export type Allowed = Readonly<Record<"principal" | "source_arn" | "function_name", string>>;

export function allowedInvoke({ target, sourceArn }: Pick<InvokeArgs, "target" | "sourceArn">): Allowed {
  return { principal, source_arn: sourceArn, function_name: target.functionName };
}

/** How a permission would let others call the function than it was made for. Without the permission nobody may. */
export function widened(scope: Construct, permission: Attributes | undefined, allowed: Allowed): string | undefined {
  return permission && changed(permission, resolved(scope, allowed) as Allowed);
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
