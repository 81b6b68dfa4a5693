import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import type { LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaFunctionEventInvokeConfigConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import type { Transform } from "../terraform/resource-config";

/** Changes the configuration of a function's resources before they are created. */
export interface FunctionTransform {
  /**
   * Changes the `aws_lambda_function`. A `role` that it sets means the same as the argument `role` of the function.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", transform: { function: { skipDestroy: true } } });
   * ```
   */
  readonly function?: Transform<LambdaFunctionConfig>;
  /**
   * Changes the `aws_iam_role`, with priority over `aws.roleDefaults`. It can't be set together with `role`.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   transform: { role: { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" } },
   * });
   * ```
   */
  readonly role?: Transform<IamRoleConfig>;
  /**
   * Changes the `aws_cloudwatch_log_group`.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", transform: { logGroup: { skipDestroy: true } } });
   * ```
   */
  readonly logGroup?: Transform<CloudwatchLogGroupConfig>;
  /**
   * Changes the `aws_lambda_function_event_invoke_config`, which only `retries` creates.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   retries: 1,
   *   transform: { eventInvokeConfig: { maximumEventAgeInSeconds: 600 } },
   * });
   * ```
   */
  readonly eventInvokeConfig?: Transform<LambdaFunctionEventInvokeConfigConfig>;
}
