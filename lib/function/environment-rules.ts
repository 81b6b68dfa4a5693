import type { Attributes } from "../core/attributes";
import { isLiteral } from "../core/escape";
import { type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { literalSize } from "./literal-size";

/** Environment variables that Lambda sets itself and refuses from others. */
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

type Variable = readonly [name: string, value: unknown];

/** What AWS refuses in the environment of an `aws_lambda_function`. */
export const environmentRules: readonly Rule[] = [
  rule("lambda-environment-names", (fn) => wrongName(variables(fn))),
  rule("lambda-environment-size", (fn) => tooLarge(variables(fn))),
];

function variables(fn: Attributes): readonly Variable[] {
  return fn.blocks("environment")[0]?.entries("variables") ?? [];
}

function wrongName(entries: readonly Variable[]): string | undefined {
  for (const [name, value] of entries.filter(([name]) => isLiteral(name))) {
    if (reservedVariables.has(name))
      return `"environment" may not set ${quoted(name)}, which Lambda sets itself; got ${quoted(value)}. Use another name.`;
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name))
      return `"environment" takes names of a letter and at least one more letter, digit or "_"; got ${quoted(name)}. Use another name.`;
  }
  return undefined;
}

function tooLarge(entries: readonly Variable[]): string | undefined {
  const sizes = entries.map(([name, value]) => [name, literalSize(name) + literalSize(String(value ?? ""))] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (total <= sizeLimit) return undefined;
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const detail = largest.map(([name, size]) => `${name} ${size}`).join(", ");
  return `"environment" takes at most ${sizeLimit} bytes of names and values, those of links included; got ${total} (${detail}). Keep large values elsewhere, in SSM or S3, and pass their names.`;
}
