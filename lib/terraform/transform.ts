import type { ITerraformDependable, TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import { pathInStack } from "../core/names";
import { hiddenProblem, isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";

/** `T` with its fields writable, so that a transform function may assign to them. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Changes what the library is about to create: either fields that replace its own, or a function that edits the
 * configuration in place. `id` is the path of the resource inside its stack.
 */
export type Transform<T> = Partial<T> | ((args: Mutable<T>, id: string) => void);

interface Waiting {
  readonly dependsOn?: ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/**
 * Applies a transform to a configuration. `dependsOn` and `lifecycle` add to ours: order and replacement rest on them.
 * `child` is the id of the resource inside `scope`.
 */
export function transformed<T extends object>(
  scope: Construct,
  child: string,
  config: T,
  transform: Transform<T> | undefined,
): T {
  if (transform === undefined) return config;
  if (typeof transform !== "function" && !isObject(transform))
    throw new ValidationError(
      scope,
      `"transform" of ${quoted(pathInStack(scope, child))} has to be an object or a function; got ${quoted(transform)}. Give the fields to change, or (args) => { … }.`,
    );
  const hidden = typeof transform === "function" ? undefined : hiddenProblem("transform", transform);
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  const result: T = { ...config, ...ownWaiting(config as Waiting) };
  if (typeof transform === "function") edit(scope, result, transform, pathInStack(scope, child));
  else Object.assign(result, transform);
  return { ...result, ...added(config as Waiting, result as Waiting) };
}

// What a function returns in place of changing its argument would be lost without a word, auth included.
function edit<T>(scope: Construct, result: T, transform: (args: Mutable<T>, id: string) => unknown, id: string): void {
  const returned = transform(result as Mutable<T>, id);
  if (typeof returned !== "object" || returned === null || returned === result) return;
  throw new ValidationError(
    scope,
    `"transform" of ${quoted(id)} has to change its argument, and not to return another object; got ${quoted(Object.keys(returned))}. Assign to the argument's fields: (args) => { args.name = "x"; }.`,
  );
}

// A function may push to the list, which other resources share.
function ownWaiting({ dependsOn, lifecycle }: Waiting): Waiting {
  return { ...(dependsOn && { dependsOn: [...dependsOn] }), ...(lifecycle && { lifecycle: { ...lifecycle } }) };
}

function added(ours: Waiting, result: Waiting): Waiting {
  return {
    ...(ours.dependsOn && { dependsOn: [...new Set([...ours.dependsOn, ...(result.dependsOn ?? [])])] }),
    ...(ours.lifecycle && { lifecycle: { ...ours.lifecycle, ...result.lifecycle } }),
  };
}
