/**
 * Whether a connection's token holds at least one of the scopes. `context` is what the jwt authorizer left of the token
 * at `$connect`, with `scope` and `scp` as lists of words between spaces.
 */
export function hasOneOf(context: Record<string, unknown> | undefined, scopes: readonly string[]): boolean {
  const held = [context?.scope, context?.scp].flatMap((claim) => (typeof claim === "string" ? claim.split(" ") : []));
  return held.some((scope) => scope !== "" && scopes.includes(scope));
}
