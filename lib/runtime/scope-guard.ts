import { type AnyHandler, answerOf } from "./adapter/any-shape";
import { routeRules } from "./adapter/route-rules";
import { bare } from "./bare";
import { hasOneOf } from "./scopes";

/** The members of an event's `requestContext` that the guard reads. */
type Context = Readonly<Record<string, unknown>>;

/**
 * Wraps a handler so that it receives only events of its own routes. On a route with scopes, it receives only events of
 * connections whose token has not expired and has at least one of the scopes. The rules are read from the environment
 * once, at the start.
 */
export function guardScopes(handler: AnyHandler) {
  const rules = routeRules(process.env);
  return async function (this: unknown, event: unknown, ...others: readonly [context?: unknown, callback?: unknown]) {
    const context = bare(bare(event).requestContext);
    const own = rules.filter(({ api, route }) => api === context.apiId && route === context.routeKey);
    if (own.length === 0 || !isOfWebSocket(context)) throw refusal(context);
    // The rules themselves and no copies, which would inherit an `expire`.
    const guards = own.filter((rule) => rule.scopes !== null);
    if (guards.some(({ expire }) => !expire) && isExpired(context)) return rejection(401, "Unauthorized", context);
    if (!guards.every(({ scopes }) => hasOneOf(context.authorizer, scopes ?? [])))
      return rejection(403, "Forbidden", context);
    const answer = await answerOf(handler, this, event, ...others);
    // A guarded route has a route response for the guard's own answer. Without `reply`, the handler's body is removed.
    const isSilent = context.eventType === "MESSAGE" && guards.some(({ reply }) => !reply);
    return isSilent ? { statusCode: bare(answer).statusCode ?? 200 } : answer;
  };
}

// API Gateway passes the claims on as strings. A token whose expiry can't be read counts as expired.
function isExpired({ authorizer, requestTimeEpoch: now }: Context): boolean {
  const { exp } = bare(authorizer);
  const seconds = typeof exp === "string" && /^\d+(\.\d+)?$/.test(exp) ? Number(exp) : exp;
  return !(Number.isFinite(seconds) && Number.isFinite(now) && (now as number) < (seconds as number) * 1000);
}

function isOfWebSocket({ routeKey, eventType, connectionId }: Context): boolean {
  const other = routeKey === "$disconnect" ? "DISCONNECT" : "MESSAGE";
  return typeof connectionId === "string" && eventType === (routeKey === "$connect" ? "CONNECT" : other);
}

function refusal({ apiId, routeKey, eventType }: Context): Error {
  const text = JSON.stringify({ apiId, routeKey, eventType });
  return new Error(`An event was refused, since no variable of this function names its API and route: ${text}`);
}

// The same frame, with the same spaces, as AWS's answer to a message without a route. `$connect` rejects by the status.
function rejection(statusCode: number, message: string, { connectionId, requestId }: Context) {
  const ids = `"connectionId":${JSON.stringify(connectionId)}, "requestId":${JSON.stringify(requestId ?? "")}`;
  return { statusCode, body: `{"message": "${message}", ${ids}}` };
}
