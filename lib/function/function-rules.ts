import type { Attributes } from "../core/attributes";
import type { Rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { isOffered, runtimesInUse } from "./runtimes";

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

const environmentLimit = 4096;

/** What AWS refuses in an `aws_lambda_function`. */
export const functionRules: readonly Rule[] = [
  {
    name: "function name",
    broken: (fn) =>
      mismatch(
        fn.string("function_name"),
        /^[A-Za-z0-9_-]{1,64}$/,
        (value) =>
          `"name" takes 1 to 64 letters, digits, "-" and "_"; got ${quoted(value)}. Give a shorter name, or none to have one made.`,
      ),
  },
  {
    name: "runtime",
    broken: (fn) => {
      const runtime = fn.string("runtime");
      if (runtime === undefined || isOffered(runtime)) return undefined;
      return `"runtime" has to be one that Lambda offers: ${runtimesInUse.join(", ")}; got ${quoted(runtime)}. Choose one of them.`;
    },
  },
  {
    name: "architecture",
    broken: (fn) => {
      const wrong = list(fn.raw("architectures")).find((value) => !["x86_64", "arm64"].includes(value));
      return wrong && `"architecture" has to be "x86_64" or "arm64"; got ${quoted(wrong)}. Choose one of them.`;
    },
  },
  { name: "memory", broken: (fn) => outside(fn.number("memory_size"), "memory", 128, 10240, "MB") },
  { name: "timeout", broken: (fn) => outside(fn.number("timeout"), "timeout", 1, 900, "seconds") },
  {
    name: "storage",
    broken: (fn) => outside(fn.blocks("ephemeral_storage")[0]?.number("size"), "storage", 512, 10240, "MB"),
  },
  {
    name: "description length",
    broken: (fn) => {
      const length = [...(fn.string("description") ?? "")].length;
      return length > 256 ? `"description" takes at most 256 characters; got ${length}. Shorten it.` : undefined;
    },
  },
  {
    name: "log format",
    broken: (fn) => {
      const format = fn.blocks("logging_config")[0]?.string("log_format");
      return format === undefined || format === "Text" || format === "JSON"
        ? undefined
        : `"logging.format" has to be "text" or "json"; got ${quoted(format)}. Choose one of them.`;
    },
  },
  { name: "environment names", broken: (fn) => environmentNames(variables(fn)) },
  { name: "environment size", broken: (fn) => environmentSize(variables(fn)) },
];

/** What AWS and the provider refuse in an `aws_iam_role`. */
export const roleRules: readonly Rule[] = [
  {
    name: "role name",
    broken: (role) =>
      mismatch(
        role.string("name"),
        /^[\w+=,.@-]{1,64}$/,
        (value) =>
          `"transform.role.name" takes 1 to 64 letters, digits and "+=,.@_-"; got ${quoted(value)}. Give a shorter name.`,
      ),
  },
];

function mismatch(value: string | undefined, form: RegExp, text: (value: string) => string): string | undefined {
  return value === undefined || form.test(value) ? undefined : text(value);
}

function outside(value: number | undefined, argument: string, least: number, most: number, unit: string) {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return undefined;
  return `"${argument}" has to be a whole number from ${least} to ${most} ${unit}; got ${value}. Choose one in between.`;
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string" && !entry.includes("${")) : [];
}

function variables(fn: Attributes): readonly (readonly [string, unknown])[] {
  return fn.blocks("environment")[0]?.entries("variables") ?? [];
}

function environmentNames(entries: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [key] of entries) {
    if (reservedVariables.has(key))
      return `"environment" may not set ${quoted(key)}: Lambda sets it itself. Use another name.`;
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(key))
      return `"environment" takes names of a letter and at least one more letter, digit or "_"; got ${quoted(key)}. Use another name.`;
  }
  return undefined;
}

// What is not literal has a size that nobody knows yet: only what is written out counts.
function environmentSize(entries: readonly (readonly [string, unknown])[]): string | undefined {
  const sizes = entries.map(([key, value]) => [key, Buffer.byteLength(key) + literalSize(value)] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (total <= environmentLimit) return undefined;
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const detail = largest.map(([key, size]) => `${key} ${size}`).join(", ");
  return `"environment" takes at most ${environmentLimit} bytes of names and values; got ${total} (${detail}). Keep large values elsewhere, in SSM or S3, and pass their names.`;
}

function literalSize(value: unknown): number {
  const text = String(value ?? "");
  return Buffer.byteLength(text.replace(/(?<!\$)\$\{[^}]*\}/g, ""));
}
