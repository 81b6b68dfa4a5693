import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { dependable, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { judge, type Read } from "../core/judge";
import { constructId } from "../core/naming";
import { type Transform, transformed } from "../core/transform";
import { quoted, ValidationError } from "../core/validation-error";
import { warn } from "../core/warning";
import { type Auth, unmetAuth } from "../route/auth";
import { refuseUnknownOfRoute } from "../route/known-route-arguments";
import { ApiGatewayWebSocketRoute } from "../route/route";
import type { RouteApi } from "../route/route-api";
import type { ApiGatewayWebSocketRouteArgs, RouteHandler } from "../route/route-args";
import { looksLikeHttp, routeKeyProblem } from "../route/route-rules";
import { SharedIntegrations } from "../route/shared-integrations";
import type { Authorizers } from "./authorizers";
import { RouteAuth } from "./route-auth";

/** AWS's default quota of routes for one API, which it raises on request. */
const routeQuota = 300;

/** The routes of an API, in the order they were declared, and what has to hold of all of them together. */
export class Routes {
  private readonly auth: RouteAuth;
  private readonly shared = new SharedIntegrations();
  private readonly normalized = new Set<string>();
  private readonly declared = new Map<string, { readonly route: ApiGatewayWebSocketRoute; readonly auth: Auth }>();

  constructor(
    private readonly api: RouteApi,
    private readonly stage: Apigatewayv2Stage,
    authorizers: Authorizers,
    private readonly transform: Transform<ApiGatewayWebSocketRouteArgs> | undefined,
  ) {
    this.auth = new RouteAuth(api.scope, authorizers);
    judge(api.scope, (read) => this.check(read));
  }

  /** The keys of the routes as they will be deployed, those that only Terraform knows left out. */
  public keysIn(read: Read): readonly string[] {
    return [...this.declared.values()].flatMap(({ route }) => read(route.nodes.route)?.string("route_key") ?? []);
  }

  public add(routeKey: string, handler: RouteHandler, args: ApiGatewayWebSocketRouteArgs): ApiGatewayWebSocketRoute {
    this.checkKey(routeKey);
    refuseUnknownOfRoute(this.scope, args);
    const declared = this.auth.declared(routeKey, args.auth);
    const final = transformed(this.scope, constructId("Route", routeKey), args, this.transform);
    refuseUnknownOfRoute(this.scope, final);
    const auth = this.auth.final(routeKey, declared, final.auth);
    const authorizer = this.auth.authorizer(routeKey, auth);
    const route = new ApiGatewayWebSocketRoute(this.api, this.shared, {
      routeKey,
      handler,
      auth,
      authorizerId: authorizer?.id,
      reply: this.reply(routeKey, args, final),
      transform: final.transform,
    });
    this.declared.set(routeKey, { route, auth });
    this.normalized.add(routeKey.normalize());
    this.haveStageWait(route);
    this.haveGuardedWait(routeKey);
    // The first client would get an error while API Gateway may not ask the authorizer yet.
    if (routeKey === "$connect" && authorizer) haveWait(route, authorizer.nodes.permission);
    if (this.declared.size === routeQuota + 1)
      warn(
        this.scope,
        `The API has more than ${routeQuota} routes, AWS's default quota. Ask AWS to raise "Routes per WebSocket API" before you deploy.`,
      );
    return route;
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  private checkKey(routeKey: string): void {
    const problem = routeKeyProblem(routeKey);
    if (problem !== undefined) throw new ValidationError(this.scope, problem);
    // Terraform makes one of two keys that differ in their Unicode form alone.
    if (this.normalized.has(routeKey.normalize()))
      throw new ValidationError(
        this.scope,
        `"route" has to be unique in its API; got ${quoted(routeKey)} twice. Take one of the two out, or rename it.`,
      );
    if (looksLikeHttp(routeKey))
      warn(
        this.scope,
        `The route ${quoted(routeKey)} reads like a method and path of an HTTP API. A WebSocket API takes it as plain text, to be sent as the message's "action".`,
      );
  }

  // AWS has no route response for these two. Asked for all routes at once, it is meant for those that can have one.
  private reply(routeKey: string, args: ApiGatewayWebSocketRouteArgs, final: ApiGatewayWebSocketRouteArgs): boolean {
    const silent = routeKey === "$connect" || routeKey === "$disconnect";
    if (silent && args.reply === true)
      throw new ValidationError(
        this.scope,
        `"reply" can't be true on the route ${quoted(routeKey)}: no message asks for an answer there; got true. Leave it out.`,
      );
    return final.reply === true && !silent;
  }

  // A stage that is deployed before its routes would answer the first clients with errors.
  private haveStageWait({ nodes }: ApiGatewayWebSocketRoute): void {
    const waitFor = [nodes.route, ...(nodes.routeResponse ? [nodes.routeResponse] : [])];
    const dependsOn = this.stage.dependsOn ?? [];
    dependsOn.push(...waitFor.map(dependable));
    this.stage.dependsOn = dependsOn;
  }

  // A route that relies on $connect must not be live before it, where a deployed API gets both at once.
  private haveGuardedWait(routeKey: string): void {
    const connect = this.declared.get("$connect");
    if (connect === undefined) return;
    for (const [key, { route, auth }] of this.declared)
      if (key !== "$connect" && auth.kind !== "none" && (key === routeKey || routeKey === "$connect"))
        haveWait(route, connect.route.nodes.route);
  }

  private check(read: Read): void {
    if (this.declared.size === 0)
      throw new ValidationError(
        this.scope,
        `"route" is missing: AWS deploys no API without routes; got none. Add one, such as api.route("$default", "src/default.handler").`,
      );
    const routes = [...this.declared].map(([routeKey, { auth }]) => ({ routeKey, auth }));
    const unmet = unmetAuth(routes);
    if (unmet) throw new ValidationError(this.scope, unmet.problem);
    this.checkUnique(read);
  }

  private checkUnique(read: Read): void {
    const keys = this.keysIn(read);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice === undefined) return;
    throw new ValidationError(
      this.scope,
      `"transform.route.routeKey" has to be unique in its API; got ${quoted(twice)} twice. Rename one of the two routes.`,
    );
  }
}

function haveWait({ nodes }: ApiGatewayWebSocketRoute, first: ITerraformDependable): void {
  nodes.route.dependsOn = [...(nodes.route.dependsOn ?? []), dependable(first)];
}
