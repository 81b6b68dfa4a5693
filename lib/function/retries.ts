import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import {
  LambdaFunctionEventInvokeConfig,
  type LambdaFunctionEventInvokeConfigConfig,
} from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { applyTransform, type ComponentOptions, regionalMeta, withDependency } from "../terraform/resource-config";
import { addRules, type Rule, rule } from "../validation/rule";
import type { FunctionSettings } from "./function-args";
import type { FunctionNodes } from "./function-nodes";
import { rangeProblem } from "./function-rules";

/**
 * Creates the configuration of a function's asynchronous invocations, and returns it as a node of the function; none
 * without `retries`. It waits for `policy`, because Lambda checks the role's permissions for destinations that a
 * transform adds.
 */
export function createEventInvokeConfig(
  scope: Construct,
  { retries, transform }: FunctionSettings,
  fn: LambdaFunction,
  policy: IamRolePolicy | undefined,
  options: ComponentOptions,
): Pick<FunctionNodes, "eventInvokeConfig"> {
  const change = transform?.eventInvokeConfig;
  if (retries === undefined && change === undefined) return {};
  if (typeof retries !== "number" || Number.isNaN(retries))
    throw new ValidationError(scope, retries === undefined ? missingProblem(change) : typeProblem(retries));
  const config: LambdaFunctionEventInvokeConfigConfig = {
    ...regionalMeta(withDependency(options, policy)),
    functionName: fn.functionName,
    // Lambda applies a configuration to one version. Callers name the published one.
    ...(fn.publishInput === true && { qualifier: fn.version }),
    maximumRetryAttempts: retries,
  };
  const id = "EventInvokeConfig";
  const eventInvokeConfig = new LambdaFunctionEventInvokeConfig(
    scope,
    id,
    applyTransform(scope, id, config, change, LambdaFunctionEventInvokeConfig),
  );
  addRules(scope, eventInvokeConfig, eventInvokeRules);
  return { eventInvokeConfig };
}

function missingProblem(change: unknown): string {
  return `"transform.eventInvokeConfig" needs "retries", which creates the resource that it changes; got ${quoted(change)}. Add retries: 2, which is Lambda's default.`;
}

function typeProblem(retries: unknown): string {
  return `"retries" has to be a number; got ${quoted(retries)}. Write 0, 1 or 2.`;
}

/** Rules for an `aws_lambda_function_event_invoke_config`. */
export const eventInvokeRules: readonly Rule[] = [
  rule("lambda-retries", (config) => rangeProblem(config.number("maximum_retry_attempts"), "retries", 0, 2, "retries")),
  rule("lambda-event-age", (config) => {
    const argument = "transform.eventInvokeConfig.maximumEventAgeInSeconds";
    return rangeProblem(config.number("maximum_event_age_in_seconds"), argument, 60, 21600, "seconds");
  }),
];
