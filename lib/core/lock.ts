import type { IConstruct } from "constructs";
import { addCheck, type Finding } from "./checks";
import { describeDrift } from "./drift";
import type { RenderedStack, Resource } from "./rendered-stack";
import { resolved } from "./resolved";

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
