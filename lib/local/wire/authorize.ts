import { isRecord } from "../../bundle/canonical-data";
import { type ParsedStatement, readPolicyDocument } from "../iam/policy-document";
import { isAllowed, type PolicyRequest } from "../iam/policy-evaluation";
import { identitySource } from "../identity-source";
import type { LocalAuthorizer } from "../model";
import { authorizerEvent, type Connected, contextValue, methodArn } from "./events";
import type { Integrations } from "./integration";
import { headerValues } from "./request";

/** The authorizer context of a client that may connect, or the status for a client that may not. */
export type Verdict =
  | { readonly context: Readonly<Record<string, string | number>> }
  | { readonly status: 401 | 403 | 500; readonly why: string };

// API Gateway's own limits, in milliseconds and bytes. They can't be raised.
const authorizerTimeout = 29_000;
const answerLimit = 8 * 1024;

/** Calls a REQUEST authorizer to decide whether a client may connect. */
export async function authorize(
  authorizer: LocalAuthorizer,
  connection: Connected,
  integrations: Integrations,
  now: () => number,
  callId: number,
): Promise<Verdict> {
  const missing = authorizer.identitySources.find((source) => !identityValue(source, connection, now()));
  if (missing !== undefined) return { status: 401, why: `${missing} is missing` };
  const asked = now();
  const outcome = await integrations.ask(
    authorizer.function,
    authorizerEvent(connection, asked),
    authorizerTimeout,
    callId,
  );
  if (outcome === "late") return { status: 500, why: `the authorizer did not answer within ${authorizerTimeout} ms` };
  if ("error" in outcome) {
    const { errorType, errorMessage } = outcome.error;
    return errorMessage === "Unauthorized"
      ? { status: 401, why: "the authorizer threw Unauthorized" }
      : { status: 500, why: `the authorizer failed: ${errorType}: ${errorMessage}` };
  }
  const request = { action: "execute-api:Invoke", resource: methodArn(connection.api), api: connection.api };
  return verdictOf(outcome.result, request, now() - asked);
}

/** The value of an identity source. An empty value counts as missing. */
function identityValue(source: string, connection: Connected, now: number): string | undefined {
  const { opening, api } = connection;
  const { place, name = "" } = identitySource(source) ?? {};
  if (place === "route.request.header") return headerValues(opening, name).at(-1);
  if (place === "route.request.querystring") return opening.query.getAll(name).at(-1);
  if (place === "stageVariables") return Object.hasOwn(api.stageVariables, name) ? api.stageVariables[name] : undefined;
  return contextValue(connection, name, now);
}

/** Evaluates an authorizer's answer as API Gateway does. */
export function verdictOf(answer: unknown, request: PolicyRequest, latency: number): Verdict {
  const problem = problemOf(answer);
  if (problem !== undefined) return { status: 500, why: `the authorizer's answer ${problem}` };
  const { principalId, policyDocument: document, context = {} } = answer as Record<string, unknown>;
  const statements = completeStatements(document);
  if (statements === undefined) return { status: 500, why: "the authorizer's answer has no valid policy document" };
  if (!isAllowed(statements, request)) return { status: 403, why: `the policy does not allow ${request.resource}` };
  const shown = Object.entries(context as object).map(([name, value]) => [name, String(value)]);
  return { context: { ...Object.fromEntries(shown), principalId: String(principalId), integrationLatency: latency } };
}

/** The statements of an authorizer's policy; undefined if one is malformed, or has no action or no resource. */
function completeStatements(document: unknown): readonly ParsedStatement[] | undefined {
  const { statements, isWellFormed } = readPolicyDocument(document);
  const isComplete = isWellFormed && statements.every(({ actions, resources }) => actions && resources);
  // Conditions in an authorizer's policy are not evaluated.
  return isComplete ? statements.map(({ conditions: _, ...statement }) => statement) : undefined;
}

function problemOf(answer: unknown): string | undefined {
  if (!isRecord(answer)) return "is not an object";
  const size = Buffer.byteLength(JSON.stringify(answer));
  if (size > answerLimit) return `has ${size} bytes, more than ${answerLimit}`;
  if (typeof answer.principalId !== "string" || answer.principalId === "") return "has no principalId";
  const { context } = answer;
  if (context === undefined || context === null) return undefined;
  if (!isRecord(context)) return "has a context that is not an object";
  const nested = Object.keys(context).find((name) => !["string", "number", "boolean"].includes(typeof context[name]));
  return nested === undefined
    ? undefined
    : `has ${JSON.stringify(nested)} in its context, which is not a string, number or boolean`;
}
