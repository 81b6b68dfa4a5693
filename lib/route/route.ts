import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route, type Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { type Auth, messageScopes } from "../authorizer/auth";
import { constructId } from "../core/names";
import { quoted, warn } from "../core/validation-error";
import { withInternals } from "../function/code";
import { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import { type ExistingFunction, existingFunction, functionArgs } from "../function/function-target";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, regionalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import { Guards, guardVariables } from "./guard";
import { createIntegration, type Integration, type SharedIntegrations } from "./integration";
import type { RouteApi, RouteHandler, RouteTransform } from "./route-args";
import { authorization, lockAuth, lockGuarded, requireScopes, routeResponseRules, routeRules } from "./route-checks";

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
  /** The `aws_apigatewayv2_route_response` of a route with `reply: true`, or with scopes. */
  readonly routeResponse?: Apigatewayv2RouteResponse;
}

/** A route's arguments, decided. */
export interface RouteDecision {
  readonly routeKey: string;
  readonly handler: RouteHandler;
  readonly auth: Auth;
  /** Id of the authorizer that the auth names. */
  readonly authorizerId: string | undefined;
  /** Whether the client gets what the handler returns. */
  readonly reply: boolean;
  /** What Terraform creates before the route. */
  readonly dependsOn: readonly ITerraformDependable[];
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

    const ready = existingFunction(this, decision.handler);
    const { fn, uri, grant, integration, permission } = ready
      ? this.useFunction(api, shared, decision, ready)
      : this.createFunction(api, decision);
    const route = this.createRoute(api, decision, integration);
    const routeResponse = isAnswered(decision) ? this.createResponse(api, route) : undefined;
    this.nodes = { function: fn, permission, integration, route, routeResponse };

    lockAuth(this, api, { ...decision, route, permission, grant });
    requireScopes(this, decision);
    this.guard(api, decision, { uri, grant });
    addRules(this, route, routeRules);
    if (fn) this.warnOfTimeout(Function.isFunction(fn) ? fn.nodes.function : fn);
  }

  private createFunction(api: RouteApi, decision: RouteDecision) {
    const { handler, transform, routeKey, reply } = decision;
    const defaults: FunctionArgs = {
      // As much of it as Lambda takes.
      description: `${api.scope.node.id} route ${routeKey}`.slice(0, 256),
      ...functionArgs(this, handler),
    };
    const args = applyTransform(this, "Handler", defaults, api.handlerTransform);
    const scopes = messageScopes(decision);
    const variables = scopes && guardVariables({ api, routeKey, reply, scopes });
    const fn = new Function(this, "Handler", withInternals(args, { variables }), api.placement);
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
    ready: ExistingFunction,
  ) {
    if (api.handlerTransform)
      warn(
        this,
        `"transform.route.handler" is not applied to the route ${quoted(routeKey)}: its function was made elsewhere. Change it where it is made.`,
      );
    const made = shared.getOrCreate(api, this, routeKey, ready, transform?.integration);
    return { ...made, fn: ready.function };
  }

  private createRoute(api: RouteApi, decision: RouteDecision, { id }: Apigatewayv2Integration): Apigatewayv2Route {
    const { auth, authorizerId, routeKey, transform } = decision;
    const dependsOn = [...(api.placement.dependsOn ?? []), ...decision.dependsOn];
    const config: Apigatewayv2RouteConfig = {
      ...regionalMeta({ ...api.placement, dependsOn }),
      apiId: api.apiId,
      routeKey: escapeTemplate(routeKey),
      target: `integrations/${id}`,
      ...authorization(routeKey === "$connect" ? auth : { kind: "none" }, authorizerId),
      ...(isAnswered(decision) && { routeResponseSelectionExpression: "$default" }),
    };
    return new Apigatewayv2Route(this, "Route", applyTransform(this, "Route", config, transform?.route));
  }

  /** Has each message looked at, where the route has scopes, and the guard of a function know all its routes. */
  private guard(api: RouteApi, decision: RouteDecision, { uri, grant }: Pick<Integration, "uri" | "grant">): void {
    const { routeKey, reply, handler } = decision;
    const { route, integration, routeResponse, permission, function: fn } = this.nodes;
    const scopes = messageScopes(decision);
    if (scopes && routeResponse) lockGuarded(this, api, { routeKey, route, integration, uri, routeResponse });
    const served = { scope: this, api, routeKey, reply, scopes, route, permission, grant };
    Guards.of(this).serve(served, fn ?? String(handler));
  }

  private createResponse(api: RouteApi, route: Apigatewayv2Route) {
    const response = new Apigatewayv2RouteResponse(this, "RouteResponse", {
      ...regionalMeta(api.placement),
      apiId: api.apiId,
      routeId: route.id,
      routeResponseKey: "$default",
    });
    addRules(this, response, routeResponseRules);
    return response;
  }
}

// The guard of a route with scopes tells the client when it lets a message not pass.
function isAnswered(decision: RouteDecision): boolean {
  return decision.reply || messageScopes(decision) !== undefined;
}
