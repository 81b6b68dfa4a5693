import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import { type Auth, type AuthOfRoute, hasLostScopes } from "../authorizer/auth";
import { arnForm } from "../core/arn";
import { quoted, ValidationError } from "../core/validation-error";
import type { InvokeGrant } from "../function/invoke-permission";
import { escapeTemplate } from "../terraform/expressions";
import { resolveValue } from "../terraform/tokens";
import { addSearch, lock } from "../validation/checks";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { authRule, lengthProblem, type Rule, rule } from "../validation/rule";
import type { ApiGatewayWebSocketRouteArgs, RouteApi, RouteTransform } from "./route-args";
import { routeKeyProblem } from "./route-key";

const invokeArnForm = arnForm("apigateway", "path/2015-03-31/functions/.+/invocations", "[a-z0-9-]+:lambda");

/** What AWS rejects in an `aws_apigatewayv2_route`, and what would leave the route open without an error. */
export const routeRules: readonly Rule[] = [
  rule("route-key", (route) => {
    const key = route.string("route_key");
    return key === undefined ? undefined : routeKeyProblem(key);
  }),
  authRule("authorization type", (route) => {
    const type = route.string("authorization_type");
    return type === undefined || ["NONE", "AWS_IAM", "CUSTOM"].includes(type)
      ? undefined
      : `"transform.route.authorizationType" has to be "NONE", "AWS_IAM" or "CUSTOM" on a WebSocket API; got ${quoted(type)}. Set "auth" instead.`;
  }),
  authRule("authorization on $connect only", (route) => {
    const type = route.raw("authorization_type") ?? "NONE";
    return type === "NONE" || route.string("route_key") === "$connect"
      ? undefined
      : `"transform.route.authorizationType" can only be set on "$connect": AWS rejects authorization on other routes; got ${quoted(type)}. Set "auth" on this route and on "$connect".`;
  }),
  authRule("no authorizer without authorization", (route) => {
    const type = route.string("authorization_type") ?? (route.has("authorization_type") ? undefined : "NONE");
    return type !== "NONE" || !route.has("authorizer_id")
      ? undefined
      : `"transform.route.authorizerId" has no effect with the authorization type "NONE": AWS accepts it and leaves the route open; got ${quoted(route.raw("authorizer_id"))}. Set authorizationType: "CUSTOM" too, or remove it.`;
  }),
  authRule("custom authorization names its authorizer", (route) =>
    route.string("authorization_type") === "CUSTOM" && !route.has("authorizer_id")
      ? `"transform.route.authorizerId" is missing: the authorization type "CUSTOM" needs the id of an authorizer; got none. Set "auth" instead.`
      : undefined,
  ),
  authRule("no authorization scopes", (route) =>
    route.has("authorization_scopes")
      ? `"transform.route.authorizationScopes" is rejected by AWS on a WebSocket API; got ${quoted(route.raw("authorization_scopes"))}. Leave it out.`
      : undefined,
  ),
  rule("route-response-selection", (route) => {
    const expression = route.string("route_response_selection_expression");
    const key = route.string("route_key");
    if (route.has("route_response_selection_expression") && (key === "$connect" || key === "$disconnect"))
      return `"reply" can't be true on the route ${quoted(key)}: AWS sends no reply there; got ${quoted(expression)}. Leave it out.`;
    return expression === undefined || expression === "$default"
      ? undefined
      : `"transform.route.routeResponseSelectionExpression" has to be "$default"; got ${quoted(expression)}. Set "reply" instead.`;
  }),
  rule("route-operation-name", (route) => lengthProblem(route, "transform.route", "operation_name", 1, 64)),
];

/** What AWS rejects in an `aws_apigatewayv2_integration` of a Lambda function. */
export const integrationRules: readonly Rule[] = [
  rule("integration-timeout", (integration) => {
    const timeout = integration.number("timeout_milliseconds");
    return timeout === undefined || (Number.isInteger(timeout) && timeout >= 50 && timeout <= 29000)
      ? undefined
      : `"transform.integration.timeoutMilliseconds" has to be a whole number from 50 to 29000; got ${timeout}. Write timeoutMilliseconds: 29000.`;
  }),
  rule("integration-payload-format", (integration) => {
    const version = integration.string("payload_format_version");
    return version === undefined || version === "1.0"
      ? undefined
      : `"transform.integration.payloadFormatVersion" has to be "1.0" on a WebSocket API; got ${quoted(version)}. Leave it out.`;
  }),
  rule("integration-invoke-arn", (integration) => {
    const uri = integration.string("integration_uri");
    return integration.string("integration_type") !== "AWS_PROXY" || uri === undefined || invokeArnForm.test(uri)
      ? undefined
      : `"transform.integration.integrationUri" has to be the invoke ARN of a Lambda function; got ${quoted(uri)}. Leave it out: it is taken from the route's handler.`;
  }),
  rule("integration-vpc-link", (integration) =>
    integration.string("integration_type") === "AWS_PROXY" && integration.string("connection_type") === "VPC_LINK"
      ? `"transform.integration.connectionType" can't be "VPC_LINK" for a Lambda function; got "VPC_LINK". Leave it out.`
      : undefined,
  ),
  rule("integration-content-handling", (integration) => {
    const strategy = integration.string("content_handling_strategy");
    return strategy === undefined || ["CONVERT_TO_TEXT", "CONVERT_TO_BINARY"].includes(strategy)
      ? undefined
      : `"transform.integration.contentHandlingStrategy" has to be "CONVERT_TO_TEXT" or "CONVERT_TO_BINARY"; got ${quoted(strategy)}. Use one of them.`;
  }),
];

/** What AWS rejects in an `aws_apigatewayv2_route_response`. */
export const routeResponseRules: readonly Rule[] = [
  rule("route-response-key", (response) => {
    const key = response.string("route_response_key");
    return key === undefined || key === "$default"
      ? undefined
      : `"routeResponseKey" has to be "$default"; got ${quoted(key)}. Remove the override.`;
  }),
];

const knownArgs: KnownArguments<ApiGatewayWebSocketRouteArgs> = {
  auth: true,
  reply: true,
  permission: true,
  transform: true,
};
const knownTransform: KnownArguments<RouteTransform> = { integration: true, route: true };

/** Rejects unknown arguments of a route. */
export function requireKnownRouteArguments(scope: Construct, given: ApiGatewayWebSocketRouteArgs): void {
  requireKnown(scope, "route", given, knownArgs);
  requireKnown(scope, "transform", given.transform, knownTransform);
  const { reply, permission } = given;
  if (permission !== undefined && typeof permission !== "boolean")
    throw new ValidationError(
      scope,
      `"permission" has to be true or false; got ${quoted(permission)}. Write permission: false, or remove it.`,
    );
  if (reply !== undefined && typeof reply !== "boolean")
    throw new ValidationError(scope, `"reply" has to be true or false; got ${quoted(reply)}. Write reply: true.`);
}

/** The Terraform arguments for the auth of `$connect`. */
export function authorization(auth: Auth, authorizerId: string | undefined) {
  if (auth.kind === "none") return { authorizationType: "NONE" };
  if (auth.kind === "iam") return { authorizationType: "AWS_IAM" };
  return { authorizationType: "CUSTOM", authorizerId };
}

/** Rejects an override of a route's key, because the invoke permission of the route's own function names the key. */
export function requirePermittedKey(owner: Construct, routeKey: string, route: Apigatewayv2Route): void {
  addSearch(owner, (stack) => {
    const found = stack.attributes(route)?.raw("route_key");
    const expected = resolveValue(owner, route.routeKeyInput);
    if (found === undefined || found === expected) return undefined;
    return `An override can't change the key of the route ${quoted(routeKey)}, because the invoke permission of its function names the key; got route_key = ${quoted(found)}. Write transform: { route: { routeKey: ${quoted(found)} } }.`;
  });
}

/** The resources of a route that its auth depends on. */
interface AuthResources {
  readonly routeKey: string;
  readonly auth: Auth;
  readonly authorizerId: string | undefined;
  readonly route: Apigatewayv2Route;
  readonly permission: LambdaPermission | undefined;
  readonly grant: InvokeGrant;
}

/** Rejects transforms, overrides and aspects that would open a route with auth. */
export function lockAuth(owner: Construct, api: RouteApi, resources: AuthResources): void {
  const { routeKey, auth, authorizerId, route, permission, grant } = resources;
  if (auth.kind === "none") return;
  const { authorizationType, authorizerId: id } = authorization(auth, authorizerId);
  const check = { route_key: "$connect", authorization_type: authorizationType, authorizer_id: id ?? null };
  const reason = (drift: string) =>
    `"auth" of the route ${quoted(routeKey)} would no longer be checked; got ${drift}. Undo that change, or set "auth" to false.`;
  // The check of other routes is that of $connect, as long as they stay in the same API.
  lock(route, { api_id: api.apiId, ...(routeKey === "$connect" && check) }, { owner, reason });
  // Without a permission, nothing of the app lets anyone invoke the function.
  if (permission === undefined) return;
  lock(permission, grant, {
    owner,
    reason: (drift) => reason(`${drift} of its invoke permission`),
  });
}

/** The resources of a route with scopes that connect the client and the guard. */
interface GuardedResources {
  readonly routeKey: string;
  readonly route: Apigatewayv2Route;
  readonly integration: Apigatewayv2Integration;
  /** The invoke ARN that the integration calls. */
  readonly uri: string;
  readonly routeResponse: Apigatewayv2RouteResponse;
}

/** Locks the resources that carry the messages of a route with scopes to its guard, and the guard's answers back. */
export function lockGuarded(owner: Construct, { apiId }: RouteApi, resources: GuardedResources): void {
  const { routeKey, route, integration, uri, routeResponse } = resources;
  const reasonFor = (resourceName: string) => (drift: string) =>
    `"auth.jwt.scopes" of the route ${quoted(routeKey)} can't be checked after a change of its ${resourceName}; got ${drift}. Undo that change, or remove the scopes.`;
  const expectedRoute = {
    api_id: apiId,
    route_key: escapeTemplate(routeKey),
    route_response_selection_expression: "$default",
    target: `integrations/${integration.id}`,
  };
  // With any type except AWS_PROXY, a client's message could replace the event's request context.
  const expectedIntegration = { api_id: apiId, integration_type: "AWS_PROXY", integration_uri: uri };
  const expectedResponse = { api_id: apiId, route_id: route.id, route_response_key: "$default" };
  lock(route, expectedRoute, { owner, reason: reasonFor("route") });
  lock(integration, expectedIntegration, { owner, reason: reasonFor("integration") });
  lock(routeResponse, expectedResponse, { owner, reason: reasonFor("route response") });
}

/** Rejects scopes that are lost at synthesis, such as a lazy value that produces nothing. */
export function requireScopes(owner: Construct, { routeKey, auth }: AuthOfRoute): void {
  const scopes = auth.kind === "jwt" ? auth.scopes : undefined;
  if (scopes === undefined) return;
  addSearch(owner, () => {
    const resolved = resolveValue(owner, scopes);
    if (!hasLostScopes(scopes, resolved)) return undefined;
    return `"auth.jwt.scopes" of the route ${quoted(routeKey)} lost a scope at synthesis; got ${quoted(resolved)}. Produce a list with at least one scope, each a non-empty string.`;
  });
}
