import { Token } from "cdktf";
import { isObject } from "../core/is-object";
import type { KnownArguments } from "../core/known-arguments";
import { quoted } from "../core/validation-error";
import type { Permission } from "./permission";

const known: KnownArguments<Permission> = {
  type: true,
  effect: true,
  actions: true,
  resources: true,
  conditions: true,
};

/**
 * What is wrong with a permission, which came by the argument that `argument` names. A misspelt condition would allow
 * without one, so nothing that is not known passes.
 */
export function permissionProblem(argument: string, given: unknown): string | undefined {
  if (!isObject(given))
    return `"${argument}" holds what is no permission; got ${quoted(given)}. Write { actions: [ … ], resources: [ … ] }.`;
  const stray = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (stray !== undefined)
    return `${quoted(stray)} is not known in a permission of "${argument}"; got ${quoted(given[stray])}. Known are effect, actions, resources, conditions.`;
  const { effect, conditions } = given;
  if (effect !== undefined && effect !== "allow" && effect !== "deny")
    return `"${argument}" has an "effect" that is neither "allow" nor "deny"; got ${quoted(effect)}. Write one of the two, or leave it out to allow.`;
  for (const name of ["actions", "resources"])
    if (!isFilled(given[name]))
      return `"${argument}" needs a list of "${name}" with at least one entry and none that is empty; got ${quoted(given[name])}. Name them, or leave the permission out.`;
  if (conditions === undefined || (Array.isArray(conditions) && conditions.every(isCondition))) return undefined;
  return `"${argument}" takes "conditions" as a list of { test, variable, values }; got ${quoted(conditions)}. Write them so, or leave them out.`;
}

function isCondition(condition: unknown): boolean {
  if (!isObject(condition)) return false;
  const { test, variable, values, ...others } = condition;
  return (
    [test, variable].every((text) => typeof text === "string" && text) &&
    isFilled(values) &&
    Object.keys(others).length === 0
  );
}

function isFilled(list: unknown): boolean {
  if (Token.isUnresolved(list)) return true;
  return (
    Array.isArray(list) && list.length > 0 && Array.from(list).every((entry) => typeof entry === "string" && entry)
  );
}
