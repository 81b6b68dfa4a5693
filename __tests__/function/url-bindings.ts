import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";

/** Whether the bindings know the permission to invoke a function through its URL: those of CDK Terrain do. */
export const knowsInvokePermission = "invokedViaFunctionUrl" in LambdaPermission.prototype;
