import { isDeepStrictEqual } from "node:util";
import { Fn, Token, Tokenization } from "cdktf";
import { quoted } from "../core/validation-error";

/** Scopes of which a token has to hold one. Each may be a token, or the whole list. */
export type Scopes = readonly string[];

/** What is wrong with the scopes that a route asks for. */
export function scopesProblem(scopes: unknown): string | undefined {
  if (isTokenList(scopes)) return undefined;
  if (!Array.isArray(scopes))
    return `"auth.jwt.scopes" has to be a list; got ${shown(scopes)}. Put it in brackets: ["chat:write"].`;
  // Nobody has one of no scopes, and AWS reads no scopes as none asked for: there is no telling which was meant.
  if (scopes.length === 0)
    return `"auth.jwt.scopes" has to name a scope; got []. Leave it out to ask for none, or name those of which a token has to hold one.`;
  const wrong = Array.from(scopes).findIndex((scope) => !isScope(scope));
  if (wrong !== -1)
    return `"auth.jwt.scopes" takes scopes of at least one character, without spaces and without "\${", which only a reference may hold; got ${shown(scopes[wrong])}. Give each scope as a string of its own, references as cdktf's tokens, and join lists that are references with Fn.concat.`;
  const twice = scopes.find((scope, index) => !Token.isUnresolved(scope) && scopes.indexOf(scope) !== index);
  return twice === undefined
    ? undefined
    : `"auth.jwt.scopes" names ${quoted(twice)} twice; got ${quoted(scopes.filter((scope) => !Token.isUnresolved(scope)))}. Take one of the two out.`;
}

/**
 * The same scopes, but that Terraform refuses a list that turns out to be empty, as synthesis refuses one that is
 * written so.
 */
export function neverEmpty(scopes: Scopes): Scopes {
  return isTokenList(scopes) ? Token.asList(Fn.coalescelist([Fn.tolist(scopes)])) : scopes;
}

/** Whether scopes are missing from what became of them in the stack. A list that only Terraform knows is not judged. */
export function lostScopes(scopes: Scopes, written: unknown): boolean {
  if (typeof written === "string" && written !== "") return false;
  if (!Array.isArray(written) || written.length === 0) return true;
  return (
    written.some((scope) => typeof scope !== "string" || scope === "") ||
    (!isTokenList(scopes) && written.length !== scopes.length)
  );
}

/** Whether what is asked for now lets tokens in that were kept out before. Both as they will read in the stack. */
export function isWider(before: unknown, after: unknown): boolean {
  if (before === undefined || isDeepStrictEqual(before, after)) return false;
  return !Array.isArray(before) || !Array.isArray(after) || !after.every((scope) => before.includes(scope));
}

function isTokenList(scopes: unknown): boolean {
  return Tokenization.isResolvable(scopes) || (Array.isArray(scopes) && Token.isUnresolved(scopes));
}

// A list that is a token, spread into another one, leaves a "#{…}" that cdktf no longer knows.
function isScope(scope: unknown): boolean {
  return typeof scope === "string" && (Token.isUnresolved(scope) || /^(?!.*[$%#]\{)\S+$/s.test(scope));
}

/** A value as messages show it, without the mark that cdktf writes for a token. */
export function shown(value: unknown): string {
  return Token.isUnresolved(value) ? "a reference" : quoted(value);
}
