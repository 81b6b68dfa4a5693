import { Token } from "cdktf";
import type { Construct } from "constructs";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { applyArgsTransform, type Transform } from "../terraform/resource-config";
import type { FunctionArgs } from "./function-args";

/** The arguments of which a transform in the object form does not replace the function's own. */
const lists = ["link", "permissions", "policies", "layers", "copyFiles"];
const maps = ["environment", "tags"];

/**
 * Applies `transform.route.handler` to the arguments of a route's function. In the object form, lists and maps of both
 * are joined, options of `nodejs` replace those of the same name, and all other arguments replace the function's own.
 */
export function mergeArgs(
  scope: Construct,
  own: FunctionArgs,
  transform: Transform<FunctionArgs> | undefined,
): FunctionArgs {
  const isPlain = isObject(transform) && plainObjectProblem("transform", transform) === undefined;
  const joined = isPlain ? { ...definedMembers(transform), ...joinedArgs(scope, own, transform) } : transform;
  return applyArgsTransform(scope, "Handler", own, joined);
}

function joinedArgs(scope: Construct, own: FunctionArgs, transform: Partial<FunctionArgs>): Partial<FunctionArgs> {
  const join = (name: string, joined: (ours: unknown, theirs: unknown) => unknown) => {
    const [ours, theirs] = [own, transform].map((args) => args[name as keyof FunctionArgs]);
    if (theirs === undefined) return ours === undefined ? {} : { [name]: ours };
    if (ours === undefined) return {};
    requireJoinable(scope, name, ours, theirs);
    return { [name]: joined(ours, theirs) };
  };
  return Object.assign(
    {},
    ...lists.map((name) => join(name, joinLists)),
    ...maps.map((name) => join(name, (ours, theirs) => joinMaps(theirs, ours))),
    join("nodejs", joinMaps),
  );
}

function requireJoinable(scope: Construct, name: string, ours: unknown, theirs: unknown): void {
  const token = [theirs, ours].find((value) => Token.isUnresolved(value));
  if (token !== undefined)
    throw new ValidationError(
      scope,
      `"${name}" can't be joined with that of "transform.route.handler", because one of them is known only after apply; got ${quoted(token)}. Write a list or an object whose members are references, or set it in one of them only.`,
    );
  const hidden = [theirs, ours].flatMap((value) => (isObject(value) ? (plainObjectProblem(name, value) ?? []) : []))[0];
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
}

// What is not a list is returned as it is, so that the checks of the function's arguments reject it.
function joinLists(ours: unknown, theirs: unknown): unknown {
  const wrong = [theirs, ours].filter((value) => !Array.isArray(value));
  return wrong.length > 0 ? wrong[0] : [...new Set([...(theirs as unknown[]), ...(ours as unknown[])])];
}

// A member that is undefined counts as not set.
function definedMembers(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

// The members of `over` replace those of `base`.
function joinMaps(base: unknown, over: unknown): unknown {
  const wrong = [base, over].filter((value) => !isObject(value));
  if (wrong.length > 0) return wrong[0];
  return { ...(base as object), ...definedMembers(over as object) };
}
