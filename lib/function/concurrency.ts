import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaProvisionedConcurrencyConfig } from "@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { type ComponentOptions, regionalMeta } from "../terraform/resource-config";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { FunctionNodes } from "./function-nodes";
import type { FunctionPart } from "./part";
import { publishesVersions, type VersionSettings } from "./versioning";

/**
 * How many instances of a function Lambda runs at once.
 *
 * @example
 * ```ts
 * new aws.Function(this, "Chat", {
 *   handler: "src/default.handler",
 *   versioning: true,
 *   concurrency: { provisioned: 5, reserved: 50 },
 * });
 * ```
 */
export interface FunctionConcurrency {
  /**
   * Instances that Lambda keeps ready, so that a call does not wait for the start of one. They cost money while they
   * wait. They belong to the published version, so this needs `versioning` or `durable`. Maps to an
   * `aws_lambda_provisioned_concurrency_config`.
   * @default - none
   */
  readonly provisioned?: number;
  /**
   * Maximum number of instances, which Lambda also reserves for the function from the account's limit. `0` stops the
   * function. Maps to `reserved_concurrent_executions`.
   * @default - the function shares the account's limit
   */
  readonly reserved?: number;
}

interface ConcurrencySettings extends VersionSettings {
  readonly concurrency?: FunctionConcurrency;
}

const knownConcurrency: KnownArguments<FunctionConcurrency> = { provisioned: true, reserved: true };

/** Returns what `concurrency` means for a function. */
export function concurrencyPart(scope: Construct, args: ConcurrencySettings): FunctionPart | undefined {
  const { concurrency } = args;
  if (concurrency === undefined) return undefined;
  requireKnown(scope, "concurrency", concurrency, knownConcurrency);
  const problem = concurrencyProblem(concurrency, publishesVersions(args));
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const { reserved } = concurrency;
  return reserved === undefined ? undefined : { config: { reservedConcurrentExecutions: reserved } };
}

function concurrencyProblem({ provisioned, reserved }: FunctionConcurrency, isPublished: boolean): string | undefined {
  const remedy = 'Write a number such as 5, or remove "provisioned".';
  if (isWrong(provisioned, 1))
    return `"concurrency.provisioned" has to be a whole number from 1; got ${quoted(provisioned)}. ${remedy}`;
  if (isWrong(reserved, 0))
    return `"concurrency.reserved" has to be a whole number from 0; got ${quoted(reserved)}. Write a number such as 50, or remove "reserved".`;
  if (provisioned !== undefined && !isPublished)
    return `"concurrency.provisioned" needs "versioning", because Lambda keeps instances only of a published version; got ${format(provisioned)} without it. Write versioning: true.`;
  const isMore = [provisioned, reserved].every(isKnown) && Number(provisioned) > Number(reserved);
  return isMore
    ? `"concurrency.provisioned" can't be more than "concurrency.reserved", the maximum of the function; got ${provisioned} and ${reserved}. Write reserved: ${provisioned}.`
    : undefined;
}

function isKnown(value: number | undefined): boolean {
  return value !== undefined && !Token.isUnresolved(value);
}

function isWrong(value: number | undefined, least: number): boolean {
  if (value === undefined || Token.isUnresolved(value)) return false;
  return !Number.isSafeInteger(value) || value < least;
}

function format(value: number): string {
  return Token.isUnresolved(value) ? "a reference" : quoted(value);
}

/** Creates the provisioned concurrency of the published version; none without `provisioned`. */
export function createProvisionedConcurrency(
  scope: Construct,
  { concurrency }: ConcurrencySettings,
  { functionName, version, region }: LambdaFunction,
  options: ComponentOptions,
): Pick<FunctionNodes, "provisionedConcurrency"> {
  if (concurrency?.provisioned === undefined) return {};
  const provisionedConcurrency = new LambdaProvisionedConcurrencyConfig(scope, "ProvisionedConcurrency", {
    ...regionalMeta({ ...options, region }),
    functionName,
    qualifier: version,
    provisionedConcurrentExecutions: concurrency.provisioned,
  });
  return { provisionedConcurrency };
}
