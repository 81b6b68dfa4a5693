import { Lazy, Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { libraryFunctionArgs } from "../function/code";
import { Function } from "../function/function";
import { functionTarget } from "../function/function-target";
import { lockCode } from "../function/wrapping";
import { jsonencode } from "../terraform/expressions";
import { type Fragment, splitFragments } from "../terraform/tokens";
import type { JwtAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { defaultIdentitySource, identitySource, tokenSourceProblem } from "./identity-sources";

/** The scopes of which a token needs one to connect; undefined until `$connect` asks for some. */
export interface ConnectScopes {
  scopes: readonly string[] | undefined;
}

/** The variable that tells the function of them. No scopes are not an empty list, which nobody holds one of. */
export const scopesVariable = "JWT_SCOPES";

/** What the variable says: `null` where no scope is asked for. */
export function scopesText(scopes: readonly string[] | undefined): string {
  return jsonencode(scopes ?? null);
}

/** Makes the function of this library that verifies tokens. What it goes by is held as it was given. */
export function createJwtAuthorizer(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: JwtAuthorizerArgs,
  connect: ConnectScopes,
): AuthorizerFunction {
  const problem = jwtProblem(args);
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const { issuer } = args;
  // A copy, because what was checked is what has to be let in.
  const audiences = Token.isUnresolved(args.audiences) ? args.audiences : [...args.audiences];
  const source = identitySource(args.identitySource ?? defaultIdentitySource);
  const variables = {
    JWT_ISSUER: issuer,
    JWT_AUDIENCES: jsonencode(audiences),
    // $connect may be declared after its authorizer.
    [scopesVariable]: Lazy.stringValue({ produce: () => scopesText(connect.scopes) }),
    JWT_IDENTITY_SOURCE: source,
  };
  const settings = { description, memory: "512 MB", timeout: "10 seconds" } as const;
  const fn = new Function(scope, "Handler", libraryFunctionArgs("jwt-authorizer", settings, variables), api.placement);
  lockCode(fn);
  const { provider } = api.placement;
  return { function: fn, target: functionTarget(fn.nodes.function), provider, identitySources: [source] };
}

/** What is wrong with the arguments of `jwt`; what only Terraform knows is not judged. */
export function jwtProblem({ issuer, audiences, identitySource }: JwtAuthorizerArgs): string | undefined {
  const sourceProblem =
    identitySource === undefined ? undefined : tokenSourceProblem("jwt.identitySource", identitySource);
  return issuerProblem(issuer) ?? audiencesProblem(audiences) ?? sourceProblem;
}

function issuerProblem(issuer: unknown): string | undefined {
  if (typeof issuer !== "string" || issuer === "")
    return `"jwt.issuer" has to be the address of an issuer, such as "https://issuer.com/"; got ${quoted(issuer)}. Give what stands in the claim "iss" of its tokens.`;
  const parts = splitFragments(issuer);
  const got = `got ${quoted(formatParts(parts, "${…}"))}`;
  // What stands before a reference is known.
  const begin = typeof parts[0] === "string" ? parts[0] : "https://";
  if (/^http:/i.test(begin))
    return `"jwt.issuer" has to be reached over https, or anyone on the way could give it other keys; ${got}. Give its https address.`;
  if (!begin.startsWith("https://"))
    return `"jwt.issuer" has to begin with "https://", as the claim "iss" of its tokens does; ${got}. Give the whole address.`;
  const address = formatParts(parts, "x");
  if (address.includes("/.well-known/"))
    return `"jwt.issuer" is the address without "/.well-known/…", which is added to find its keys; ${got}. Leave that part out.`;
  return typeof parts[0] !== "string" || /^https:\/\/[^\s/?#@\\"<>{}]+(\/[^\s?#\\"<>{}]*)?$/.test(address)
    ? undefined
    : `"jwt.issuer" has to be an address of a host and a path; ${got}. Give what stands in the claim "iss" of its tokens.`;
}

function formatParts(parts: readonly Fragment[], reference: string): string {
  return parts.map((part) => (typeof part === "string" ? part : reference)).join("");
}

function audiencesProblem(audiences: unknown): string | undefined {
  if (Token.isUnresolved(audiences)) return undefined;
  const got = `got ${quoted(audiences)}`;
  const advice = "Give the ids of the clients, or of the API, that the issuer's tokens are for.";
  if (typeof audiences === "string")
    return `"jwt.audiences" has to be a list; ${got}. Put it in brackets: [${quoted(audiences)}].`;
  if (!Array.isArray(audiences) || audiences.length === 0)
    return `"jwt.audiences" has to name at least one audience, or every token of the issuer would let in; ${got}. ${advice}`;
  return audiences.every(
    (audience) => Token.isUnresolved(audience) || (typeof audience === "string" && audience !== ""),
  )
    ? undefined
    : `"jwt.audiences" takes texts that are not empty; ${got}. ${advice}`;
}
