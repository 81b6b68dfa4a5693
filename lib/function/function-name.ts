import { Token } from "cdktf";
import type { Construct } from "constructs";
import { requireRule } from "../core/rule";
import { quoted } from "../core/validation-error";

/** What is wrong with the name of a function. */
export function nameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name)
    ? undefined
    : `"name" takes 1 to 64 letters, digits, "-" and "_"; got ${quoted(name)}. Give a shorter name, or none to have one made.`;
}

/** Judges a name before others are derived from it, whose rules would blame something else. */
export function checkName(scope: Construct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || name.includes("${")) return;
  requireRule(scope, "lambda-name", nameProblem(name));
}
