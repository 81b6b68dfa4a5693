import type { Construct } from "constructs";
import { type KnownArguments, refuseUnknown } from "../core/known-arguments";
import { quoted, ValidationError } from "../core/validation-error";
import type { ApiGatewayWebSocketRouteArgs, RouteTransform } from "./route-args";

const args: KnownArguments<ApiGatewayWebSocketRouteArgs> = { auth: true, reply: true, transform: true };
const transform: KnownArguments<RouteTransform> = { integration: true, route: true };

/** Refuses arguments of a route that are not known. */
export function refuseUnknownOfRoute(scope: Construct, given: ApiGatewayWebSocketRouteArgs): void {
  refuseUnknown(scope, "route", given, args);
  refuseUnknown(scope, "transform", given.transform, transform);
  const { reply } = given;
  if (reply !== undefined && typeof reply !== "boolean")
    throw new ValidationError(scope, `"reply" has to be true or false; got ${quoted(reply)}. Choose one of them.`);
}
