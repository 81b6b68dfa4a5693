import { bare } from "./bare";

/**
 * Whether a connection's token has at least one of the scopes. `context` is the context of the jwt authorizer, in which
 * `scope` and `scp` are separated by spaces.
 */
export function hasOneOf(context: unknown, scopes: readonly string[]): boolean {
  const { scope, scp } = bare(context);
  const held = [scope, scp].flatMap((claim) => (typeof claim === "string" ? claim.split(" ") : []));
  return held.some((scope) => scope !== "" && scopes.includes(scope));
}
