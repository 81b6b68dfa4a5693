import { isDeepStrictEqual } from "node:util";
import { Fn, Token, Tokenization } from "cdktf";
import { ownCdk } from "../cdk/own-cdk";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";

/** The validated auth of a route. It refers to an authorizer by its name, which is unique in its API. */
export type Auth =
  | { readonly kind: "none" }
  | { readonly kind: "iam" }
  | { readonly kind: "lambda"; readonly authorizer: string }
  | { readonly kind: "jwt"; readonly authorizer: string; readonly scopes?: Scopes; readonly expire?: Expire };

/** Whether routes with scopes refuse the messages of a client whose token has expired. */
export type Expire = "refuse" | "ignore";

/** The properties of an authorizer that `decideAuth` needs. */
export interface KnownAuthorizer {
  readonly name: string;
  readonly kind: "lambda" | "jwt";
  /** Undefined for a lambda authorizer. */
  readonly expire?: Expire;
  /** Path of the authorizer's API; undefined where that is the route's own API. */
  readonly otherApi?: string;
}

/** Finds the authorizer with an id, in any API of the app. */
export type FindAuthorizer = (id: string) => KnownAuthorizer | undefined;

type AuthDecision = { readonly auth: Auth } | { readonly problem: string };

const authForms = {
  iam: "{ iam: true }",
  lambda: "{ lambda: authorizer.id }",
  jwt: "{ jwt: { authorizer: authorizer.id } }",
} as const;
const jwtArguments = ["authorizer", "scopes"];
const authRemedy = `Use ${Object.values(authForms).join(", ")}, or false for none.`;

/** Validates the `auth` argument of a route and finds its authorizer. */
export function decideAuth(auth: unknown, find: FindAuthorizer): AuthDecision {
  if (auth === undefined || auth === false) return { auth: { kind: "none" } };
  const problem = plainObjectProblemIn("auth", auth);
  if (problem !== undefined) return { problem };
  const entries = definedEntries(auth);
  const unknown = entries.find(([key]) => !Object.hasOwn(authForms, key));
  if (unknown) {
    const remedy = didYouMean(unknown[0], Object.keys(authForms));
    return { problem: `"auth.${unknown[0]}" is not known; got ${quoted(auth)}. ${remedy} ${authRemedy}` };
  }
  const [first, second] = entries;
  if (first === undefined)
    return { problem: `"auth" has to contain a kind of auth; got ${quoted(auth)}. ${authRemedy}` };
  if (second) return { problem: `"auth" takes only one kind of auth; got ${first[0]} and ${second[0]}. ${authRemedy}` };
  const [kind, value] = first;
  if (kind === "iam")
    return value === true
      ? { auth: { kind: "iam" } }
      : { problem: `"auth.iam" can only be true; got ${quoted(value)}. ${authRemedy}` };
  return kind === "lambda" ? decideLambda(value, find) : decideJwt(value, find);
}

function decideLambda(id: unknown, find: FindAuthorizer): AuthDecision {
  const found = resolveAuthorizer("lambda", "auth.lambda", id, find);
  return "problem" in found ? found : { auth: { kind: "lambda", authorizer: found.name } };
}

function decideJwt(jwt: unknown, find: FindAuthorizer): AuthDecision {
  if (!isObject(jwt)) return { problem: `"auth.jwt" has to be an object; got ${formatReference(jwt)}. ${authRemedy}` };
  const objectProblem = plainObjectProblemIn("auth.jwt", jwt);
  if (objectProblem !== undefined) return { problem: objectProblem };
  const given = Object.fromEntries(definedEntries(jwt));
  const unknown = Object.keys(given).find((key) => !jwtArguments.includes(key));
  if (unknown !== undefined)
    return {
      problem: `"auth.jwt.${unknown}" is not known; got ${formatReference(given[unknown])}. ${didYouMean(unknown, jwtArguments)}`,
    };
  const { authorizer, scopes } = given;
  const found = resolveAuthorizer("jwt", "auth.jwt.authorizer", authorizer, find);
  if ("problem" in found) return found;
  const problem = scopes === undefined ? undefined : scopesProblem(scopes);
  if (problem !== undefined) return { problem };
  // Copied, because the caller may change the list after this validation.
  const validated = Array.isArray(scopes) && !Token.isUnresolved(scopes) ? [...scopes] : scopes;
  return {
    auth: {
      kind: "jwt",
      authorizer: found.name,
      ...(scopes !== undefined && { scopes: validated as Scopes }),
      ...(found.expire === "ignore" && { expire: found.expire }),
    },
  };
}

function resolveAuthorizer(kind: "lambda" | "jwt", argument: string, id: unknown, find: FindAuthorizer) {
  const pass = "Pass the `id` of an authorizer that addAuthorizer() of this API returned.";
  if (typeof id !== "string")
    return { problem: `"${argument}" has to be the id of an authorizer; got ${quoted(id)}. ${pass}` };
  const found = find(id);
  if (found === undefined)
    return { problem: `"${argument}" is not the id of an authorizer of this API; got ${formatReference(id)}. ${pass}` };
  if (found.otherApi !== undefined)
    return {
      problem: `"${argument}" is the id of the authorizer ${quoted(found.name)} of another API; got one of ${quoted(found.otherApi)}. ${pass}`,
    };
  if (found.kind !== kind)
    return {
      problem: `"${argument}" has to be the id of a ${kind} authorizer; got that of ${quoted(found.name)}, a ${found.kind} authorizer. Use ${authForms[found.kind]}.`,
    };
  return found;
}

/** A route key and the validated auth of its route. */
export interface AuthOfRoute {
  readonly routeKey: string;
  readonly auth: Auth;
}

/**
 * Finds the first route whose auth `$connect` does not check. API Gateway checks a client once, on `$connect`, so auth
 * on any other route requires the same auth there.
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
    problem: `"auth" of the route ${quoted(relying.routeKey)} can't be checked: API Gateway checks clients only on "$connect", which ${describeConnect(connect)}; got ${describeAuth(relying.auth)}. ${line}${which}.`,
  };
}

function describeConnect(connect: AuthOfRoute | undefined): string {
  if (connect === undefined) return "does not exist";
  return connect.auth.kind === "none" ? "has no auth" : `has ${describeAuth(connect.auth)}`;
}

/** Describes an auth for messages. With `read`, which resolves scopes, the description includes them. */
export function describeAuth(auth: Auth, read?: (scopes: Scopes) => unknown): string {
  if (auth.kind === "none") return "no auth";
  if (auth.kind === "iam") return authForms.iam;
  const scopes = auth.kind === "jwt" && auth.scopes && read ? ` and the scopes ${quoted(read(auth.scopes))}` : "";
  return `${auth.kind} with the authorizer ${quoted(auth.authorizer)}${scopes}`;
}

/** Whether both auths check clients alike. Scopes are left out, because each route has its own. */
function isSameCheck({ kind, ...one }: Auth, other: Auth | undefined): boolean {
  return isDeepStrictEqual({ kind, ...one, scopes: 0 }, { ...other, scopes: 0 });
}

/**
 * Whether a transform of the route's arguments removed or weakened the auth that the route declares. `read` resolves
 * scopes. A scope known only after apply equals only the same expression.
 */
export function isLoosened(declared: Auth, transformed: Auth, read: (scopes: Scopes) => unknown): boolean {
  if (declared.kind === "none") return false;
  if (!isSameCheck(declared, transformed)) return true;
  const [before, after] = [declared, transformed].map((auth) =>
    auth.kind === "jwt" && auth.scopes ? read(auth.scopes) : undefined,
  );
  return isWider(before, after);
}

/** The scopes that the guard checks for each message. Those of `$connect` are checked when the client connects. */
export function messageScopes({ routeKey, auth }: AuthOfRoute): Scopes | undefined {
  return auth.kind === "jwt" && routeKey !== "$connect" ? auth.scopes : undefined;
}

function plainObjectProblemIn(argument: string, value: unknown): string | undefined {
  return isObject(value) ? plainObjectProblem(argument, value) : undefined;
}

function definedEntries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).filter(([, member]) => member !== undefined)
    : [];
}

/** Scopes of which a JWT needs at least one. Each scope, or the whole list, may be a cdktf token. */
export type Scopes = readonly string[];

/** What is wrong with the scopes of a route. */
export function scopesProblem(scopes: unknown): string | undefined {
  if (isTokenList(scopes)) return undefined;
  if (!Array.isArray(scopes))
    return `"auth.jwt.scopes" has to be a list; got ${formatReference(scopes)}. Put it in brackets: ["chat:write"].`;
  // An empty list is ambiguous: no token has one of its scopes, but for AWS it requires none.
  if (scopes.length === 0)
    return `"auth.jwt.scopes" has to contain a scope; got []. Write scopes: ["chat:write"], or leave it out to require none.`;
  const wrong = Array.from(scopes).findIndex((scope) => !isScope(scope));
  if (wrong !== -1)
    return `"auth.jwt.scopes" takes non-empty scopes without spaces or "\${"; got ${formatReference(scopes[wrong])}. Write ["chat:read", "chat:write"]; pass references as ${ownCdk.name} tokens, and join lists of references with Fn.concat.`;
  const duplicate = scopes.find((scope, index) => !Token.isUnresolved(scope) && scopes.indexOf(scope) !== index);
  return duplicate === undefined
    ? undefined
    : `"auth.jwt.scopes" contains ${quoted(duplicate)} twice; got ${quoted(scopes.filter((scope) => !Token.isUnresolved(scope)))}. Remove one of them.`;
}

/**
 * Makes Terraform fail where a list known only after apply is empty, as synthesis rejects a literal empty list. Returns
 * other scopes unchanged.
 */
export function requireNonEmpty(scopes: Scopes): Scopes {
  return isTokenList(scopes) ? Token.asList(Fn.coalescelist([Fn.tolist(scopes)])) : scopes;
}

/** Whether the resolved scopes are fewer than the declared ones. A list known only after apply is not checked. */
export function hasLostScopes(scopes: Scopes, written: unknown): boolean {
  if (typeof written === "string" && written !== "") return false;
  if (!Array.isArray(written) || written.length === 0) return true;
  return (
    written.some((scope) => typeof scope !== "string" || scope === "") ||
    (!isTokenList(scopes) && written.length !== scopes.length)
  );
}

/** Whether `after` accepts tokens that `before` rejects. Both are resolved scopes, or undefined for none. */
export function isWider(before: unknown, after: unknown): boolean {
  if (before === undefined || isDeepStrictEqual(before, after)) return false;
  return !Array.isArray(before) || !Array.isArray(after) || !after.every((scope) => before.includes(scope));
}

function isTokenList(scopes: unknown): boolean {
  return Tokenization.isResolvable(scopes) || (Array.isArray(scopes) && Token.isUnresolved(scopes));
}

// Spreading a list token into another list leaves a "#{…}" that cdktf no longer resolves.
function isScope(scope: unknown): boolean {
  return typeof scope === "string" && (Token.isUnresolved(scope) || /^(?!.*[$%#]\{)\S+$/s.test(scope));
}

/** Formats a value for a message: a token as "a reference", without cdktf's marker text. */
function formatReference(value: unknown): string {
  return Token.isUnresolved(value) ? "a reference" : quoted(value);
}
