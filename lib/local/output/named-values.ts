import { isRecord } from "../../bundle/canonical-data";
import { normalizeKey } from "./given-values";
import { blocks } from "./json";
import type { Stack } from "./stack";

/** Whether the key of a passed value names an attribute, a Terraform variable or a function's variable in an output. */
export function isNamed(key: string, stacks: readonly Stack[]): boolean {
  const [, prefix, name = key] = /^([^/[]+)\/(.+)$/.exec(key) ?? [];
  const steps = normalizeKey(name).split(".");
  return stacks.some((stack) => (prefix === undefined || prefix === stack.name) && isNamedIn(stack, steps));
}

function isNamedIn(stack: Stack, [first = "", second, third = ""]: readonly string[]): boolean {
  if (second === undefined) return variablesIn(stack).some((names) => names === "unknown" || names.includes(first));
  if (first === "var") return stack.named("variable", second) !== undefined;
  if (first === "data") return stack.find("data", second, third) !== undefined;
  // A module's outputs are not in the JSON.
  return first === "module" || first === "local" || stack.find("resource", first, second) !== undefined;
}

/** The names of the environment variables of each function. One expression may define all variables. */
function variablesIn(stack: Stack): readonly (readonly string[] | "unknown")[] {
  const environments = stack.blocks("aws_lambda_function").flatMap(({ args }) => blocks(args.environment));
  return environments.map(({ variables }) => (isRecord(variables) ? Object.keys(variables) : "unknown"));
}

/** The names of all environment variables of functions, for suggestions. */
export function variableNames(stacks: readonly Stack[]): readonly string[] {
  const names = stacks.flatMap(variablesIn).filter((each) => each !== "unknown");
  return [...new Set(names.flat())];
}
