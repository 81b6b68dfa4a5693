import { isDeepStrictEqual } from "node:util";
import type { IConstruct } from "constructs";
import { quoted } from "../core/validation-error";
import type { Attributes, RenderedStack, Resource } from "../terraform/rendered-stack";
import { resolved } from "../terraform/tokens";
import { addCheck, type Finding } from "./checks";

/** Attributes by their names in Terraform. */
export type Expected = Readonly<Record<string, unknown>>;

interface LockArgs {
  /** The construct that the message names. */
  readonly owner: IConstruct;
  /** The message, which takes in how the resource differs. */
  readonly reason: (drift: string) => string;
  /** Expected attributes that Terraform may keep as they were deployed, and meta-arguments that may be set. */
  readonly ignored?: readonly string[];
  /** Whether the stack may be without the resource. */
  readonly optional?: boolean;
}

/**
 * Rejects a stack whose resource does not have the expected attributes once transforms, overrides and aspects are
 * applied. Values that only Terraform knows count as different, and so do `count` and `for_each`.
 */
export function lock(resource: Resource, expected: Expected, args: LockArgs): void {
  addCheck({ owner: args.owner, resource, find: (stack) => driftFindings(stack, resource, expected, args) });
}

/** What a lock finds, for a check of several resources. */
export function driftFindings(
  stack: RenderedStack,
  resource: Resource,
  expected: Expected,
  { owner, reason, ignored, optional = false }: LockArgs,
): readonly Finding[] {
  const attributes = stack.attributes(resource);
  if (attributes === undefined && optional) return [];
  const drift = describeDrift(attributes, resolvedValues(owner, expected), ignored);
  return drift === undefined ? [] : [{ owner, text: reason(drift) }];
}

// One by one: of a whole object, cdktf leaves out what is undefined, which is an attribute that must not be set.
function resolvedValues(owner: IConstruct, expected: Expected): Expected {
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, resolved(owner, value)]));
}

/**
 * Describes how the rendered resource differs from `expected`: an attribute has another value, the resource is missing,
 * `count` or `for_each` makes none or several of it, or Terraform ignores changes of an expected attribute. Values known
 * only after apply count as different. `ignored` names expected attributes whose changes Terraform may ignore, and
 * meta-arguments that may be set.
 */
export function describeDrift(
  attributes: Attributes | undefined,
  expected: Readonly<Record<string, unknown>>,
  ignored: readonly string[] = [],
): string | undefined {
  if (attributes === undefined) return "a stack without it";
  for (const [name, value] of Object.entries(expected)) {
    const found = attributes.raw(name) ?? null;
    if (!isDeepStrictEqual(found, value ?? null))
      return `"${name}" = ${quoted(found)} in place of ${quoted(value ?? null)}`;
  }
  const meta = ["count", "for_each"].find((name) => attributes.has(name) && !ignored.includes(name));
  const locked = Object.keys(expected).filter((name) => !ignored.includes(name));
  if (meta) return `"${meta}" = ${quoted(attributes.raw(meta))}`;
  return ignored.includes("ignore_changes") ? undefined : ignoredChange(attributes, locked);
}

// Terraform would leave the resource as it was deployed before.
function ignoredChange(attributes: Attributes, locked: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) &&
    ignored.every((name) => /^[a-z_]+$/.test(name) && !locked.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
