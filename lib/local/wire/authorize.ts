import { isRecord } from "../../bundle/canonical-data";
import { type ParsedStatement, readPolicyDocument } from "../iam/policy-document";
import { isAllowed, type PolicyRequest } from "../iam/policy-evaluation";
import { identitySource } from "../identity-source";
import type { LocalAuthorizer } from "../model";
import { authorizerEvent, type Connected, contextValue, methodArn } from "./events";
import type { Integrations } from "./integration";
import { headerValues } from "./request";

/** A client that may connect, with what its events show of that; or the answer that turns it away. */
export type Verdict =
  | { readonly context: Readonly<Record<string, string | number>> }
  | { readonly status: 401 | 403 | 500; readonly why: string };

// Of API Gateway, which nobody can raise.
const authorizerTimeout = 29_000;
const answerLimit = 8 * 1024;

/** Asks a REQUEST authorizer whether a client may connect. */
export async function authorize(
  authorizer: LocalAuthorizer,
  connection: Connected,
  integrations: Integrations,
  now: () => number,
): Promise<Verdict> {
  const missing = authorizer.identitySources.find((source) => !identityValue(source, connection, now()));
  if (missing !== undefined) return { status: 401, why: `${missing} is missing` };
  const asked = now();
  const outcome = await integrations.ask(authorizer.function, authorizerEvent(connection, asked), authorizerTimeout);
  if (outcome === "late") return { status: 500, why: `the authorizer gave no answer in ${authorizerTimeout} ms` };
  if ("error" in outcome) {
    const { errorType, errorMessage } = outcome.error;
    return errorMessage === "Unauthorized"
      ? { status: 401, why: "the authorizer said Unauthorized" }
      : { status: 500, why: `the authorizer failed: ${errorType}: ${errorMessage}` };
  }
  const request = { action: "execute-api:Invoke", resource: methodArn(connection.api), api: connection.api };
  return verdictOf(outcome.result, request, now() - asked);
}

/** The value of an identity source; empty counts as missing. */
function identityValue(source: string, connection: Connected, now: number): string | undefined {
  const { opening, api } = connection;
  const { place, name = "" } = identitySource(source) ?? {};
  if (place === "route.request.header") return headerValues(opening, name).at(-1);
  if (place === "route.request.querystring") return opening.query.getAll(name).at(-1);
  if (place === "stageVariables") return Object.hasOwn(api.stageVariables, name) ? api.stageVariables[name] : undefined;
  return contextValue(connection, name, now);
}

/** What API Gateway makes of an authorizer's answer. */
export function verdictOf(answer: unknown, request: PolicyRequest, latency: number): Verdict {
  const problem = problemOf(answer);
  if (problem !== undefined) return { status: 500, why: `the authorizer's answer ${problem}` };
  const { principalId, policyDocument: document, context = {} } = answer as Record<string, unknown>;
  const statements = completeStatements(document);
  if (statements === undefined)
    return { status: 500, why: "the authorizer's answer has no policy document that can be read" };
  if (!isAllowed(statements, request)) return { status: 403, why: `the policy does not allow ${request.resource}` };
  const shown = Object.entries(context as object).map(([name, value]) => [name, String(value)]);
  return { context: { ...Object.fromEntries(shown), principalId: String(principalId), integrationLatency: latency } };
}

/** The statements of an authorizer's policy; undefined if API Gateway can't read them. */
function completeStatements(document: unknown): readonly ParsedStatement[] | undefined {
  const { statements, isWellFormed } = readPolicyDocument(document);
  const isComplete = isWellFormed && statements.every(({ actions, resources }) => actions && resources);
  // Conditions of an authorizer's policy are not evaluated.
  return isComplete ? statements.map(({ conditions: _, ...statement }) => statement) : undefined;
}

function problemOf(answer: unknown): string | undefined {
  if (!isRecord(answer)) return "is no object";
  const size = Buffer.byteLength(JSON.stringify(answer));
  if (size > answerLimit) return `has ${size} bytes, more than ${answerLimit}`;
  if (typeof answer.principalId !== "string" || answer.principalId === "") return "has no principalId";
  const { context } = answer;
  if (context === undefined || context === null) return undefined;
  if (!isRecord(context)) return "has a context that is no object";
  const nested = Object.keys(context).find((name) => !["string", "number", "boolean"].includes(typeof context[name]));
  return nested === undefined
    ? undefined
    : `has ${JSON.stringify(nested)} in its context, which is no string, number or boolean`;
}
