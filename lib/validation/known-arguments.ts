import type { IConstruct } from "constructs";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";

/** The names of an arguments type; the compiler holds that none is missing and none is too many. */
export type KnownArguments<Args> = Readonly<Record<keyof Args, true>>;

/**
 * Refuses arguments that are not known. Synthesis checks no types, so a misspelt `auth` would be an open route.
 * `parent` is the argument that holds them, or what was called.
 */
export function requireKnown<Args extends object>(
  scope: IConstruct,
  parent: string,
  args: Args | undefined,
  known: KnownArguments<Args>,
): void {
  if (args === undefined) return;
  if (!isObject(args))
    throw new ValidationError(scope, `"${parent}" has to be an object; got ${quoted(args)}. Name what it should hold.`);
  const hidden = plainObjectProblem(parent, args);
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  const unknown = Object.keys(args).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new ValidationError(
    scope,
    `${quoted(unknown)} is not known in "${parent}"; got ${quoted((args as Record<string, unknown>)[unknown])}. ${didYouMean(unknown, Object.keys(known))}`,
  );
}
