import { type ITerraformDependable, Token } from "cdktf";
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
import { type ApiGatewayV2Authorizer, askScopes, isAuthorizer } from "../authorizer/authorizer";
import type { Authorizers } from "../authorizer/authorizers";
import { constructId } from "../core/names";
import { quoted, ValidationError, warn } from "../core/validation-error";
import type { RenderedStack } from "../terraform/rendered-stack";
import { applyTransform, dependOnLater, type Transform } from "../terraform/resource-config";
import { originExpression, resolveValue } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import { requireRule } from "../validation/rule";
import { SharedIntegrations } from "./integration";
import { ApiGatewayWebSocketRoute } from "./route";
import type { ApiGatewayWebSocketRouteArgs, RouteApi, RouteHandler } from "./route-args";
import { looksLikeHttp, requireKnownRouteArguments, routeKeyProblem } from "./route-checks";

/** AWS's default quota of routes for one API, which it raises on request. */
const routeQuota = 300;

/** Adds routes to an API, and checks what has to hold of all of them together. */
export class Routes {
  private readonly auth: RouteAuthDecisions;
  private readonly shared = new SharedIntegrations();
  private readonly normalized = new Set<string>();

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
    requireKnownRouteArguments(this.scope, args);
    const declared = this.auth.declared(routeKey, args.auth);
    const final = applyTransform(this.scope, constructId("Route", routeKey), args, this.transform);
    requireKnownRouteArguments(this.scope, final);
    const auth = this.auth.afterTransform(routeKey, declared, final.auth);
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
    if (routeKey !== "$connect" && auth.kind !== "none") dependOnLater(route.nodes.route, () => this.connect());
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
    return findUnmetAuth(this.declared.auths())?.problem ?? this.repeatedKey(stack);
  }

  private repeatedKey(stack: RenderedStack): string | undefined {
    const keys = this.declared.keysIn(stack);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice === undefined) return undefined;
    return `"transform.route.routeKey" has to be unique in its API; got ${quoted(twice)} twice. Rename one of the two routes.`;
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

  /** What is missing from an API that is deployed before its routes. */
  public resources(): readonly ITerraformDependable[] {
    return [...this.declared.values()].flatMap(({ route: { nodes } }) => [
      nodes.route,
      ...(nodes.routeResponse ? [nodes.routeResponse] : []),
    ]);
  }

  /** The keys of the routes as they will be deployed, without those that only Terraform knows. */
  public keysIn(stack: RenderedStack): readonly string[] {
    return [...this.declared.values()].flatMap(
      ({ route }) => stack.attributes(route.nodes.route)?.string("route_key") ?? [],
    );
  }
}

type Declaration = ApiGatewayWebSocketRouteArgs["auth"];

/** Decides the auth of an API's routes, as they declare it and as `transform.route.args` leaves it. */
export class RouteAuthDecisions {
  constructor(
    private readonly scope: Construct,
    private readonly authorizers: Authorizers,
  ) {}

  /** What a route declares. */
  public declared(routeKey: string, auth: Declaration): Auth {
    const decided = this.decide(routeKey, auth);
    if (routeKey === "$disconnect" && decided.kind === "jwt" && decided.scopes)
      throw new ValidationError(
        this.scope,
        `"auth.jwt.scopes" can't be set on the route "$disconnect": for a client without them nothing would be cleaned up; got ${quoted(resolveValue(this.scope, decided.scopes))}. Leave the scopes out.`,
      );
    return decided;
  }

  /** What the route has after the transform, which may close it further. */
  public afterTransform(routeKey: string, declared: Auth, auth: Declaration): Auth {
    const decided = this.decide(routeKey, auth);
    const read = (scopes: Scopes) => resolveValue(this.scope, scopes);
    if (isLoosened(declared, decided, read))
      throw new ValidationError(
        this.scope,
        `"transform.route.args" may not take the "auth" of the route ${quoted(routeKey)} away, or let further scopes in; got ${describeAuth(decided, read)} in place of ${describeAuth(declared, read)}. Change the auth of the route itself.`,
      );
    // Meant for all routes, the scopes are for those that messages come to.
    return routeKey === "$disconnect" && decided.kind === "jwt" ? { ...decided, scopes: undefined } : decided;
  }

  /** The authorizer that a decided auth names, which is told of its use. */
  public authorizer(routeKey: string, auth: Auth): ApiGatewayV2Authorizer | undefined {
    if (!("authorizer" in auth)) return undefined;
    const authorizer = this.authorizers.all().find(({ name }) => name === auth.authorizer);
    if (authorizer === undefined) return undefined;
    this.authorizers.markUsed(authorizer);
    if (routeKey === "$connect" && auth.kind === "jwt" && auth.scopes)
      authorizer[askScopes](requireNonEmpty(auth.scopes));
    return authorizer;
  }

  private decide(routeKey: string, auth: Declaration): Auth {
    const decision = decideAuth(auth, (id) => this.find(id));
    if ("auth" in decision) return decision.auth;
    throw new ValidationError(this.scope, `${decision.problem} It is the route ${quoted(routeKey)}.`);
  }

  private find(id: string): KnownAuthorizer | undefined {
    const own = this.authorizers.find(id);
    if (own) return own;
    const expression = originExpression(this.scope, id);
    const isIt = (found: IConstruct) => isAuthorizer(found) && originExpression(this.scope, found.id) === expression;
    const other = this.scope.node.root.node.findAll().find(isIt) as ApiGatewayV2Authorizer | undefined;
    return other && { name: other.name, kind: other.kind, otherApi: other.node.scope?.node.path };
  }
}
