import { type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { addSearch } from "../core/checks";
import { constructId } from "../core/naming";
import type { RenderedStack } from "../core/rendered-stack";
import { requireRule } from "../core/rule";
import { type Transform, transformed } from "../core/transform";
import { quoted, ValidationError } from "../core/validation-error";
import { waitForLater } from "../core/wait-for-later";
import { warn } from "../core/warning";
import { unmetAuth } from "../route/auth";
import type { DeclaredRoutes } from "../route/declared-routes";
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

/** Adds routes to an API, and checks what has to hold of all of them together. */
export class Routes {
  private readonly auth: RouteAuth;
  private readonly shared = new SharedIntegrations();
  private readonly normalized = new Set<string>();

  constructor(
    private readonly api: RouteApi,
    private readonly declared: DeclaredRoutes,
    authorizers: Authorizers,
    private readonly transform: Transform<ApiGatewayWebSocketRouteArgs> | undefined,
  ) {
    this.auth = new RouteAuth(api.scope, authorizers);
    addSearch(api.scope, (stack) => this.problem(stack));
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
      // The first client would get an error while API Gateway may not ask the authorizer yet.
      dependsOn: routeKey === "$connect" && authorizer ? [authorizer.nodes.permission] : [],
      transform: final.transform,
    });
    this.declared.add(route, auth);
    this.normalized.add(routeKey.normalize());
    if (routeKey !== "$connect" && auth.kind !== "none") waitForLater(route.nodes.route, () => this.connect());
    this.warnOfQuota();
    return route;
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  // A route that relies on $connect must not be live before it, where a deployed API gets both at once.
  private connect(): readonly ITerraformDependable[] {
    const connect = this.declared.find("$connect");
    return connect ? [connect.nodes.route] : [];
  }

  private checkKey(routeKey: string): void {
    if (Token.isUnresolved(routeKey))
      throw new ValidationError(
        this.scope,
        `"route" has to be known at synthesis; got a reference. Write the key out.`,
      );
    requireRule(this.scope, "route-key", routeKeyProblem(routeKey));
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

  private warnOfQuota(): void {
    if (this.declared.size !== routeQuota + 1) return;
    warn(
      this.scope,
      `The API has more than ${routeQuota} routes, AWS's default quota. Ask AWS to raise "Routes per WebSocket API" before you deploy.`,
    );
  }

  private problem(stack: RenderedStack): string | undefined {
    if (this.declared.size === 0)
      return `"route" is missing: AWS deploys no API without routes; got none. Add one, such as api.route("$default", "src/default.handler").`;
    return unmetAuth(this.declared.auths())?.problem ?? this.repeatedKey(stack);
  }

  private repeatedKey(stack: RenderedStack): string | undefined {
    const keys = this.declared.keysIn(stack);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice === undefined) return undefined;
    return `"transform.route.routeKey" has to be unique in its API; got ${quoted(twice)} twice. Rename one of the two routes.`;
  }
}
