import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { ownCdk } from "../cdk/own-cdk";
import { isObject } from "../core/plain-object";
import { type Days, type LongDuration, toDays, toLongSeconds } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { type Rule, requireRule, rule } from "../validation/rule";
import type { FunctionPart } from "./part";

/**
 * The executions of a durable function.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Order", {
 *   handler: "src/default.handler",
 *   durable: { timeout: "2 days", retention: "7 days" },
 * });
 * ```
 */
export interface FunctionDurable {
  /**
   * Maximum duration of an execution, with all its invocations and pauses, 1 second to 366 days. `timeout` of the
   * function limits each invocation. Maps to `durable_config.execution_timeout`.
   * @default "14 days"
   */
  readonly timeout?: LongDuration;
  /**
   * How long Lambda keeps the history of an execution after its end, 1 day to 90 days. Maps to
   * `durable_config.retention_period`.
   * @default "30 days"
   */
  readonly retention?: Days;
}

const knownDurable: KnownArguments<FunctionDurable> = { timeout: true, retention: true };

// AWS Lambda Developer Guide, "Security and permissions for Lambda durable functions".
const executionActions = ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"];

/** Returns what `durable` means for a function. `isOwnCode` tells whether its code is this library's. */
export function durablePart(
  scope: Construct,
  durable: boolean | FunctionDurable | undefined,
  isOwnCode: boolean,
): FunctionPart | undefined {
  if (durable === undefined || durable === false) return undefined;
  const problem = durableProblem(durable, isOwnCode);
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const { timeout = "14 days", retention = "30 days" } = durable === true ? {} : durable;
  requireKnown(scope, "durable", durable === true ? {} : durable, knownDurable);
  return {
    config: { durableConfig: { executionTimeout: seconds(scope, timeout), retentionPeriod: days(scope, retention) } },
    // The executions of every version, because an execution may end after the next version is published.
    ofFunction: (arn) => [{ actions: executionActions, resources: [`${arn()}:*`] }],
  };
}

function durableProblem(durable: unknown, isOwnCode: boolean): string | undefined {
  if (!isObject(durable) && durable !== true)
    return `"durable" has to be true, false or an object; got ${quoted(durable)}. Write durable: true.`;
  if (isOwnCode)
    return `"durable" can't be set for a function whose code is this library's own; got ${quoted(durable)}. Remove it.`;
  const bindings = `${ownCdk.scope}/provider-aws`;
  // Older bindings would leave the argument out.
  if (!("durableConfig" in LambdaFunction.prototype))
    return `"durable" needs the argument "durable_config", which the installed ${bindings} does not know; got ${quoted(durable)}. Run "npm install ${bindings}@${ownCdk.packages[bindings]}".`;
  return undefined;
}

function seconds(scope: Construct, timeout: string): number {
  const value = toLongSeconds(timeout);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"durable.timeout" has to be a duration such as "15 minutes", "2 hours" or "14 days"; got ${quoted(timeout)}. Write the number, a space and the unit.`,
  );
}

function days(scope: Construct, retention: string): number {
  const value = toDays(retention);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"durable.retention" has to be a number of days such as "30 days"; got ${quoted(retention)}. Write the number, a space and "days".`,
  );
}

// AWS Lambda Developer Guide, "Supported runtimes for durable functions", read in November 2026.
const durableRuntimes = /^(nodejs2[24]\.x|python3\.1[34]|java(17|21|25)|dotnet(8|10))$/;

/** Rules for the `durable_config` of an `aws_lambda_function`. */
export const durableRules: readonly Rule[] = [
  rule("lambda-durable-timeout", (fn) => {
    const timeout = fn.blocks("durable_config")[0]?.number("execution_timeout");
    return timeout === undefined || (timeout >= 1 && timeout <= 31622400)
      ? undefined
      : `"durable.timeout" has to be from 1 second to 366 days; got ${timeout} seconds. Write a duration in between.`;
  }),
  rule("lambda-durable-retention", (fn) => {
    const retention = fn.blocks("durable_config")[0]?.number("retention_period");
    return retention === undefined || (retention >= 1 && retention <= 90)
      ? undefined
      : `"durable.retention" has to be from 1 day to 90 days; got ${retention} days. Write a number of days in between.`;
  }),
  rule("lambda-durable-runtime", (fn) => {
    const runtime = fn.string("runtime");
    if (runtime === undefined || !fn.has("durable_config") || durableRuntimes.test(runtime)) return undefined;
    return `"durable" needs a runtime for which Lambda has durable functions: Node.js 22 and 24, Python 3.13 and 3.14, Java 17, 21 and 25, .NET 8 and 10; got ${quoted(runtime)}. Write runtime: "nodejs24.x", or remove "durable".`;
  }),
];

/** Whether a function is durable, also by `transform.function`. */
export function isDurable({ durableConfigInput }: LambdaFunction): boolean {
  return durableConfigInput !== undefined;
}

/** Lambda's maximum execution of a durable function that is invoked synchronously, in seconds. */
const maxSynchronousExecution = 900;

/** Rejects a durable function that API Gateway could never invoke. `caller` is the route or authorizer, for messages. */
export function requireSynchronous(scope: Construct, fn: LambdaFunction, caller: string): void {
  const timeout = fn.durableConfigInput?.executionTimeout;
  if (timeout === undefined || Token.isUnresolved(timeout) || timeout <= maxSynchronousExecution) return;
  requireRule(
    scope,
    "lambda-durable-invocation",
    `"durable.timeout" of the function of ${caller} has to be at most 15 minutes: API Gateway waits for the function, and Lambda refuses such calls where an execution may take longer; got ${timeout} seconds. Write durable: { timeout: "15 minutes" }, or start a durable function from this one.`,
  );
}
