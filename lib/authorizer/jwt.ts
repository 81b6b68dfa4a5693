import { Lazy, Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { functionTarget } from "../function/function-target";
import { libraryFunctionArgs } from "../function/internals";
import { forbidDurable, lockCode } from "../function/wrapping";
import { didYouMean } from "../spelling/did-you-mean";
import { isLiteral } from "../terraform/expressions";
import { jsonencode } from "../terraform/json";
import { type Fragment, originExpression, splitFragments } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import type { JwtAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { defaultIdentitySource, identitySource, tokenSourceProblem } from "./identity-sources";
import { jwtFunctionSettings } from "./jwt-function";

/** A token needs one of these scopes to connect; undefined unless `$connect` has scopes. */
export interface ConnectScopes {
  scopes: readonly string[] | undefined;
}

/** The environment variable from which the function reads the scopes of `$connect`. */
export const scopesVariable = "JWT_SCOPES";

/** The value of that variable: `null` where no scope is required. An empty list would reject every token. */
export function scopesText(scopes: readonly string[] | undefined): string {
  return jsonencode(scopes ?? null);
}

/** Creates the function of this library that verifies tokens, and locks its code and variables. */
export function createJwtAuthorizer(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: JwtAuthorizerArgs,
  connect: ConnectScopes,
): AuthorizerFunction {
  const problem = endpointProblem(scope, args.issuer) ?? jwtProblem(args);
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const { issuer } = args;
  // Copied, because the caller may change the list after this validation.
  const audiences = Token.isUnresolved(args.audiences) ? args.audiences : [...args.audiences];
  const source = identitySource(args.identitySource ?? defaultIdentitySource);
  const variables = {
    JWT_ISSUER: issuer,
    JWT_AUDIENCES: jsonencode(audiences),
    // Lazy, because $connect may be declared after its authorizer.
    [scopesVariable]: Lazy.stringValue({ produce: () => scopesText(connect.scopes) }),
    JWT_IDENTITY_SOURCE: source,
  };
  const settings = jwtFunctionSettings(scope, args.function, description);
  const fn = new Function(scope, "Handler", libraryFunctionArgs("jwt-authorizer", settings, variables), api.placement);
  lockCode(fn);
  forbidOtherCode(scope, fn);
  forbidDurable(fn);
  const { provider } = api.placement;
  return { function: fn, target: functionTarget(fn), provider, identitySources: [source] };
}

// Such variables make Node.js or the runtime run other code, and a layer brings it.
const codeVariables = /^(NODE_|OPENSSL_|AWS_|LD_)/;

/** Rejects what would run beside the code that decides, or in place of it. */
function forbidOtherCode(scope: Construct, fn: Function): void {
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(fn.nodes.function);
    const variables = attributes?.blocks("environment")[0]?.entries("variables") ?? [];
    const variable = variables.find(([name]) => codeVariables.test(name) || !isLiteral(name));
    if (variable !== undefined)
      return `"environment" of the function that verifies tokens can't set ${quoted(variable[0])}: variables that begin with "NODE_", "OPENSSL_", "AWS_" or "LD_" can run other code than the library's; got ${quoted(variable[1])}. Remove it.`;
    const layers = attributes?.raw("layers");
    // Layers that Terraform ignores may have been added by hand.
    const ignored = attributes?.blocks("lifecycle")[0]?.raw("ignore_changes");
    if (Array.isArray(ignored) && ignored.includes("layers"))
      return `"ignore_changes" of the function that verifies tokens can't contain "layers": a layer can run other code than the library's; got ${quoted(ignored)}. Remove it.`;
    return layers === undefined || layers === null || (Array.isArray(layers) && layers.length === 0)
      ? undefined
      : `"layers" of the function that verifies tokens can't be set: a layer can run other code than the library's; got ${quoted(layers)}. Remove them.`;
  });
}

/** What is wrong with the arguments of `jwt`. Values known only after apply are not checked. */
export function jwtProblem({ issuer, audiences, identitySource, expire }: JwtAuthorizerArgs): string | undefined {
  const sourceProblem =
    identitySource === undefined ? undefined : tokenSourceProblem("jwt.identitySource", identitySource);
  return issuerProblem(issuer) ?? audiencesProblem(audiences) ?? sourceProblem ?? expireProblem(expire);
}

function expireProblem(expire: unknown): string | undefined {
  const known = ["refuse", "ignore"];
  return expire === undefined || known.includes(expire as string)
    ? undefined
    : `"jwt.expire" has to be "refuse" or "ignore"; got ${quoted(expire)}. ${didYouMean(String(expire), known, "Leave it out to refuse the messages of clients whose token has expired.")}`;
}

function issuerProblem(issuer: unknown): string | undefined {
  if (typeof issuer !== "string" || issuer === "")
    return `"jwt.issuer" has to be the URL of an issuer, such as "https://issuer.com/"; got ${quoted(issuer)}. Copy the claim "iss" of its tokens.`;
  const parts = splitFragments(issuer);
  const got = `got ${quoted(formatParts(parts, "${…}"))}`;
  // Only the text before the first reference is known at synthesis.
  const prefix = typeof parts[0] === "string" ? parts[0] : "https://";
  if (/^http:/i.test(prefix))
    return `"jwt.issuer" has to use https: over http, an attacker could replace the issuer's keys; ${got}. Write its https URL.`;
  if (!prefix.startsWith("https://"))
    return `"jwt.issuer" has to begin with "https://", as the claim "iss" of its tokens does; ${got}. Write the whole URL.`;
  const address = formatParts(parts, "x");
  if (address.includes("/.well-known/"))
    return `"jwt.issuer" can't contain "/.well-known/", which the authorizer adds to find the keys; ${got}. Remove that part.`;
  return typeof parts[0] !== "string" || /^https:\/\/[^\s/?#@\\"<>{}]+(\/[^\s?#\\"<>{}]*)?$/.test(address)
    ? undefined
    : `"jwt.issuer" has to be a URL of a host and a path only; ${got}. Copy the claim "iss" of its tokens.`;
}

/** What is wrong with an issuer that refers to the endpoint of a Cognito user pool, which lacks "https://". */
function endpointProblem(scope: Construct, issuer: unknown): string | undefined {
  if (typeof issuer !== "string") return undefined;
  // A reference to another stack begins with the path of that stack.
  const origin = originExpression(scope, issuer);
  return /^(?:[^$]*!)?\$\{(?:data\.)?aws_cognito_user_pool\.[\w-]+(?:\[[^\]]*\])?\.endpoint\}$/.test(origin)
    ? `"jwt.issuer" has to begin with "https://", which the endpoint of a user pool lacks; got ${quoted(origin)}. Write \`https://\${pool.endpoint}\`.`
    : undefined;
}

function formatParts(parts: readonly Fragment[], reference: string): string {
  return parts.map((part) => (typeof part === "string" ? part : reference)).join("");
}

function audiencesProblem(audiences: unknown): string | undefined {
  if (Token.isUnresolved(audiences)) return undefined;
  const got = `got ${quoted(audiences)}`;
  const advice = 'List the client ids or APIs of the tokens, such as ["https://api.example.com"].';
  if (typeof audiences === "string")
    return `"jwt.audiences" has to be a list; ${got}. Put it in brackets: [${quoted(audiences)}].`;
  if (!Array.isArray(audiences) || audiences.length === 0)
    return `"jwt.audiences" has to contain an audience, or every token of the issuer could connect; ${got}. ${advice}`;
  return audiences.every(
    (audience) => Token.isUnresolved(audience) || (typeof audience === "string" && audience !== ""),
  )
    ? undefined
    : `"jwt.audiences" takes non-empty strings; ${got}. ${advice}`;
}
