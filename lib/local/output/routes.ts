import type { LocalFunction } from "../local-function";
import type { LocalAuthorization, LocalRoute } from "../model";
import type { AuthorizersOf } from "./authorizers";
import { callOf, type IntegrationTargets } from "./integration-targets";
import { checkApi, isElsewhere, isKnown, partsOf, referredPart } from "./parts";
import type { ResourceReader } from "./resource-reader";
import { refuseArguments } from "./unsupported";

/** What decides who may connect. */
interface AuthorizationContext {
  readonly authorizers: AuthorizersOf;
  /** Whether the run can verify the signatures of clients. */
  readonly hasCredentials: boolean;
}

/** Reads the routes of an API. */
export function readRoutes(
  api: ResourceReader,
  calls: IntegrationTargets,
  authorization: AuthorizationContext,
): readonly LocalRoute[] {
  const all = partsOf(api, "aws_apigatewayv2_route");
  const routes = all.filter(isCertain);
  const integrations = partsOf(api, "aws_apigatewayv2_integration");
  const responses = partsOf(api, "aws_apigatewayv2_route_response");
  for (const response of responses) if (!isElsewhere(response)) refuseArguments(response);
  const keys = routes.map((route) => String(route.peek("route_key") ?? ""));
  const read = routes.map((route, index) => {
    const part = api.problems.part();
    const parts = { integrations: integrations.map((each) => each.with(part)), responses, authorization, keys };
    const own = readRoute(route.with(part), keys[index] ?? "", parts, calls);
    const unavailable = api.problems.close(part);
    return unavailable === undefined ? own : { ...own, unavailable };
  });
  return [...read, ...uncertainRoutes(all, new Set(keys))];
}

/** Whether it is known before a deployment that a route belongs to the API, and what its key is. */
function isCertain(route: ResourceReader): boolean {
  return isKnown(route, "api_id") && !isElsewhere(route) && route.peek("route_key") !== undefined;
}

/**
 * Routes in the place of those that the API may have. Without them, the messages of such a route would reach $default, and
 * a $connect that is missing admits everybody. A route whose key is unknown may be $connect.
 */
function uncertainRoutes(all: readonly ResourceReader[], certain: ReadonlySet<string>): readonly LocalRoute[] {
  const uncertain = new Map<string, LocalRoute>();
  for (const route of all.filter((each) => !isCertain(each))) {
    const part = route.problems.part();
    const reader = route.with(part);
    checkApi(reader);
    const key = reader.string("route_key");
    const routeKey = key ?? "$connect";
    if (part.unavailable.length === 0) reader.disable('"route_key" is not set. Set it.');
    const why = route.problems.close(part) ?? "";
    if (key === undefined && certain.has("$connect"))
      route.problems.notice(
        `${route.block.path}: its key is unknown, so its API handles its messages as those without a route.`,
      );
    if (certain.has(routeKey) || uncertain.has(routeKey)) continue;
    const authorization = { type: "UNAVAILABLE", why } as const;
    uncertain.set(routeKey, { routeKey, timeoutMs: 29_000, response: false, authorization, unavailable: why });
  }
  return [...uncertain.values()];
}

interface RouteParts {
  readonly integrations: readonly ResourceReader[];
  readonly responses: readonly ResourceReader[];
  readonly authorization: AuthorizationContext;
  readonly keys: readonly string[];
}

function readRoute(
  route: ResourceReader,
  routeKey: string,
  { integrations, responses, authorization, keys }: RouteParts,
  calls: IntegrationTargets,
): LocalRoute {
  refuseArguments(route);
  if (route.string("route_key") !== undefined) checkKey(route, routeKey, keys);
  const integration = integrationOf(route, integrations);
  const fn = integration && calledBy(integration, routeKey, calls);
  return {
    routeKey,
    ...(fn && { function: fn }),
    timeoutMs: integration ? timeoutOf(integration) : 29_000,
    response: sendsResponse(route, responses),
    authorization: readAuthorization(route, routeKey, authorization),
  };
}

function checkKey(route: ResourceReader, key: string, keys: readonly string[]): void {
  if (keys.indexOf(key) !== keys.lastIndexOf(key))
    route.refuse(`"route_key" must be unique in its API; got ${JSON.stringify(key)} twice.`);
  if (key.startsWith("$") && !["$connect", "$disconnect", "$default"].includes(key))
    route.refuse(
      `"route_key" may start with "$" only in $connect, $disconnect and $default; got ${JSON.stringify(key)}.`,
    );
}

function integrationOf(route: ResourceReader, integrations: readonly ResourceReader[]): ResourceReader | undefined {
  const target = route.string("target");
  if (target === undefined) return undefined;
  return referredPart(route, "target", target.replace(/^integrations\//, ""), integrations);
}

function calledBy(integration: ResourceReader, routeKey: string, calls: IntegrationTargets): LocalFunction | undefined {
  if (!checkApi(integration)) return undefined;
  refuseArguments(integration);
  const type = integration.string("integration_type");
  if (type !== "AWS_PROXY") {
    integration.disable(`"integration_type" must be "AWS_PROXY" in a local run; got ${JSON.stringify(type)}.`);
    return undefined;
  }
  const strategy = integration.string("content_handling_strategy") ?? "CONVERT_TO_TEXT";
  if (strategy !== "CONVERT_TO_TEXT")
    integration.disable(
      `"content_handling_strategy" must be "CONVERT_TO_TEXT" in a local run; got ${JSON.stringify(strategy)}.`,
    );
  const uri = integration.string("integration_uri");
  return uri === undefined
    ? undefined
    : callOf(integration, uri, "credentials_arn", `${calls.stageName}/${routeKey}`, calls);
}

function timeoutOf(integration: ResourceReader): number {
  const timeout = integration.number("timeout_milliseconds") ?? 29_000;
  if (timeout < 50 || timeout > 29_000)
    integration.refuse(`"timeout_milliseconds" must be from 50 to 29000; got ${timeout}.`);
  return timeout;
}

// AWS sends the response only if the route has both the expression and a route response.
function sendsResponse(route: ResourceReader, responses: readonly ResourceReader[]): boolean {
  const expression = route.string("route_response_selection_expression");
  const id = route.peek("id");
  return expression === "$default" && responses.some((response) => response.peek("route_id") === id);
}

function readAuthorization(
  route: ResourceReader,
  routeKey: string,
  { authorizers, hasCredentials }: AuthorizationContext,
): LocalAuthorization {
  const type = route.string("authorization_type") ?? "NONE";
  // An unknown value counts as not set, and must not open the route.
  if (type === "NONE" && route.has("authorization_type") && route.peek("authorization_type") === undefined)
    return { type: "UNAVAILABLE", why: '"authorization_type" can\'t be determined before a deployment.' };
  if (type === "NONE") {
    if (route.has("authorizer_id"))
      route.refuse('"authorizer_id" has no effect with "authorization_type" "NONE". Set "CUSTOM".');
    return { type };
  }
  if (routeKey !== "$connect")
    route.refuse(
      `"authorization_type" must be "NONE" on ${routeKey}, because AWS authorizes only $connect; got ${JSON.stringify(type)}.`,
    );
  if (type === "AWS_IAM") return hasCredentials ? { type } : withoutCredentials(route);
  if (type !== "CUSTOM") {
    const why = `"authorization_type" must be "NONE", "AWS_IAM" or "CUSTOM"; got ${JSON.stringify(type)}.`;
    route.refuse(why);
    return { type: "UNAVAILABLE", why };
  }
  return readCustomAuthorization(route, authorizers);
}

// Otherwise every client would be rejected, and the 403 would not show why.
function withoutCredentials(route: ResourceReader): LocalAuthorization {
  const why =
    "it uses IAM auth, but this run has no credentials to verify signatures. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the clients' values; any values work.";
  route.disable(why);
  return { type: "UNAVAILABLE", why };
}

function readCustomAuthorization(route: ResourceReader, authorizers: AuthorizersOf): LocalAuthorization {
  const id = route.string("authorizer_id") ?? "";
  const authorizer = authorizers.get(id);
  if (authorizer !== undefined) return authorizer;
  // The reported problem prevents the run, and until then nobody is admitted.
  const why = `"authorizer_id" must be the id of a supported authorizer of its API; got ${JSON.stringify(id)}.`;
  if (route.problems.unavailable.length === 0) route.refuse(why);
  return { type: "UNAVAILABLE", why };
}
