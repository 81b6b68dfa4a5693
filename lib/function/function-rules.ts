import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import { isLiteral } from "../terraform/expressions";
import type { Attributes } from "../terraform/rendered-stack";
import { type Rule, rule } from "../validation/rule";
import { codeSigningRules } from "./code-signing";
import { deadLetterRules } from "./dead-letter";
import { encryptionRules } from "./encryption-key";
import { literalSize } from "./literal-size";
import { logGroupNameProblem } from "./log-group";
import { runtimeRules } from "./runtimes";
import { volumeRules } from "./volume";

/** Environment variables that Lambda sets, and rejects in a function's configuration. */
const reservedVariables = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

const sizeLimit = 4096;

const roleForm = arnForm("iam", "role/.+", ":\\d{12}");

type Variable = readonly [name: string, value: unknown];

/** Rules for the environment of an `aws_lambda_function`. */
const environmentRules: readonly Rule[] = [
  rule("lambda-environment-names", (fn) => environmentNameProblem(variables(fn))),
  rule("lambda-environment-size", (fn) => environmentSizeProblem(variables(fn))),
];

function variables(fn: Attributes): readonly Variable[] {
  return fn.blocks("environment")[0]?.entries("variables") ?? [];
}

function environmentNameProblem(entries: readonly Variable[]): string | undefined {
  for (const [name, value] of entries.filter(([name]) => isLiteral(name))) {
    if (reservedVariables.has(name))
      return `"environment" may not set ${quoted(name)}, which Lambda sets itself; got ${quoted(value)}. Use another name.`;
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name))
      return `"environment" takes names of at least two letters, digits or "_", the first a letter; got ${quoted(name)}. Use another name.`;
  }
  return undefined;
}

function environmentSizeProblem(entries: readonly Variable[]): string | undefined {
  const sizes = entries.map(([name, value]) => [name, literalSize(name) + literalSize(String(value ?? ""))] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (total <= sizeLimit) return undefined;
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const detail = largest.map(([name, size]) => `${name} ${size}`).join(", ");
  return `"environment" takes at most ${sizeLimit} bytes of names and values, including those of links; got ${total} (${detail}). Keep large values elsewhere, in SSM or S3, and pass their names.`;
}

/** Rules for an `aws_lambda_function`. */
export const functionRules: readonly Rule[] = [
  rule("lambda-name", (fn) => {
    const name = fn.string("function_name");
    return name === undefined ? undefined : functionNameProblem(name);
  }),
  rule("lambda-role", (fn) => {
    const role = fn.string("role");
    if (role === undefined || roleForm.test(role)) return undefined;
    return `"role" has to be the ARN of a role; got ${quoted(role)}. Write role: "arn:aws:iam::123456789012:role/chat", or the IamRole itself.`;
  }),
  ...runtimeRules,
  rule("lambda-architecture", (fn) => {
    const wrong = literalTexts(fn.raw("architectures")).find((value) => !["x86_64", "arm64"].includes(value));
    return wrong && `"architecture" has to be "x86_64" or "arm64"; got ${quoted(wrong)}. Choose one of them.`;
  }),
  rule("lambda-memory", (fn) => rangeProblem(fn.number("memory_size"), "memory", 128, 10240, "MB")),
  rule("lambda-timeout", (fn) => rangeProblem(fn.number("timeout"), "timeout", 1, 900, "seconds")),
  rule("lambda-storage", (fn) =>
    rangeProblem(fn.blocks("ephemeral_storage")[0]?.number("size"), "storage", 512, 10240, "MB"),
  ),
  rule("lambda-description", (fn) => {
    const length = [...(fn.string("description") ?? "")].length;
    return length > 256 ? `"description" takes at most 256 characters; got ${length}. Shorten it.` : undefined;
  }),
  rule("lambda-log-format", (fn) => {
    const format = fn.blocks("logging_config")[0]?.string("log_format");
    return format === undefined || format === "Text" || format === "JSON"
      ? undefined
      : `"logging.format" has to be "text" or "json"; got ${quoted(format)}. Choose one of them.`;
  }),
  rule("lambda-log-group", (fn) => {
    const name = fn.blocks("logging_config")[0]?.string("log_group");
    return name === undefined ? undefined : logGroupNameProblem("logging.logGroup", name);
  }),
  ...environmentRules,
  ...volumeRules,
  ...deadLetterRules,
  ...codeSigningRules,
  ...encryptionRules,
];

/** Rules for an `aws_iam_role`. */
export const roleRules: readonly Rule[] = [
  rule("iam-role-name", (role) =>
    formProblem(
      role.string("name"),
      /^[\w+=,.@-]{1,64}$/,
      (value) =>
        `"transform.role.name" takes 1 to 64 letters, digits and "+=,.@_-"; got ${quoted(value)}. Give a shorter name.`,
    ),
  ),
];

function formProblem(value: string | undefined, form: RegExp, text: (value: string) => string): string | undefined {
  return value === undefined || form.test(value) ? undefined : text(value);
}

/** Describes a number that is not whole or out of range. */
export function rangeProblem(value: number | undefined, argument: string, least: number, most: number, unit: string) {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return undefined;
  return `"${argument}" has to be a whole number from ${least} to ${most} ${unit}; got ${value}. Choose one in between.`;
}

function literalTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string" && !entry.includes("${")) : [];
}

/** Describes what is wrong with the name of a function. */
export function functionNameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name)
    ? undefined
    : `"name" takes 1 to 64 letters, digits, "-" and "_"; got ${quoted(name)}. Change it, or remove "name" to get a generated name.`;
}
