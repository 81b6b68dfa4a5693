import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import type { Auth, AuthOfRoute } from "../authorizer/auth";
import { lostScopes } from "../authorizer/auth";
import { quoted } from "../core/validation-error";
import type { InvokeGrant } from "../function/function-target";
import { escapeTemplate } from "../terraform/escape";
import { resolved } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import { lock } from "../validation/lock";
import type { RouteApi } from "./route-args";

/** How Terraform names the auth of `$connect`. */
export function authorization(auth: Auth, authorizerId: string | undefined) {
  if (auth.kind === "none") return { authorizationType: "NONE" };
  if (auth.kind === "iam") return { authorizationType: "AWS_IAM" };
  return { authorizationType: "CUSTOM", authorizerId };
}

/** The resources of a route that its auth rests on. */
interface AuthResources {
  readonly routeKey: string;
  readonly auth: Auth;
  readonly authorizerId: string | undefined;
  readonly route: Apigatewayv2Route;
  readonly permission: LambdaPermission;
  readonly grant: InvokeGrant;
}

/** Keeps closed what `auth` closed, whatever transforms, overrides and aspects do later. */
export function lockAuth(owner: Construct, api: RouteApi, resources: AuthResources): void {
  const { routeKey, auth, authorizerId, route, permission, grant } = resources;
  if (auth.kind === "none") return;
  const { authorizationType, authorizerId: id } = authorization(auth, authorizerId);
  const check = { route_key: "$connect", authorization_type: authorizationType, authorizer_id: id ?? null };
  const reason = (drift: string) =>
    `"auth" of the route ${quoted(routeKey)} says that clients are checked; got ${drift}, which would let them in unchecked. Take that change back, or set "auth" to false.`;
  // Elsewhere the check is that of $connect, as long as the route stays with the same API.
  lock(route, { api_id: api.apiId, ...(routeKey === "$connect" && check) }, { owner, reason });
  lock(permission, grant, {
    owner,
    optional: true,
    reason: (drift) => reason(`${drift} of the permission to call its function`),
  });
}

/** The resources of a route with scopes, between the client and the guard. */
interface GuardedResources {
  readonly routeKey: string;
  readonly route: Apigatewayv2Route;
  readonly integration: Apigatewayv2Integration;
  /** What the integration calls. */
  readonly uri: string;
  readonly routeResponse: Apigatewayv2RouteResponse;
}

/** Has every message of a route with scopes come to the guard as it was sent, and the guard's answer go back. */
export function lockGuarded(owner: Construct, { apiId }: RouteApi, resources: GuardedResources): void {
  const { routeKey, route, integration, uri, routeResponse } = resources;
  const reason = (what: string) => (drift: string) =>
    `"auth.jwt.scopes" of the route ${quoted(routeKey)} says that a guard looks at each message, and that the client is told; got ${drift} of its ${what}, which would break that. Take that change back, or leave the scopes out.`;
  const onRoute = {
    api_id: apiId,
    route_key: escapeTemplate(routeKey),
    route_response_selection_expression: "$default",
    target: `integrations/${integration.id}`,
  };
  // With another type than AWS_PROXY the client's message could stand where the event's context stands.
  const onIntegration = { api_id: apiId, integration_type: "AWS_PROXY", integration_uri: uri };
  const onResponse = { api_id: apiId, route_id: route.id, route_response_key: "$default" };
  lock(route, onRoute, { owner, reason: reason("route") });
  lock(integration, onIntegration, { owner, reason: reason("integration") });
  lock(routeResponse, onResponse, { owner, reason: reason("route response") });
}

/** Rejects scopes of a route that are lost once they are written: a value made late may turn out to be nothing. */
export function requireScopes(owner: Construct, { routeKey, auth }: AuthOfRoute): void {
  const scopes = auth.kind === "jwt" ? auth.scopes : undefined;
  if (scopes === undefined) return;
  addSearch(owner, () => {
    const written = resolved(owner, scopes);
    if (!lostScopes(scopes, written)) return undefined;
    return `"auth.jwt.scopes" of the route ${quoted(routeKey)} has to be scopes of at least one character once it is synthesized; got ${quoted(written)}. Have the values that are made late give a scope each, or leave them out.`;
  });
}
