import { logGroupNameProblem } from "../core/log-group";
import { type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { environmentRules } from "./environment-rules";
import { nameProblem } from "./function-name";
import { isOffered, runtimesInUse } from "./runtimes";

/** What AWS refuses in an `aws_lambda_function`. */
export const functionRules: readonly Rule[] = [
  rule("lambda-name", (fn) => {
    const name = fn.string("function_name");
    return name === undefined ? undefined : nameProblem(name);
  }),
  rule("lambda-runtime", (fn) => {
    const runtime = fn.string("runtime");
    if (runtime === undefined || isOffered(runtime)) return undefined;
    return `"runtime" has to be one that Lambda offers: ${runtimesInUse.join(", ")}; got ${quoted(runtime)}. Choose one of them.`;
  }),
  rule("lambda-architecture", (fn) => {
    const wrong = list(fn.raw("architectures")).find((value) => !["x86_64", "arm64"].includes(value));
    return wrong && `"architecture" has to be "x86_64" or "arm64"; got ${quoted(wrong)}. Choose one of them.`;
  }),
  rule("lambda-memory", (fn) => outside(fn.number("memory_size"), "memory", 128, 10240, "MB")),
  rule("lambda-timeout", (fn) => outside(fn.number("timeout"), "timeout", 1, 900, "seconds")),
  rule("lambda-storage", (fn) =>
    outside(fn.blocks("ephemeral_storage")[0]?.number("size"), "storage", 512, 10240, "MB"),
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
];

/** What AWS and the provider refuse in an `aws_iam_role`. */
export const roleRules: readonly Rule[] = [
  rule("iam-role-name", (role) =>
    mismatch(
      role.string("name"),
      /^[\w+=,.@-]{1,64}$/,
      (value) =>
        `"transform.role.name" takes 1 to 64 letters, digits and "+=,.@_-"; got ${quoted(value)}. Give a shorter name.`,
    ),
  ),
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
