import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider, TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import { type Placement, regionalMeta } from "../terraform/resource-config";
import { FunctionsOfApp } from "./closed-functions";
import type { FunctionTarget } from "./function-target";

interface InvokeArgs {
  readonly target: FunctionTarget;
  /** The provider of the function. */
  readonly provider: TerraformProvider | undefined;
  /** The provider and region of the API. */
  readonly placement: Placement;
  /** The part of the API that may invoke the function: its routes, or an authorizer. */
  readonly sourceArn: string;
  /** Not needed where a resource with `createBeforeDestroy` depends on the permission: Terraform passes it on. */
  readonly lifecycle?: TerraformResourceLifecycle;
}

const principal = "apigateway.amazonaws.com";

/** The attributes of an invoke permission that restrict it to one function and one API. */
export type InvokeGrant = Readonly<
  Record<"action" | "principal" | "source_arn" | "function_name", string> & { qualifier: string | undefined }
>;

export function invokeGrant({ target, sourceArn }: Pick<InvokeArgs, "target" | "sourceArn">): InvokeGrant {
  const { functionName: function_name, qualifier } = target;
  return { action: "lambda:InvokeFunction", principal, source_arn: sourceArn, function_name, qualifier };
}

/** Creates the invoke permission of API Gateway, in the region of the function. */
export function createInvokePermission(scope: Construct, args: InvokeArgs) {
  const { target, provider, placement, sourceArn, lifecycle } = args;
  const { functionName, qualifier, region } = target;
  const permission = new LambdaPermission(scope, "Permission", {
    ...regionalMeta({ ...placement, provider, region }),
    action: "lambda:InvokeFunction",
    functionName,
    ...(qualifier !== undefined && { qualifier }),
    principal,
    sourceArn,
    lifecycle,
  });
  FunctionsOfApp.of(scope).addPermission(permission, invokeGrant({ target, sourceArn }));
  return permission;
}
