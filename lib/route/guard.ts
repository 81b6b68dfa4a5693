import { createHash } from "node:crypto";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { requireNonEmpty, type Scopes } from "../authorizer/auth";
import { appState, type StateEntry } from "../core/app-state";
import { pathInStack } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { runtimeFile } from "../function/code";
import type { Function } from "../function/function";
import { findFunction, functionAddress, type InvokeGrant } from "../function/function-target";
import { addVariable, lockCode, wrapFunction, wrapProblem } from "../function/wrapping";
import { escapeTemplate, jsonencode } from "../terraform/expressions";
import type { RenderedStack } from "../terraform/rendered-stack";
import { resolveValue } from "../terraform/tokens";
import { addCheck, addSearch, driftFindings, type Finding } from "../validation/checks";
import { forbidPublicInvoke } from "./forbid-public-invoke";
import type { RouteApi } from "./route-args";

const guardVariablePrefix = "WEBSOCKET_ROUTE_";

/** A route of an API, as the function knows it that serves it. */
export interface ServedRoute {
  /** The route itself, which messages name. */
  readonly scope: Construct;
  readonly api: RouteApi;
  readonly routeKey: string;
  /** Whether the client gets what the handler returns. */
  readonly reply: boolean;
  /** The scopes of which each message needs one; undefined where the route takes every message. */
  readonly scopes: Scopes | undefined;
  readonly route: Apigatewayv2Route;
  readonly permission: LambdaPermission;
  readonly grant: InvokeGrant;
}

const guardsOfApp: StateEntry<Guards> = { name: "guards", create: () => new Guards() };

/** The functions of an app that serve routes. Those of a route with scopes get a guard, which knows all their routes. */
export class Guards {
  public static of(scope: Construct): Guards {
    return appState(scope, guardsOfApp);
  }

  private readonly served = new Map<string, ServedFunction>();

  /**
   * Notes a route and the function that serves it.
   *
   * @throws ValidationError for scopes that nothing can hold
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

/** A function and the routes that it serves, of any API. */
class ServedFunction {
  private readonly routes: ServedRoute[] = [];
  private readonly unknown: ServedRoute[] = [];
  private guarded: Function | undefined;

  public add(route: ServedRoute): void {
    this.routes.push(route);
    this.unknown.push(route);
  }

  /** Puts the guard around the function's handler. */
  public guard(fn: Function | LambdaFunction | undefined, route: ServedRoute): void {
    if (this.guarded) return;
    const problem = wrapProblem(fn);
    if (problem !== undefined)
      throw new ValidationError(
        route.scope,
        `"auth.jwt.scopes" of the route ${quoted(route.routeKey)} can't be held: a guard around the handler looks at each message, but ${problem}; got ${quoted(resolveValue(route.scope, route.scopes))}. Give the route the path of its source, or an aws.Function of it, or leave the scopes out.`,
      );
    this.guarded = fn as Function;
    wrapFunction(this.guarded, { module: runtimeFile("scope-guard"), export: "guardScopes" });
    lockCode(this.guarded);
    addCheck({ owner: this.guarded, find: (stack) => this.routes.flatMap((served) => routeDrift(stack, served)) });
    forbidPublicInvoke(this.guarded);
    this.forbidStrayVariables(this.guarded);
  }

  /** Gives the guard, if there is one, the routes that it does not know yet. */
  public describeRoutes(): void {
    if (!this.guarded) return;
    for (const route of this.unknown.splice(0)) {
      requireSameStack(this.guarded, route);
      for (const [name, text] of Object.entries(guardVariables(route))) addVariable(this.guarded, name, text);
    }
  }

  // The guard believes every such variable.
  private forbidStrayVariables(fn: Function): void {
    addSearch(fn, (stack) => {
      const variables = stack.attributes(fn.nodes.function)?.blocks("environment")[0]?.entries("variables") ?? [];
      const own = this.routes.map(variableName);
      const stray = variables.find(([name]) => name.startsWith(guardVariablePrefix) && !own.includes(name));
      if (stray === undefined) return undefined;
      return `"environment" may not set ${quoted(stray[0])}: in variables of such names the guard of the function reads which routes it serves, and the scopes of their "auth"; got ${quoted(stray[1])}. Leave it out.`;
    });
  }
}

// Of routes without scopes too: who may call the function may tell it of any route, and any scopes; and under another
// key the guard would refuse every message.
function routeDrift(stack: RenderedStack, served: ServedRoute): readonly Finding[] {
  const { scope: owner, api, routeKey, route, permission, grant } = served;
  const callers = driftFindings(stack, permission, grant, {
    owner,
    optional: true,
    reason: (drift) =>
      `An override or an aspect may not change who may call the function of the route ${quoted(routeKey)}: it serves routes with scopes, and whoever calls it past the API tells it the scopes; got ${drift}. Take that change back.`,
  });
  const key = { route_key: escapeTemplate(routeKey), api_id: api.apiId };
  const keys = driftFindings(stack, route, key, {
    owner,
    optional: true,
    ignored: ["count", "for_each", "ignore_changes"],
    reason: (drift) =>
      `"transform.route" may not change the key or the API of the route ${quoted(routeKey)}: its function serves routes with scopes, and their guard knows it by these; got ${drift}. Give the key to route(), or give the route a function of its own.`,
  });
  return [...callers, ...keys];
}

// The guard needs the API's id, and the API the function: two stacks that need each other can't be deployed.
function requireSameStack(fn: Function, { scope, routeKey, scopes }: ServedRoute): void {
  const [home, api] = [TerraformStack.of(fn), TerraformStack.of(scope)];
  if (home === api) return;
  throw new ValidationError(
    scope,
    scopes
      ? `"auth.jwt.scopes" of the route ${quoted(routeKey)} can't be held: the function's guard needs the id of the API, and the API the function, so that their stacks would need each other; got a function of the stack ${quoted(home.node.id)} for an API of ${quoted(api.node.id)}. Make the function in the API's stack.`
      : `"handler" of the route ${quoted(routeKey)} can't be a function of another stack whose other routes have scopes: its guard refuses what it can't be told of; got ${quoted(fn.node.path)} for an API of ${quoted(api.node.id)}. Make a function for this route in its own stack, from the same source.`,
  );
}

/** A route as the guard of its function is told of it. */
type DescribedRoute = Pick<ServedRoute, "api" | "routeKey" | "reply" | "scopes">;

/** The environment variable by which the guard of a function knows one of its routes. */
export function guardVariables(route: DescribedRoute): Readonly<Record<string, string>> {
  const { api, routeKey, reply, scopes } = route;
  const value = { api: api.apiId, route: routeKey, reply, scopes: scopes ? requireNonEmpty(scopes) : null };
  return { [variableName(route)]: jsonencode(value) };
}

// The route's own path holds the API's, so that one name stands for one route of one API.
function variableName({ api, routeKey }: DescribedRoute): string {
  const text = JSON.stringify([pathInStack(api.scope), routeKey]);
  return `${guardVariablePrefix}${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}
