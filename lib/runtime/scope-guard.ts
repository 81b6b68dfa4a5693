import { type AnyHandler, answerOf } from "./adapter/any-shape";
import { routeRules } from "./adapter/route-rules";
import { hasOneOf } from "./scopes";

/** What the guard reads of an event's `requestContext`. */
interface Context {
  readonly apiId?: unknown;
  readonly routeKey?: unknown;
  readonly eventType?: unknown;
  readonly connectionId?: unknown;
  readonly requestId?: unknown;
  readonly authorizer?: Record<string, unknown>;
}

/**
 * Lets a handler see the events of its own routes alone, and on a route with scopes those alone whose connection has one
 * of them. The routes stand in the environment, which is read once.
 */
export function guardScopes(handler: AnyHandler) {
  const rules = routeRules(process.env);
  return async function (this: unknown, event: unknown, ...others: readonly [context?: unknown, callback?: unknown]) {
    const context = (event as { requestContext?: Context } | null | undefined)?.requestContext ?? {};
    const own = rules.filter(({ api, route }) => api === context.apiId && route === context.routeKey);
    if (own.length === 0 || !isOfWebSocket(context)) throw refusal(context);
    const guards = own.flatMap(({ scopes, reply }) => (scopes ? [{ scopes, reply }] : []));
    if (!guards.every(({ scopes }) => hasOneOf(context.authorizer, scopes))) return forbidden(context);
    const answer = await answerOf(handler, this, event, ...others);
    // A guarded route has a route response for the guard's own answer. The handler's is to go nowhere all the same.
    const isSilent = context.eventType === "MESSAGE" && guards.some(({ reply }) => !reply);
    return isSilent ? { statusCode: (answer as { statusCode?: unknown } | null)?.statusCode ?? 200 } : answer;
  };
}

function isOfWebSocket({ routeKey, eventType, connectionId }: Context): boolean {
  const other = routeKey === "$disconnect" ? "DISCONNECT" : "MESSAGE";
  return typeof connectionId === "string" && eventType === (routeKey === "$connect" ? "CONNECT" : other);
}

function refusal({ apiId, routeKey, eventType }: Context): Error {
  const text = JSON.stringify({ apiId, routeKey, eventType });
  return new Error(`An event was refused, since no variable of this function names its API and route: ${text}`);
}

// AWS's own frame for a message that no route takes, with its spaces. `$connect` refuses by the status.
function forbidden({ connectionId, requestId }: Context) {
  const ids = `"connectionId":${JSON.stringify(connectionId)}, "requestId":${JSON.stringify(requestId ?? "")}`;
  return { statusCode: 403, body: `{"message": "Forbidden", ${ids}}` };
}
