import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { judge, type Read } from "../core/judge";
import { quoted, ValidationError } from "../core/validation-error";

/** What is wrong with the name of a function. */
export function nameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name)
    ? undefined
    : `"name" takes 1 to 64 letters, digits, "-" and "_"; got ${quoted(name)}. Give a shorter name, or none to have one made.`;
}

/** Judges a name before others are derived from it, whose rules would blame something else. */
export function checkName(scope: Construct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || name.includes("${")) return;
  const problem = nameProblem(name);
  if (problem !== undefined) throw new ValidationError(scope, problem);
}

interface Named {
  readonly scope: Construct;
  readonly fn: LambdaFunction;
}

const functionsOf = new WeakMap<TerraformStack, Named[]>();

/** Holds that no two functions of a stack have the same name in the same account and region. */
export function holdUniqueName(scope: Construct, fn: LambdaFunction): void {
  const stack = TerraformStack.of(scope);
  const functions = functionsOf.get(stack);
  if (functions) {
    functions.push({ scope, fn });
    return;
  }
  const all = [{ scope, fn }];
  functionsOf.set(stack, all);
  judge(stack, (read) => checkUnique(all, read));
}

function checkUnique(functions: readonly Named[], read: Read): void {
  const owners = new Map<string, Construct>();
  for (const { scope, fn } of functions) {
    const attributes = read(fn);
    const name = attributes?.string("function_name");
    if (attributes === undefined || name === undefined) continue;
    const place = JSON.stringify([name, attributes.raw("provider"), attributes.raw("region")]);
    const owner = owners.get(place);
    if (owner)
      throw new ValidationError(
        scope,
        `"name" has to be unique in its account and region; got ${quoted(name)}, which ${quoted(owner.node.path)} has too. Give one of the two another name, or none to have one made.`,
      );
    owners.set(place, scope);
  }
}
