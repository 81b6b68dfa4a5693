import { createHash } from "node:crypto";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type Expire, requireNonEmpty, type Scopes } from "../authorizer/auth";
import { appState, type StateEntry } from "../core/app-state";
import { pathInStack } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { FunctionsOfApp } from "../function/closed-functions";
import type { Function } from "../function/function";
import { findFunction, functionAddress } from "../function/function-target";
import type { InvokeGrant } from "../function/invoke-permission";
import { runtimeFile } from "../function/runtime-file";
import { addVariable, lockCode, wrapFunction, wrapProblem } from "../function/wrapping";
import { escapeTemplate } from "../terraform/expressions";
import { jsonencode } from "../terraform/json";
import type { RenderedStack } from "../terraform/rendered-stack";
import { resolveValue } from "../terraform/tokens";
import { addCheck, addSearch, driftFindings, type Finding } from "../validation/checks";
import type { RouteApi } from "./route-args";

const guardVariablePrefix = "WEBSOCKET_ROUTE_";

/** A route of an API, with what the guard of its function depends on. */
export interface ServedRoute {
  /** The route construct, for messages. */
  readonly scope: Construct;
  readonly api: RouteApi;
  readonly routeKey: string;
  /** Whether the client receives the handler's return value. */
  readonly reply: boolean;
  /** Each message needs one of these scopes; undefined where the route accepts every message. */
  readonly scopes: Scopes | undefined;
  /** What the guard does with messages of a client whose token has expired. */
  readonly expire: Expire | undefined;
  readonly route: Apigatewayv2Route;
  /** Undefined where the route has none. */
  readonly permission: LambdaPermission | undefined;
  readonly grant: InvokeGrant;
}

const guardsOfApp: StateEntry<Guards> = { name: "guards", create: () => new Guards() };

/**
 * The functions of an app that serve routes. A function with a scoped route gets a guard, which reads all its routes.
 */
export class Guards {
  public static of(scope: Construct): Guards {
    return appState(scope, guardsOfApp);
  }

  private readonly served = new Map<string, ServedFunction>();

  /**
   * Registers a route with the function that serves it.
   *
   * @throws ValidationError for scopes that no guard can check
   */
  public serve(route: ServedRoute, fn: string | Function | LambdaFunction): void {
    const address = functionAddress(route.scope, fn);
    const served = (address !== undefined && this.served.get(address)) || new ServedFunction();
    if (address !== undefined) this.served.set(address, served);
    served.add(route);
    if (route.scopes) served.guard(findFunction(route.scope, fn), route);
    served.describeRoutes();
  }
}

/** A function and the routes that it serves, of one or more APIs. */
class ServedFunction {
  private readonly routes: ServedRoute[] = [];
  private readonly undescribed: ServedRoute[] = [];
  private guarded: Function | undefined;

  public add(route: ServedRoute): void {
    this.routes.push(route);
    this.undescribed.push(route);
  }

  /** Wraps the function's handler with the guard. */
  public guard(fn: Function | LambdaFunction | undefined, route: ServedRoute): void {
    if (this.guarded) return;
    const problem = wrapProblem(fn);
    if (problem !== undefined)
      throw new ValidationError(
        route.scope,
        `"auth.jwt.scopes" of the route ${quoted(route.routeKey)} can't be checked: the handler can't have a guard, because ${problem}; got ${quoted(resolveValue(route.scope, route.scopes))}. Pass the path of its source or an aws.Function, or remove the scopes.`,
      );
    this.guarded = fn as Function;
    wrapFunction(this.guarded, { module: runtimeFile("scope-guard"), export: "guardScopes" });
    lockCode(this.guarded);
    addCheck({ owner: this.guarded, find: (stack) => this.routes.flatMap((served) => routeDrift(stack, served)) });
    FunctionsOfApp.of(this.guarded).close(this.guarded.nodes.function);
    this.forbidStrayVariables(this.guarded);
  }

  /** Passes new routes to the guard, if the function has one. */
  public describeRoutes(): void {
    if (!this.guarded) return;
    for (const route of this.undescribed.splice(0)) {
      requireSameStack(this.guarded, route);
      for (const [name, text] of Object.entries(guardVariables(route))) addVariable(this.guarded, name, text);
    }
  }

  // The guard trusts every variable with its prefix.
  private forbidStrayVariables(fn: Function): void {
    addSearch(fn, (stack) => {
      const variables = stack.attributes(fn.nodes.function)?.blocks("environment")[0]?.entries("variables") ?? [];
      const own = this.routes.map(variableName);
      const stray = variables.find(([name]) => name.startsWith(guardVariablePrefix) && !own.includes(name));
      if (stray === undefined) return undefined;
      return `"environment" can't set ${quoted(stray[0])}: the guard of the function reads its routes and their scopes from variables with the prefix ${quoted(guardVariablePrefix)}; got ${quoted(stray[1])}. Remove or rename it.`;
    });
  }
}

// Routes without scopes are checked too. Every caller of the function can send events with any route and any scopes,
// and the guard rejects every message of a route key that it does not have.
function routeDrift(stack: RenderedStack, served: ServedRoute): readonly Finding[] {
  const { scope: owner, api, routeKey, route, permission, grant } = served;
  const reason = (drift: string) =>
    `An override or an aspect can't change who may invoke the function of the route ${quoted(routeKey)}: it serves routes with scopes, and other callers could bypass them; got ${drift}. Undo that change.`;
  const callers = permission ? driftFindings(stack, permission, grant, { owner, reason }) : [];
  const key = { route_key: escapeTemplate(routeKey), api_id: api.apiId };
  const keys = driftFindings(stack, route, key, {
    owner,
    optional: true,
    ignored: ["count", "for_each", "ignore_changes"],
    reason: (drift) =>
      `"transform.route" can't change the key or the API of the route ${quoted(routeKey)}: its function checks scopes by the route's key and API; got ${drift}. Pass the key to route(), or undo the change of the API.`,
  });
  return [...callers, ...keys];
}

// The guard needs the API's id, and the API needs the function. Stacks that depend on each other can't be deployed.
function requireSameStack(fn: Function, { scope, routeKey, scopes }: ServedRoute): void {
  const [functionStack, apiStack] = [TerraformStack.of(fn), TerraformStack.of(scope)];
  if (functionStack === apiStack) return;
  throw new ValidationError(
    scope,
    scopes
      ? `"auth.jwt.scopes" of the route ${quoted(routeKey)} can't be checked by a function of another stack: the stacks would depend on each other; got a function of the stack ${quoted(functionStack.node.id)} for an API of ${quoted(apiStack.node.id)}. Create the function in the API's stack.`
      : `"handler" of the route ${quoted(routeKey)} can't be a function of another stack that has a guard, which would reject its messages; got ${quoted(fn.node.path)} for an API of ${quoted(apiStack.node.id)}. Create a function in this stack, from the same source.`,
  );
}

/** The properties of a route that its guard reads. */
type DescribedRoute = Pick<ServedRoute, "api" | "routeKey" | "reply" | "scopes" | "expire">;

/** The environment variable from which the guard reads one route. */
export function guardVariables(route: DescribedRoute): Readonly<Record<string, string>> {
  const { api, routeKey, reply, scopes } = route;
  const expire = scopes && route.expire === "ignore" ? route.expire : undefined;
  const value = { api: api.apiId, route: routeKey, reply, scopes: scopes ? requireNonEmpty(scopes) : null, expire };
  return { [variableName(route)]: jsonencode(value) };
}

// The API's path and the route key together are unique in the stack.
function variableName({ api, routeKey }: DescribedRoute): string {
  const text = JSON.stringify([pathInStack(api.scope), routeKey]);
  return `${guardVariablePrefix}${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}
