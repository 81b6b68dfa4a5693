import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import type { Retention } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import type { PermissionArgs } from "../link/permission";
import { evaluatedText } from "../terraform/expressions";
import type { Placement } from "../terraform/resource-config";
import type { EncryptionKey } from "./encryption-key";
import type { FunctionTransform } from "./function-transform";
import { awsLocation } from "./location";
import { createLogGroup } from "./log-group";

/** The function's log in CloudWatch. */
export interface FunctionLogging {
  /**
   * How long the log is kept.
   * @default "1 month"
   */
  readonly retention?: Retention;
  /**
   * Name of an existing log group to write to. It excludes `retention` and `kmsKey`.
   * @default - the function gets its own log group
   */
  readonly logGroup?: string;
  /**
   * Whether Lambda writes its own lines as text or as JSON. Maps to `logging_config.log_format`.
   * @default "text"; "json" with `durable`, which needs it
   */
  readonly format?: "text" | "json";
  /**
   * The KMS key that encrypts the log: its ARN, or the `aws_kms_key`. The key's own policy has to admit CloudWatch Logs.
   * Maps to `kms_key_id` of the log group.
   * @default - a key that CloudWatch Logs owns
   */
  readonly kmsKey?: EncryptionKey;
}

/** The settings of a function that determine its log. */
interface LoggingSettings {
  readonly logging?: false | FunctionLogging;
  readonly durable?: unknown;
}

/** Validates `logging`. Returns undefined for `false`. */
export function checkedLogging(
  scope: Construct,
  { logging: given = {}, durable }: LoggingSettings,
): FunctionLogging | undefined {
  if (given === false) return undefined;
  requireKnownTexts(scope, given);
  const logging = durable ? durableLogging(scope, given) : given;
  const { logGroup, retention, kmsKey } = logging;
  if (logGroup !== undefined && retention !== undefined)
    throw new ValidationError(
      scope,
      `"logging.retention" can't be set together with "logging.logGroup"; got ${quoted(retention)} and ${quoted(logGroup)}. Set the retention of that log group where it is created.`,
    );
  if (logGroup !== undefined && kmsKey !== undefined)
    throw new ValidationError(
      scope,
      `"logging.kmsKey" can't be set together with "logging.logGroup"; got ${quoted(kmsKey)} and ${quoted(logGroup)}. Set kmsKeyId of that log group where it is created.`,
    );
  return logging;
}

// Lambda writes the log of a durable function as JSON only.
function durableLogging(scope: Construct, logging: FunctionLogging): FunctionLogging {
  const { format = "json" } = logging;
  if (format === "text")
    throw new ValidationError(
      scope,
      `"logging.format" has to be "json" together with "durable"; got "text". Write format: "json", or remove it.`,
    );
  return { ...logging, format };
}

/** Returns the argument `logging_config` of the function. */
export function loggingConfig({ format = "text", logGroup }: FunctionLogging, own: CloudwatchLogGroup | undefined) {
  // An unknown format is passed on, so that the rules reject it.
  const logFormat = { text: "Text", json: "JSON" }[format] ?? String(format);
  return { logFormat, logGroup: own?.name ?? logGroup };
}

/** Creates the function's own log group; none for `logging.logGroup`. */
export function createOwnLog(
  scope: Construct,
  name: string,
  { logGroup, retention, kmsKey }: FunctionLogging,
  transform: FunctionTransform | undefined,
  placement: Placement,
): CloudwatchLogGroup | undefined {
  if (logGroup !== undefined) return undefined;
  const log = {
    name: `/aws/lambda/${name}`,
    retention,
    kmsKey,
    argument: "logging",
    transform: transform?.logGroup,
    transformArgument: "transform.logGroup",
  };
  return createLogGroup(scope, "LogGroup", log, placement);
}

/** Returns the permission to write a function's own log only. `placement` is that of the function. */
export function logPermission(
  scope: Construct,
  logging: FunctionLogging,
  logGroup: CloudwatchLogGroup | undefined,
  placement: Placement,
): PermissionArgs {
  const arn = logGroup?.arn ?? logGroupArn(scope, evaluatedText(logging.logGroup ?? ""), placement);
  return { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${arn}:*`] };
}

// Not from the ARN of the function, so that the policy does not depend on the function.
function logGroupArn(scope: Construct, name: string, { provider, region }: Placement): string {
  const location = awsLocation(scope, provider);
  return `arn:${location.partition}:logs:${region ?? location.region}:${location.account}:log-group:${name}`;
}

function requireKnownTexts(scope: Construct, given: FunctionLogging): void {
  for (const [name, example] of [
    ["retention", "1 month"],
    ["logGroup", "/chat"],
  ] as const)
    if (given[name] !== undefined && typeof given[name] !== "string")
      throw new ValidationError(
        scope,
        `"logging.${name}" has to be a text; got ${quoted(given[name])}. Write ${name}: ${quoted(example)}.`,
      );
}
