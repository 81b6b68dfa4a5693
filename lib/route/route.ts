import type { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route, type Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { type ITerraformDependable, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { type Auth, type Expire, messageScopes } from "../authorizer/auth";
import { constructId } from "../core/names";
import { quoted, warn } from "../core/validation-error";
import { requireSynchronous } from "../function/durable";
import { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import {
  type ExistingFunction,
  existingFunction,
  forbidPublicUrls,
  functionArgs,
  functionTarget,
} from "../function/function-target";
import { withInternals } from "../function/internals";
import { mergeArgs } from "../function/merged-args";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, regionalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import { Guards, guardVariables } from "./guard";
import { createIntegration, type Integration, type SharedIntegrations } from "./integration";
import type { RouteApi, RouteHandler, RouteTransform } from "./route-args";
import {
  authorization,
  lockAuth,
  lockGuarded,
  requirePermittedKey,
  requireScopes,
  routeResponseRules,
  routeRules,
} from "./route-checks";
import { routeSource } from "./route-source";

/** API Gateway's maximum integration timeout, in seconds. */
const maxIntegrationTimeout = 29;

/** The Terraform resources of a route. */
export interface ApiGatewayWebSocketRouteNodes {
  /** The function of the route; undefined where it is given by its ARN. */
  readonly function?: Function | LambdaFunction;
  /**
   * Allows API Gateway to invoke the function. Routes that share an existing function share it. Undefined with
   * `permission: false`.
   */
  readonly permission?: LambdaPermission;
  /** The `aws_apigatewayv2_integration`. Routes that share an existing function share it. */
  readonly integration: Apigatewayv2Integration;
  /** The `aws_apigatewayv2_route`. */
  readonly route: Apigatewayv2Route;
  /** The `aws_apigatewayv2_route_response` of a route with `reply: true`, or with scopes. */
  readonly routeResponse?: Apigatewayv2RouteResponse;
}

/** The validated arguments of a route. */
export interface RouteDecision {
  readonly routeKey: string;
  readonly handler: RouteHandler;
  readonly auth: Auth;
  /** Id of the authorizer of `auth`. */
  readonly authorizerId: string | undefined;
  /** Whether the client receives the handler's return value. */
  readonly reply: boolean;
  /** Whether API Gateway gets the permission to invoke the function. */
  readonly permission: boolean;
  /** Resources that Terraform creates before the route. */
  readonly dependsOn: readonly ITerraformDependable[];
  readonly transform: RouteTransform | undefined;
}

/**
 * A route of a WebSocket API. Create it with `api.route()`, not with `new`.
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

    const existing = existingFunction(this, decision.handler);
    const { fn, uri, grant, integration, permission } = existing
      ? this.useFunction(api, shared, decision, existing)
      : this.createFunction(api, decision);
    const route = this.createRoute(api, decision, integration);
    const routeResponse = isAnswered(decision) ? this.createResponse(api, route) : undefined;
    this.nodes = { function: fn, permission, integration, route, routeResponse };

    lockAuth(this, api, { ...decision, route, permission, grant });
    requireScopes(this, decision);
    if (!existing) this.checkOwnPermission(messageScopes(decision) !== undefined);
    if (decision.auth.kind !== "none") {
      const caller = { resource: integration, argument: "integration_uri", of: "route" } as const;
      forbidPublicUrls(this, fn ?? String(decision.handler), caller);
    }
    this.guard(api, decision, { uri, grant });
    addRules(this, route, routeRules);
    if (fn) this.checkTimeouts(Function.isFunction(fn) ? fn.nodes.function : fn);
  }

  private createFunction(api: RouteApi, decision: RouteDecision) {
    const { handler, transform, routeKey, reply, permission } = decision;
    const defaults: FunctionArgs = {
      // Lambda allows 256 characters.
      description: `${api.scope.node.id} route ${routeKey}`.slice(0, 256),
      ...functionArgs(this, handler),
    };
    const args = mergeArgs(this, defaults, api.handlerTransform);
    const scopes = messageScopes(decision);
    const variables = scopes && guardVariables({ api, routeKey, reply, scopes, expire: expireOf(decision) });
    const fn = new Function(this, "Handler", withInternals(args, { variables }), api.placement);
    const { provider } = api.placement;
    const created: Integration = createIntegration(this, api, {
      ...{ target: functionTarget(fn), provider, permission, transform: transform?.integration },
      // Lazy, because a transform may change the key, and the route refers to the integration.
      sourceArn: Lazy.stringValue({
        produce: () => routeSource(api.executionArn, String(this.nodes.route.routeKeyInput)),
      }),
    });
    return { ...created, fn };
  }

  private checkOwnPermission(isKeyLocked: boolean): void {
    const { permission, route } = this.nodes;
    if (permission && !isKeyLocked) requirePermittedKey(this, this.routeKey, route);
    const remedy = isKeyLocked ? 'Remove "permission".' : 'Create the permission for it, or remove "permission".';
    if (!permission)
      warn(
        this,
        `"permission" is false, so nothing allows API Gateway to invoke the function of the route ${quoted(this.routeKey)}, which the route creates. ${remedy}`,
      );
  }

  private checkTimeouts(fn: LambdaFunction): void {
    // Another integration may invoke the function asynchronously.
    if (this.nodes.integration.integrationTypeInput === "AWS_PROXY")
      requireSynchronous(this, fn, `the route ${quoted(this.routeKey)}`);
    const { timeoutInput } = fn;
    if (timeoutInput === undefined || Token.isUnresolved(timeoutInput) || timeoutInput <= maxIntegrationTimeout) return;
    warn(
      this,
      `"timeout" of the function of the route ${quoted(this.routeKey)} is ${timeoutInput} seconds, but API Gateway waits only ${maxIntegrationTimeout} seconds: the client gets an error while the function keeps running. Set a shorter timeout, or pass the work to a queue.`,
    );
  }

  private useFunction(
    api: RouteApi,
    integrations: SharedIntegrations,
    decision: RouteDecision,
    existing: ExistingFunction,
  ) {
    if (api.handlerTransform)
      warn(
        this,
        `"transform.route.handler" is not applied to the route ${quoted(decision.routeKey)}: its function was created elsewhere. Change the function where it is created.`,
      );
    const shared = integrations.getOrCreate(api, this, decision, existing);
    return { ...shared, fn: existing.function };
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
    return new Apigatewayv2Route(
      this,
      "Route",
      applyTransform(this, "Route", config, transform?.route, Apigatewayv2Route),
    );
  }

  /** Registers the route with the guard of its function, and locks what the guard depends on. */
  private guard(api: RouteApi, decision: RouteDecision, { uri, grant }: Pick<Integration, "uri" | "grant">): void {
    const { routeKey, reply, handler } = decision;
    const { route, integration, routeResponse, permission, function: fn } = this.nodes;
    const scopes = messageScopes(decision);
    if (scopes && routeResponse) lockGuarded(this, api, { routeKey, route, integration, uri, routeResponse });
    const expire = expireOf(decision);
    const served = { scope: this, api, routeKey, reply, scopes, expire, route, permission, grant };
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

function expireOf({ auth }: RouteDecision): Expire | undefined {
  return auth.kind === "jwt" ? auth.expire : undefined;
}

// The guard of a route with scopes answers the messages that it rejects.
function isAnswered(decision: RouteDecision): boolean {
  return decision.reply || messageScopes(decision) !== undefined;
}
