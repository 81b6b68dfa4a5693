import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import { escapeTemplate } from "../core/escape";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
import { type Allowed, widened } from "../function/invoke-permission";
import type { Auth } from "./auth";
import type { RouteApi } from "./route-api";

/** How Terraform names the auth of `$connect`. */
export function authorization(auth: Auth, authorizerId: string | undefined) {
  if (auth.kind === "none") return { authorizationType: "NONE" };
  if (auth.kind === "iam") return { authorizationType: "AWS_IAM" };
  return { authorizationType: "CUSTOM", authorizerId };
}

/** The resources of a route that its auth rests on, and what they say. */
interface HeldAuth {
  readonly routeKey: string;
  readonly auth: Auth;
  readonly authorizerId: string | undefined;
  readonly route: Apigatewayv2Route;
  readonly permission: LambdaPermission;
  readonly allowed: Allowed;
}

/** Holds that what `auth` closed stays closed, whatever transforms, overrides and aspects do later. */
export function holdAuth(scope: Construct, api: RouteApi, held: HeldAuth): void {
  const { routeKey, auth, authorizerId, route, permission, allowed } = held;
  if (auth.kind === "none") return;
  const { authorizationType, authorizerId: id } = authorization(auth, authorizerId);
  const check = { route_key: "$connect", authorization_type: authorizationType, authorizer_id: id ?? null };
  // Elsewhere the check is that of $connect, as long as the route stays with the same API.
  const expected = { api_id: api.apiId, ...(routeKey === "$connect" && check) };
  judge(scope, (read) => {
    const beside = widened(scope, read(permission), allowed);
    const opened =
      changed(read(route), resolved(scope, expected) as typeof expected) ??
      (beside && `${beside} of the permission to call its function`);
    if (opened === undefined) return;
    throw new ValidationError(
      scope,
      `"auth" of the route ${quoted(routeKey)} says that clients are checked; got ${opened}, which would let them in unchecked. Take that change back, or set "auth" to false.`,
    );
  });
}

/** The resources of a route with scopes, between the client and the guard. */
interface Guarded {
  readonly routeKey: string;
  readonly route: Apigatewayv2Route;
  readonly integration: Apigatewayv2Integration;
  /** What the integration calls. */
  readonly uri: string;
  readonly routeResponse: Apigatewayv2RouteResponse;
}

/** Holds that every message of a route with scopes comes to the guard as it was sent, and the guard's answer back. */
export function holdGuarded(scope: Construct, { apiId }: RouteApi, guarded: Guarded): void {
  const { routeKey, route, integration, uri, routeResponse } = guarded;
  const target = `integrations/${integration.id}`;
  const key = { route_key: escapeTemplate(routeKey), route_response_selection_expression: "$default" };
  const held = [
    { of: "route", resource: route, expected: { api_id: apiId, ...key, target } },
    // With another type than AWS_PROXY the client's message could stand where the event's context stands.
    {
      of: "integration",
      resource: integration,
      expected: { api_id: apiId, integration_type: "AWS_PROXY", integration_uri: uri },
    },
    {
      of: "route response",
      resource: routeResponse,
      expected: { api_id: apiId, route_id: route.id, route_response_key: "$default" },
    },
  ];
  judge(scope, (read) => {
    for (const { of, resource, expected } of held) {
      const other = changed(read(resource), resolved(scope, expected) as typeof expected);
      if (other !== undefined)
        throw new ValidationError(
          scope,
          `"auth.jwt.scopes" of the route ${quoted(routeKey)} says that a guard looks at each message, and that the client is told; got ${other} of its ${of}, which would break that. Take that change back, or leave the scopes out.`,
        );
    }
  });
}
