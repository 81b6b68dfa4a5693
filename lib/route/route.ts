import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route, type Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { Attributes } from "../core/attributes";
import { escapeTemplate } from "../core/escape";
import { judge } from "../core/judge";
import { constructId } from "../core/naming";
import { regional } from "../core/placement";
import { resolved } from "../core/resolved";
import { hold } from "../core/rule";
import { transformed } from "../core/transform";
import { quoted, ValidationError } from "../core/validation-error";
import { warn } from "../core/warning";
import { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import type { Auth } from "./auth";
import { createIntegration, type Integration } from "./integration";
import { functionArgs, type ReadyMade, readyMade } from "./ready-made";
import type { RouteApi } from "./route-api";
import type { RouteHandler, RouteTransform } from "./route-args";
import { routeResponseRules, routeRules } from "./route-rules";
import type { SharedIntegrations } from "./shared-integrations";

/** Seconds that API Gateway waits for an integration. */
const integrationLimit = 29;

/** The Terraform resources of a route. */
export interface ApiGatewayWebSocketRouteNodes {
  /** The function behind the route; undefined where it was given by its ARN. */
  readonly function?: Function | LambdaFunction;
  /** The permission of API Gateway to call the function. Routes that share a ready-made function share it. */
  readonly permission: LambdaPermission;
  /** The `aws_apigatewayv2_integration`. Routes that share a ready-made function share it. */
  readonly integration: Apigatewayv2Integration;
  /** The `aws_apigatewayv2_route`. */
  readonly route: Apigatewayv2Route;
  /** The `aws_apigatewayv2_route_response` of a route with `reply: true`. */
  readonly routeResponse?: Apigatewayv2RouteResponse;
}

/** A route's arguments, decided. */
export interface RouteDecision {
  readonly routeKey: string;
  readonly handler: RouteHandler;
  readonly auth: Auth;
  readonly reply: boolean;
  readonly transform: RouteTransform | undefined;
}

/**
 * A route of a WebSocket API. `api.route()` makes it; it is not meant to be made directly.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const route = api.route("sendMessage", "src/sendMessage.handler");
 * route.nodes.route.addOverride("operation_name", "send");
 * ```
 */
export class ApiGatewayWebSocketRoute extends Construct {
  /** The value of the message's `action` that selects the route, or one of the three predefined keys. */
  public readonly routeKey: string;
  /** The Terraform resources behind it. */
  public readonly nodes: ApiGatewayWebSocketRouteNodes;

  /** @internal */
  constructor(api: RouteApi, shared: SharedIntegrations, decision: RouteDecision) {
    super(api.scope, constructId("Route", decision.routeKey));
    this.routeKey = decision.routeKey;

    const ready = readyMade(this, decision.handler);
    const { integration, permission, fn } = ready
      ? this.useFunction(api, shared, decision, ready)
      : this.createFunction(api, decision);
    const route = this.createRoute(api, decision, integration);
    this.guard(api, decision.auth, route);
    hold(this, route, routeRules);
    const routeResponse = decision.reply ? this.createResponse(api, route) : undefined;
    if (fn) this.warnOfTimeout("nodes" in fn ? fn.nodes.function : fn);

    this.nodes = { function: fn, permission, integration, route, routeResponse };
  }

  private createFunction(api: RouteApi, { handler, transform, routeKey }: RouteDecision) {
    const defaults: FunctionArgs = {
      // As much of it as Lambda takes.
      description: `${api.scope.node.id} route ${routeKey}`.slice(0, 256),
      ...functionArgs(this, handler),
    };
    const args = transformed(this, "Handler", defaults, api.handlerTransform);
    const fn = new Function(this, "Handler", args, api.placement);
    const { function: lambda } = fn.nodes;
    const target = { invokeArn: lambda.invokeArn, functionName: lambda.functionName, region: lambda.region };
    const { provider } = api.placement;
    const made: Integration = createIntegration(this, api, { target, provider, transform: transform?.integration });
    return { ...made, fn };
  }

  private warnOfTimeout({ timeoutInput }: LambdaFunction): void {
    if (timeoutInput === undefined || Token.isUnresolved(timeoutInput) || timeoutInput <= integrationLimit) return;
    warn(
      this,
      `"timeout" of the function of the route ${quoted(this.routeKey)} is ${timeoutInput} seconds, but API Gateway gives up after ${integrationLimit}: the client gets an error while the function goes on. Answer sooner, or hand the work to a queue.`,
    );
  }

  private useFunction(
    api: RouteApi,
    shared: SharedIntegrations,
    { routeKey, transform }: RouteDecision,
    ready: ReadyMade,
  ) {
    if (api.handlerTransform)
      warn(
        this,
        `"transform.route.handler" is not applied to the route ${quoted(routeKey)}: its function was made elsewhere. Change it where it is made.`,
      );
    const made = shared.of(api, this, routeKey, ready, transform?.integration);
    return { ...made, fn: ready.function };
  }

  private createRoute(
    api: RouteApi,
    { auth, reply, routeKey, transform }: RouteDecision,
    { id }: Apigatewayv2Integration,
  ) {
    const config: Apigatewayv2RouteConfig = {
      ...regional(api.placement),
      apiId: api.apiId,
      routeKey: escapeTemplate(routeKey),
      target: `integrations/${id}`,
      authorizationType: routeKey === "$connect" && auth === "iam" ? "AWS_IAM" : "NONE",
      ...(reply && { routeResponseSelectionExpression: "$default" }),
    };
    const route = new Apigatewayv2Route(this, "Route", transformed(this, "Route", config, transform?.route));
    return route;
  }

  private createResponse(api: RouteApi, route: Apigatewayv2Route) {
    const response = new Apigatewayv2RouteResponse(this, "Response", {
      ...regional(api.placement),
      apiId: api.apiId,
      routeId: route.id,
      routeResponseKey: "$default",
    });
    hold(this, response, routeResponseRules);
    return response;
  }

  // What `auth` closed stays closed, whatever transforms, overrides and aspects did since; what can't be known is open.
  private guard(api: RouteApi, auth: Auth, route: Apigatewayv2Route): void {
    if (auth === "none") return;
    const place = { api_id: resolved(this, api.apiId) };
    const expected =
      this.routeKey === "$connect" ? { ...place, authorization_type: "AWS_IAM", route_key: "$connect" } : place;
    judge(this, (read) => {
      const opened = openedBy(read(route), expected);
      if (opened === undefined) return;
      throw new ValidationError(
        this,
        `"auth" of the route ${quoted(this.routeKey)} says that clients are checked; got ${opened}, which would let them in unchecked. Take that change back, or set "auth" to false.`,
      );
    });
  }
}

function openedBy(attributes: Attributes | undefined, expected: Readonly<Record<string, unknown>>): string | undefined {
  if (attributes === undefined) return "a stack without the route";
  for (const [name, value] of Object.entries(expected))
    if (attributes.raw(name) !== value)
      return `"${name}" = ${quoted(attributes.raw(name) ?? null)} in place of ${quoted(value)}`;
  const meta = ["count", "for_each"].find((name) => attributes.has(name));
  return meta ? `"${meta}" = ${quoted(attributes.raw(meta))}` : ignoredChange(attributes, Object.keys(expected));
}

// Terraform would leave a route that was deployed open as it is.
function ignoredChange(attributes: Attributes, guarded: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) &&
    ignored.every((name) => /^[a-z_]+$/.test(name) && !guarded.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
