import { Fn, FOR_EXPRESSION_VALUE, forExpression, Token } from "cdktf";
import { quoted } from "../core/validation-error";
import { splitFragments } from "../terraform/tokens";

/** The header that usually carries a token, in the notation of WebSocket APIs. */
export const defaultIdentitySource = "route.request.header.Authorization";

const request = /^route\.request\.(querystring|header)\.[a-zA-Z0-9._-]+$/;
const other = /^(stageVariables|context)\.[a-zA-Z0-9._-]+$/;

/** What is wrong with the identity sources of `argument`. Values known only after apply are not checked. */
export function identitySourcesProblem(argument: string, sources: unknown): string | undefined {
  if (Token.isUnresolved(sources)) return undefined;
  if (!Array.isArray(sources))
    return `"${argument}" has to be a list; got ${quoted(sources)}. Write it as ["${defaultIdentitySource}"].`;
  for (const source of sources) {
    const problem = sourceProblem(argument, source, [request, other]);
    if (problem !== undefined) return problem;
  }
  const translated = sources.map(identitySource);
  const duplicate = translated.find((source, index) => translated.indexOf(source) !== index);
  return duplicate && `"${argument}" contains ${quoted(duplicate)} twice; got ${quoted(sources)}. Remove one of them.`;
}

/** What is wrong with the identity source of a token. */
export function tokenSourceProblem(argument: string, source: unknown): string | undefined {
  return sourceProblem(argument, source, [request]);
}

function sourceProblem(argument: string, source: unknown, forms: readonly RegExp[]): string | undefined {
  if (Token.isUnresolved(source)) return undefined;
  if (typeof source === "string" && forms.some((form) => form.test(identitySource(source)))) return undefined;
  const notations = forms.includes(other)
    ? `"route.request.header.<name>", "route.request.querystring.<name>", "stageVariables.<name>" or "context.<name>"`
    : `"route.request.header.<name>" or "route.request.querystring.<name>"`;
  return `"${argument}" has to be ${notations}; got ${quoted(source)}. Write it as "${defaultIdentitySource}", with letters, digits, ".", "_" and "-" in the name.`;
}

/** Converts identity sources to the notation of WebSocket APIs. */
export function identitySources(sources: readonly string[]): string[] {
  if (!Token.isUnresolved(sources)) return sources.map(identitySource);
  return Token.asList(forExpression(Token.asList(sources), convertInTerraform(FOR_EXPRESSION_VALUE)));
}

/** Converts an identity source from the notation of HTTP APIs to that of WebSocket APIs. */
export function identitySource(source: string): string {
  const [first] = splitFragments(source);
  if (typeof first === "object") return Token.asString(convertInTerraform(source));
  return source.replace(/^\$request\./, "route.request.").replace(/^\$(?=(stageVariables|context)\.)/, "");
}

// The same conversion in Terraform. It uses [$] and [.], because cdktf does not escape backslashes.
function convertInTerraform(source: unknown) {
  return Fn.replace(Fn.replace(source as string, "/^[$]request[.]/", "route.request."), "/^[$]/", "");
}
