import type { Construct, IConstruct } from "constructs";
import { type ApiGatewayV2Authorizer, askScopes, isAuthorizer } from "../authorizer/authorizer";
import { originExpression } from "../core/origin-expression";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
import { type Auth, decideAuth, type KnownAuthorizer, takenAway, told } from "../route/auth";
import type { ApiGatewayWebSocketRouteArgs } from "../route/route-args";
import { neverEmpty, type Scopes } from "../route/scopes";
import type { Authorizers } from "./authorizers";

type Declaration = ApiGatewayWebSocketRouteArgs["auth"];

/** Decides the auth of an API's routes, as they declare it and as `transform.route.args` leaves it. */
export class RouteAuth {
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
        `"auth.jwt.scopes" can't be set on the route "$disconnect": for a client without them nothing would be cleaned up; got ${quoted(resolved(this.scope, decided.scopes))}. Leave the scopes out.`,
      );
    return decided;
  }

  /** What the route has after the transform, which may close it further. */
  public final(routeKey: string, declared: Auth, auth: Declaration): Auth {
    const decided = this.decide(routeKey, auth);
    const read = (scopes: Scopes) => resolved(this.scope, scopes);
    if (takenAway(declared, decided, read))
      throw new ValidationError(
        this.scope,
        `"transform.route.args" may not take the "auth" of the route ${quoted(routeKey)} away, or let further scopes in; got ${told(decided, read)} in place of ${told(declared, read)}. Change the auth of the route itself.`,
      );
    // Meant for all routes, the scopes are for those that messages come to.
    return routeKey === "$disconnect" && decided.kind === "jwt" ? { ...decided, scopes: undefined } : decided;
  }

  /** The authorizer that a decided auth names, which is told of its use. */
  public authorizer(routeKey: string, auth: Auth): ApiGatewayV2Authorizer | undefined {
    if (!("authorizer" in auth)) return undefined;
    const authorizer = this.authorizers.all().find(({ name }) => name === auth.authorizer);
    if (authorizer === undefined) return undefined;
    this.authorizers.used(authorizer);
    if (routeKey === "$connect" && auth.kind === "jwt" && auth.scopes) authorizer[askScopes](neverEmpty(auth.scopes));
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
