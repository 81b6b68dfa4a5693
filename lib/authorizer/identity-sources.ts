import { Fn, FOR_EXPRESSION_VALUE, forExpression, Token } from "cdktf";
import { quoted } from "../core/validation-error";
import { splitFragments } from "../terraform/tokens";

/** What API Gateway calls the header that carries a token by custom. */
export const defaultIdentitySource = "route.request.header.Authorization";

const request = /^route\.request\.(querystring|header)\.[a-zA-Z0-9._-]+$/;
const other = /^(stageVariables|context)\.[a-zA-Z0-9._-]+$/;

/** What is wrong with identity sources; what only Terraform knows is not judged. `argument` holds them. */
export function identitySourcesProblem(argument: string, sources: unknown): string | undefined {
  if (Token.isUnresolved(sources)) return undefined;
  if (!Array.isArray(sources))
    return `"${argument}" has to be a list; got ${quoted(sources)}. Write it as ["${defaultIdentitySource}"].`;
  for (const source of sources) {
    const problem = sourceProblem(argument, source, [request, other]);
    if (problem !== undefined) return problem;
  }
  const translated = sources.map(identitySource);
  const twice = translated.find((source, index) => translated.indexOf(source) !== index);
  return twice && `"${argument}" names ${quoted(twice)} twice; got ${quoted(sources)}. Leave one of the two out.`;
}

/** What is wrong with the place that a token is sent in. */
export function tokenSourceProblem(argument: string, source: unknown): string | undefined {
  return sourceProblem(argument, source, [request]);
}

function sourceProblem(argument: string, source: unknown, forms: readonly RegExp[]): string | undefined {
  if (Token.isUnresolved(source)) return undefined;
  if (typeof source === "string" && forms.some((form) => form.test(identitySource(source)))) return undefined;
  const more = forms.includes(other) ? `, "stageVariables.<name>" or "context.<name>"` : "";
  return `"${argument}" has to be "route.request.header.<name>", "route.request.querystring.<name>"${more}, with a name of letters, digits, ".", "_" and "-"; got ${quoted(source)}. Correct it.`;
}

/** Identity sources as AWS takes them on a WebSocket API. */
export function identitySources(sources: readonly string[]): string[] {
  if (!Token.isUnresolved(sources)) return sources.map(identitySource);
  return Token.asList(forExpression(Token.asList(sources), replaceByTerraform(FOR_EXPRESSION_VALUE)));
}

/** An identity source as AWS takes it on a WebSocket API, which spells it in another way than an HTTP API. */
export function identitySource(source: string): string {
  const [first] = splitFragments(source);
  if (typeof first === "object") return Token.asString(replaceByTerraform(source));
  return source.replace(/^\$request\./, "route.request.").replace(/^\$(?=(stageVariables|context)\.)/, "");
}

// The same, by Terraform: cdktf escapes no backslash. What is spelled as AWS takes it never begins with a "$", and stays.
function replaceByTerraform(source: unknown) {
  return Fn.replace(Fn.replace(source as string, "/^[$]request[.]/", "route.request."), "/^[$]/", "");
}
