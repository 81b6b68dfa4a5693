import type { ITerraformDependable } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import {
  type Auth,
  type AuthOfRoute,
  decideAuth,
  describeAuth,
  findUnmetAuth,
  isLoosened,
  type KnownAuthorizer,
  requireNonEmpty,
  type Scopes,
} from "../authorizer/auth";
import { type ApiGatewayV2Authorizer, isAuthorizer, setConnectScopes } from "../authorizer/authorizer";
import type { Authorizers } from "../authorizer/authorizers";
import { constructId } from "../core/names";
import { quoted, ValidationError, warn } from "../core/validation-error";
import type { RenderedStack } from "../terraform/rendered-stack";
import { applyArgsTransform, dependOnLater, type Transform } from "../terraform/resource-config";
import { originExpression, resolveValue } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import { SharedIntegrations } from "./integration";
import { ApiGatewayWebSocketRoute } from "./route";
import type { ApiGatewayWebSocketRouteArgs, RouteApi, RouteHandler } from "./route-args";
import { requireKnownRouteArguments } from "./route-checks";
import { looksLikeHttp, requireRouteKey, requireUnwritten } from "./route-key";

/** AWS's default quota of routes for one API, which it raises on request. */
const routeQuota = 300;

/** Adds routes to an API, and checks what concerns several of them. */
export class Routes {
  private readonly auth: RouteAuthDecisions;
  private readonly shared = new SharedIntegrations();
  private readonly normalizedKeys = new Set<string>();

  constructor(
    private readonly api: RouteApi,
    private readonly declared: DeclaredRoutes,
    authorizers: Authorizers,
    private readonly transform: Transform<ApiGatewayWebSocketRouteArgs> | undefined,
  ) {
    this.auth = new RouteAuthDecisions(api.scope, authorizers);
    addSearch(api.scope, (stack) => this.problem(stack));
  }

  public add(routeKey: string, handler: RouteHandler, args: ApiGatewayWebSocketRouteArgs): ApiGatewayWebSocketRoute {
    this.checkKey(routeKey);
    requireUnwritten(this.scope, routeKey);
    requireKnownRouteArguments(this.scope, args);
    const declared = this.auth.declared(routeKey, args.auth);
    const final = applyArgsTransform(this.scope, constructId("Route", routeKey), args, this.transform);
    requireKnownRouteArguments(this.scope, final);
    const auth = this.auth.afterTransform(routeKey, declared, final.auth);
    const authorizer = this.auth.authorizer(routeKey, auth);
    const route = new ApiGatewayWebSocketRoute(this.api, this.shared, {
      routeKey,
      handler,
      auth,
      authorizerId: authorizer?.id,
      reply: this.reply(routeKey, args, final),
      permission: final.permission ?? true,
      // Otherwise the first clients get an error, because API Gateway may not invoke the authorizer yet.
      dependsOn: routeKey === "$connect" && authorizer ? [authorizer.nodes.permission] : [],
      transform: final.transform,
    });
    this.declared.add(route, auth);
    this.normalizedKeys.add(routeKey.normalize());
    if (routeKey !== "$connect" && auth.kind !== "none") dependOnLater(route.nodes.route, () => this.connect());
    this.warnOfQuota();
    return route;
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  // Where both are added to a deployed API, a route that relies on $connect must not be live before it.
  private connect(): readonly ITerraformDependable[] {
    const connect = this.declared.find("$connect");
    return connect ? [connect.nodes.route] : [];
  }

  private checkKey(routeKey: string): void {
    requireRouteKey(this.scope, routeKey);
    // Terraform normalizes strings, so keys that differ only in their Unicode form are equal to it.
    if (this.normalizedKeys.has(routeKey.normalize()))
      throw new ValidationError(
        this.scope,
        `"route" has to be unique in its API; got ${quoted(routeKey)} twice. Rename one of them.`,
      );
    if (looksLikeHttp(routeKey))
      warn(
        this.scope,
        `The route ${quoted(routeKey)} looks like the method and path of an HTTP API. A WebSocket API compares it with the message's "action".`,
      );
  }

  // AWS has no route response for these two routes. A transform for all routes skips them.
  private reply(routeKey: string, args: ApiGatewayWebSocketRouteArgs, final: ApiGatewayWebSocketRouteArgs): boolean {
    const hasNoReply = routeKey === "$connect" || routeKey === "$disconnect";
    if (hasNoReply && args.reply === true)
      throw new ValidationError(
        this.scope,
        `"reply" can't be true on the route ${quoted(routeKey)}: AWS sends no reply there; got true. Leave it out.`,
      );
    return final.reply === true && !hasNoReply;
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
      return `"route" is missing: AWS can't deploy an API without routes; got none. Add api.route("$default", "src/default.handler").`;
    return findUnmetAuth(this.declared.auths())?.problem ?? this.repeatedKey(stack);
  }

  private repeatedKey(stack: RenderedStack): string | undefined {
    const keys = this.declared.keysIn(stack);
    const duplicate = keys.find((key, index) => keys.indexOf(key) !== index);
    if (duplicate === undefined) return undefined;
    return `"transform.route.routeKey" has to be unique in its API; got ${quoted(duplicate)} twice. Rename one of them.`;
  }
}

/** The routes of an API, in the order they were declared. */
export class DeclaredRoutes {
  private readonly declared = new Map<string, { readonly route: ApiGatewayWebSocketRoute; readonly auth: Auth }>();

  public get size(): number {
    return this.declared.size;
  }

  public add(route: ApiGatewayWebSocketRoute, auth: Auth): void {
    this.declared.set(route.routeKey, { route, auth });
  }

  public find(routeKey: string): ApiGatewayWebSocketRoute | undefined {
    return this.declared.get(routeKey)?.route;
  }

  public auths(): readonly AuthOfRoute[] {
    return [...this.declared].map(([routeKey, { auth }]) => ({ routeKey, auth }));
  }

  /** Resources that the first deployment of the API needs. */
  public resources(): readonly ITerraformDependable[] {
    return [...this.declared.values()].flatMap(({ route: { nodes } }) => [
      nodes.route,
      ...(nodes.routeResponse ? [nodes.routeResponse] : []),
    ]);
  }

  /** Whether a route has auth. */
  public haveAuth(): boolean {
    return [...this.declared.values()].some(({ auth }) => auth.kind !== "none");
  }

  /** The name of the resource of `$connect` in Terraform. */
  public connectName(): string | undefined {
    return this.find("$connect")?.nodes.route.friendlyUniqueId;
  }

  /** The rendered keys of the routes, except those known only after apply. */
  public keysIn(stack: RenderedStack): readonly string[] {
    return [...this.declared.values()].flatMap(
      ({ route }) => stack.attributes(route.nodes.route)?.string("route_key") ?? [],
    );
  }
}

type Declaration = ApiGatewayWebSocketRouteArgs["auth"];

/** Validates the auth of an API's routes, before and after `transform.route.args`. */
export class RouteAuthDecisions {
  constructor(
    private readonly scope: Construct,
    private readonly authorizers: Authorizers,
  ) {}

  /** The auth that a route declares. */
  public declared(routeKey: string, auth: Declaration): Auth {
    const decided = this.decide(routeKey, auth);
    if (routeKey === "$disconnect" && decided.kind === "jwt" && decided.scopes)
      throw new ValidationError(
        this.scope,
        `"auth.jwt.scopes" can't be set on the route "$disconnect": the handler could not clean up after clients without them; got ${quoted(resolveValue(this.scope, decided.scopes))}. Remove the scopes.`,
      );
    return decided;
  }

  /** The auth after the transform, which may restrict but not loosen it. */
  public afterTransform(routeKey: string, declared: Auth, auth: Declaration): Auth {
    const decided = this.decide(routeKey, auth);
    const read = (scopes: Scopes) => resolveValue(this.scope, scopes);
    if (isLoosened(declared, decided, read))
      throw new ValidationError(
        this.scope,
        `"transform.route.args" can't remove or loosen the "auth" of the route ${quoted(routeKey)}; got ${describeAuth(decided, read)} in place of ${describeAuth(declared, read)}. Change "auth" of the route itself.`,
      );
    // The transform is for all routes, but $disconnect can't have scopes.
    return routeKey === "$disconnect" && decided.kind === "jwt" ? { ...decided, scopes: undefined } : decided;
  }

  /** The authorizer of a validated auth. Marks it as used, and passes it the scopes of `$connect`. */
  public authorizer(routeKey: string, auth: Auth): ApiGatewayV2Authorizer | undefined {
    if (!("authorizer" in auth)) return undefined;
    const authorizer = this.authorizers.all().find(({ name }) => name === auth.authorizer);
    if (authorizer === undefined) return undefined;
    this.authorizers.markUsed(authorizer);
    if (routeKey === "$connect" && auth.kind === "jwt" && auth.scopes)
      authorizer[setConnectScopes](requireNonEmpty(auth.scopes));
    return authorizer;
  }

  private decide(routeKey: string, auth: Declaration): Auth {
    const decision = decideAuth(auth, (id) => this.find(id));
    if ("auth" in decision) return decision.auth;
    throw new ValidationError(this.scope, `${decision.problem} Route: ${quoted(routeKey)}.`);
  }

  private find(id: string): KnownAuthorizer | undefined {
    const own = this.authorizers.find(id);
    if (own) return own;
    const expression = originExpression(this.scope, id);
    const hasId = (found: IConstruct) => isAuthorizer(found) && originExpression(this.scope, found.id) === expression;
    const other = this.scope.node.root.node.findAll().find(hasId) as ApiGatewayV2Authorizer | undefined;
    return other && { name: other.name, kind: other.kind, otherApi: other.node.scope?.node.path };
  }
}
