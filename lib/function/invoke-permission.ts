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

/** Lets API Gateway call a function, where the function lives. */
export function allowInvoke(scope: Construct, { target, provider, placement, sourceArn }: InvokeArgs) {
  return new LambdaPermission(scope, "Permission", {
    ...regional({ ...placement, provider, region: target.region }),
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
    principal: "apigateway.amazonaws.com",
    sourceArn,
  });
}
