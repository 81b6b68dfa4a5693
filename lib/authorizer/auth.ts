import { isDeepStrictEqual } from "node:util";
import { Fn, Token, Tokenization } from "cdktf";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";

/** The auth of a route, decided. An authorizer is told by its name, which is unique in its API. */
export type Auth =
  | { readonly kind: "none" }
  | { readonly kind: "iam" }
  | { readonly kind: "lambda"; readonly authorizer: string }
  | { readonly kind: "jwt"; readonly authorizer: string; readonly scopes?: Scopes };

/** An authorizer as the decision looks at it. */
export interface KnownAuthorizer {
  readonly name: string;
  readonly kind: "lambda" | "jwt";
  /** Path of its API, where that is not the route's. */
  readonly otherApi?: string;
}

/** Finds the authorizer that an id is of. */
export type FindAuthorizer = (id: string) => KnownAuthorizer | undefined;

type AuthDecision = { readonly auth: Auth } | { readonly problem: string };

const authForms = {
  iam: "{ iam: true }",
  lambda: "{ lambda: authorizer.id }",
  jwt: "{ jwt: { authorizer: authorizer.id } }",
} as const;
const jwtArguments = ["authorizer", "scopes"];
const authRemedy = `Use ${Object.values(authForms).join(", ")}, or false for none.`;

/** What a declaration of auth means, or what is wrong with it. */
export function decideAuth(auth: unknown, find: FindAuthorizer): AuthDecision {
  if (auth === undefined || auth === false) return { auth: { kind: "none" } };
  const hidden = plainObjectProblemIn("auth", auth);
  if (hidden !== undefined) return { problem: hidden };
  const given = entriesOf(auth);
  const unknown = given.find(([key]) => !Object.hasOwn(authForms, key));
  if (unknown) {
    const remedy = didYouMean(unknown[0], Object.keys(authForms));
    return { problem: `"auth.${unknown[0]}" is not known; got ${quoted(auth)}. ${remedy} ${authRemedy}` };
  }
  const [first, second] = given;
  if (first === undefined) return { problem: `"auth" has to name a kind of auth; got ${quoted(auth)}. ${authRemedy}` };
  if (second)
    return { problem: `"auth" has to name one kind of auth; got ${first[0]} and ${second[0]}. ${authRemedy}` };
  const [kind, value] = first;
  if (kind === "iam")
    return value === true
      ? { auth: { kind: "iam" } }
      : { problem: `"auth.iam" can only be true; got ${quoted(value)}. ${authRemedy}` };
  return kind === "lambda" ? decideLambda(value, find) : decideJwt(value, find);
}

function decideLambda(id: unknown, find: FindAuthorizer): AuthDecision {
  const found = authorizerOf("lambda", "auth.lambda", id, find);
  return "problem" in found ? found : { auth: { kind: "lambda", authorizer: found.name } };
}

function decideJwt(jwt: unknown, find: FindAuthorizer): AuthDecision {
  if (!isObject(jwt)) return { problem: `"auth.jwt" has to be an object; got ${formatReference(jwt)}. ${authRemedy}` };
  const hidden = plainObjectProblemIn("auth.jwt", jwt);
  if (hidden !== undefined) return { problem: hidden };
  const given = Object.fromEntries(entriesOf(jwt));
  const unknown = Object.keys(given).find((key) => !jwtArguments.includes(key));
  if (unknown !== undefined)
    return {
      problem: `"auth.jwt.${unknown}" is not known; got ${formatReference(given[unknown])}. ${didYouMean(unknown, jwtArguments)}`,
    };
  const { authorizer, scopes } = given;
  const found = authorizerOf("jwt", "auth.jwt.authorizer", authorizer, find);
  if ("problem" in found) return found;
  const problem = scopes === undefined ? undefined : scopesProblem(scopes);
  if (problem !== undefined) return { problem };
  // A copy, because what was checked is what has to be asked for.
  const asked = Array.isArray(scopes) && !Token.isUnresolved(scopes) ? [...scopes] : scopes;
  return {
    auth: { kind: "jwt", authorizer: found.name, ...(scopes !== undefined && { scopes: asked as Scopes }) },
  };
}

function authorizerOf(kind: "lambda" | "jwt", argument: string, id: unknown, find: FindAuthorizer) {
  const pass = "Pass the id of what addAuthorizer() of this API returned.";
  if (typeof id !== "string")
    return { problem: `"${argument}" has to be the id of an authorizer; got ${quoted(id)}. ${pass}` };
  const found = find(id);
  if (found === undefined)
    return { problem: `"${argument}" names no authorizer of this API; got ${formatReference(id)}. ${pass}` };
  if (found.otherApi !== undefined)
    return {
      problem: `"${argument}" names the authorizer ${quoted(found.name)} of another API; got that of ${quoted(found.otherApi)}. ${pass}`,
    };
  if (found.kind !== kind)
    return {
      problem: `"${argument}" names ${quoted(found.name)}, which is an authorizer of the kind ${found.kind}; got it as ${kind}. Use ${authForms[found.kind]}.`,
    };
  return found;
}

/** A route and its auth, as the rules of auth look at it. */
export interface AuthOfRoute {
  readonly routeKey: string;
  readonly auth: Auth;
}

/**
 * Auth on another route than `$connect` is only true when `$connect` carries the same: API Gateway asks nobody again
 * after that. Gives what is wrong with the first route that relies on a check that is not there.
 */
export function findUnmetAuth(routes: readonly AuthOfRoute[]): { routeKey: string; problem: string } | undefined {
  const connect = routes.find(({ routeKey }) => routeKey === "$connect");
  const relying = routes.find(
    ({ routeKey, auth }) => routeKey !== "$connect" && auth.kind !== "none" && !isSameCheck(auth, connect?.auth),
  );
  if (!relying || relying.auth.kind === "none") return undefined;
  const { kind } = relying.auth;
  const line = connect
    ? `Add { auth: ${authForms[kind]} } as the third argument of its route("$connect", …)`
    : `Add api.route("$connect", "src/connect.handler", { auth: ${authForms[kind]} })`;
  const which = kind === "iam" ? "" : `, with the authorizer ${quoted(relying.auth.authorizer)}`;
  return {
    routeKey: relying.routeKey,
    problem: `"auth" of the route ${quoted(relying.routeKey)} can't be held: API Gateway checks WebSocket clients once, on "$connect", and there ${describeConnect(connect)}; got ${describeAuth(relying.auth)}. ${line}${which}.`,
  };
}

function describeConnect(connect: AuthOfRoute | undefined): string {
  if (connect === undefined) return "is no such route";
  return connect.auth.kind === "none" ? "the route has no auth" : `the route has ${describeAuth(connect.auth)}`;
}

/** An auth as messages tell it, with its scopes where `read` gives them as they will read in the stack. */
export function describeAuth(auth: Auth, read?: (scopes: Scopes) => unknown): string {
  if (auth.kind === "none") return "no auth";
  if (auth.kind === "iam") return authForms.iam;
  const scopes = auth.kind === "jwt" && auth.scopes && read ? ` and the scopes ${quoted(read(auth.scopes))}` : "";
  return `${auth.kind} with the authorizer ${quoted(auth.authorizer)}${scopes}`;
}

/** Whether clients that pass the one have passed the other, scopes aside: these are asked for on each route. */
function isSameCheck({ kind, ...one }: Auth, other: Auth | undefined): boolean {
  return isDeepStrictEqual({ kind, ...one, scopes: 0 }, { ...other, scopes: 0 });
}

/**
 * Whether a transform of the route's arguments took away, or changed, the auth that the route declares. `read` gives
 * scopes as they will read in the stack; what only Terraform knows is another scope than any.
 */
export function isLoosened(declared: Auth, transformed: Auth, read: (scopes: Scopes) => unknown): boolean {
  if (declared.kind === "none") return false;
  if (!isSameCheck(declared, transformed)) return true;
  const [before, after] = [declared, transformed].map((auth) =>
    auth.kind === "jwt" && auth.scopes ? read(auth.scopes) : undefined,
  );
  return isWider(before, after);
}

/** The scopes that a guard asks for with each message: those of `$connect` are asked for when the client connects. */
export function messageScopes({ routeKey, auth }: AuthOfRoute): Scopes | undefined {
  return auth.kind === "jwt" && routeKey !== "$connect" ? auth.scopes : undefined;
}

function plainObjectProblemIn(argument: string, value: unknown): string | undefined {
  return isObject(value) ? plainObjectProblem(argument, value) : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).filter(([, member]) => member !== undefined)
    : [];
}

/** Scopes of which a token has to hold one. Each may be a token, or the whole list. */
export type Scopes = readonly string[];

/** What is wrong with the scopes that a route asks for. */
export function scopesProblem(scopes: unknown): string | undefined {
  if (isTokenList(scopes)) return undefined;
  if (!Array.isArray(scopes))
    return `"auth.jwt.scopes" has to be a list; got ${formatReference(scopes)}. Put it in brackets: ["chat:write"].`;
  // Nobody has one of no scopes, and AWS reads no scopes as none asked for: there is no telling which was meant.
  if (scopes.length === 0)
    return `"auth.jwt.scopes" has to name a scope; got []. Leave it out to ask for none, or name those of which a token has to hold one.`;
  const wrong = Array.from(scopes).findIndex((scope) => !isScope(scope));
  if (wrong !== -1)
    return `"auth.jwt.scopes" takes scopes of at least one character, without spaces and without "\${", which only a reference may hold; got ${formatReference(scopes[wrong])}. Give each scope as a string of its own, references as cdktf's tokens, and join lists that are references with Fn.concat.`;
  const twice = scopes.find((scope, index) => !Token.isUnresolved(scope) && scopes.indexOf(scope) !== index);
  return twice === undefined
    ? undefined
    : `"auth.jwt.scopes" names ${quoted(twice)} twice; got ${quoted(scopes.filter((scope) => !Token.isUnresolved(scope)))}. Take one of the two out.`;
}

/**
 * The same scopes, but that Terraform refuses a list that turns out to be empty, as synthesis refuses one that is
 * written so.
 */
export function requireNonEmpty(scopes: Scopes): Scopes {
  return isTokenList(scopes) ? Token.asList(Fn.coalescelist([Fn.tolist(scopes)])) : scopes;
}

/** Whether scopes are missing from what became of them in the stack. A list that only Terraform knows is not judged. */
export function hasLostScopes(scopes: Scopes, written: unknown): boolean {
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
function formatReference(value: unknown): string {
  return Token.isUnresolved(value) ? "a reference" : quoted(value);
}
