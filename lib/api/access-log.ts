import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";

/** The default line of the access log: valid JSON with the fields of SST's default. */
export const defaultFormat = JSON.stringify({
  requestTime: "$context.requestTime",
  requestId: "$context.requestId",
  eventType: "$context.eventType",
  routeKey: "$context.routeKey",
  status: "$context.status",
  integrationRequestId: "$context.integration.requestId",
  integrationStatus: "$context.integration.status",
  integrationLatency: "$context.integrationLatency",
  integrationServiceStatus: "$context.integration.integrationStatus",
  integrationError: "$context.integration.error",
  errorMessage: "$context.error.message",
  ip: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  connectedAt: "$context.connectedAt",
  connectionId: "$context.connectionId",
  messageId: "$context.messageId",
});

const knownVariables = new Set([
  "apiId",
  ...["error", "latency", "status"].flatMap((name) => [`authorize.${name}`, `authenticate.${name}`, `waf.${name}`]),
  "awsEndpointRequestId",
  "connectedAt",
  "connectionId",
  "domainName",
  ...["message", "messageString", "responseType", "validationErrorString"].map((name) => `error.${name}`),
  "eventType",
  "extendedRequestId",
  ...["accountId", "apiKey", "apiKeyId", "caller", "cognitoAuthenticationProvider"].map((name) => `identity.${name}`),
  ...["sourceIp", "user", "userAgent", "userArn"].map((name) => `identity.${name}`),
  ...["error", "integrationStatus", "latency", "requestId", "status"].map((name) => `integration.${name}`),
  "integrationLatency",
  "integrationStatus",
  "messageId",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "routeKey",
  "stage",
  "status",
]);

const maxFormatBytes = 3072;

/** What is wrong with a format of the access log, except for the names of its variables. */
export function formatProblem(format: string): string | undefined {
  const bytes = Buffer.byteLength(format);
  if (bytes > maxFormatBytes)
    return `"accessLog.format" takes at most ${maxFormatBytes} bytes; got ${bytes}. Log fewer fields.`;
  if (/[\r\n]/.test(format))
    return `"accessLog.format" has to be a single line; got ${quoted(format)}. Remove the line breaks.`;
  const variables = variablesIn(format);
  if (!variables.includes("requestId") && !variables.includes("extendedRequestId"))
    return `"accessLog.format" has to contain $context.requestId or $context.extendedRequestId; got ${quoted(format)}. Add one of them.`;
  return undefined;
}

/** What is wrong with the variables in a format of the access log. */
export function variablesProblem(format: string): string | undefined {
  const unknown = variablesIn(format).filter((name) => !isKnownVariable(name));
  const [first] = unknown;
  if (first === undefined) return undefined;
  const known = [...knownVariables].map((name) => `$context.${name}`);
  const remedy = unknown.length === 1 ? didYouMean(`$context.${first}`, known, "Remove it.") : "Remove them.";
  return `"accessLog.format" can contain only AWS's variables for WebSocket APIs; got ${unknown.map((name) => `$context.${name}`).join(", ")}. ${remedy}`;
}

function variablesIn(format: string): readonly string[] {
  return [...format.matchAll(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g)].map(([, name]) => name ?? "");
}

// The function of an authorizer can return any context keys, which become variables.
function isKnownVariable(variable: string): boolean {
  return knownVariables.has(variable) || /^authorizer\.[A-Za-z0-9_]+$/.test(variable);
}
