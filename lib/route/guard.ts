import { createHash } from "node:crypto";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { escapeTemplate } from "../core/escape";
import { judge } from "../core/judge";
import { pathInStack } from "../core/path";
import { perApp } from "../core/per-app";
import { jsonencode } from "../core/render";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
import type { Function } from "../function/function";
import { type Allowed, widened } from "../function/invoke-permission";
import { runtimeFile } from "../function/runtime-file";
import { addVariable, holdWrapped, unwrappable, wrapFunction } from "../function/wrapping";
import { functionAddress, functionOf } from "./function-address";
import type { RouteApi } from "./route-api";
import { neverEmpty, type Scopes } from "./scopes";
import { holdNoWayPast } from "./way-past";

const prefix = "WEBSOCKET_ROUTE_";

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
  /** What the permission says. */
  readonly allowed: Allowed;
}

/** The functions of an app that serve routes. Those of a route with scopes get a guard, which knows all their routes. */
export class Guards {
  public static of(scope: Construct): Guards {
    return perApp(scope, "guards", () => new Guards());
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
    if (route.scopes) served.guard(functionOf(route.scope, fn), route);
    served.tell();
  }
}

/** A function and the routes that it serves, of any API. */
class ServedFunction {
  private readonly routes: ServedRoute[] = [];
  private readonly untold: ServedRoute[] = [];
  private guarded: Function | undefined;

  public add(route: ServedRoute): void {
    this.routes.push(route);
    this.untold.push(route);
  }

  /** Puts the guard around the function's handler. */
  public guard(fn: Function | LambdaFunction | undefined, route: ServedRoute): void {
    if (this.guarded) return;
    const problem = unwrappable(fn);
    if (problem !== undefined)
      throw new ValidationError(
        route.scope,
        `"auth.jwt.scopes" of the route ${quoted(route.routeKey)} can't be held: a guard around the handler looks at each message, but ${problem}; got ${quoted(resolved(route.scope, route.scopes))}. Give the route the path of its source, or an aws.Function of it, or leave the scopes out.`,
      );
    this.guarded = fn as Function;
    wrapFunction(this.guarded, { module: runtimeFile("scope-guard"), export: "guardScopes" });
    holdWrapped(this.guarded);
    this.holdPermissions(this.guarded);
    holdNoWayPast(this.guarded);
    this.holdVariables(this.guarded);
    this.holdKeys(this.guarded);
  }

  /** Tells the guard, if there is one, of the routes that it does not know yet. */
  public tell(): void {
    if (!this.guarded) return;
    for (const route of this.untold.splice(0)) {
      refuseOtherStack(this.guarded, route);
      addVariable(this.guarded, variableName(route), variableValue(route));
    }
  }

  // The guard believes every such variable.
  private holdVariables(fn: Function): void {
    judge(fn, (read) => {
      const variables = read(fn.nodes.function)?.blocks("environment")[0]?.entries("variables") ?? [];
      const own = this.routes.map(variableName);
      const stray = variables.find(([name]) => name.startsWith(prefix) && !own.includes(name));
      if (stray === undefined) return;
      throw new ValidationError(
        fn,
        `"environment" may not set ${quoted(stray[0])}: in variables of such names the guard of the function reads which routes it serves, and the scopes of their "auth"; got ${quoted(stray[1])}. Leave it out.`,
      );
    });
  }

  // Of routes without scopes too: who may call the function may tell it of any route, and any scopes.
  private holdPermissions(fn: Function): void {
    judge(fn, (read) => {
      for (const { scope, routeKey, permission, allowed } of this.routes) {
        const other = widened(scope, read(permission), allowed);
        if (other === undefined) continue;
        throw new ValidationError(
          scope,
          `An override or an aspect may not change who may call the function of the route ${quoted(routeKey)}: it serves routes with scopes, and whoever calls it past the API tells it the scopes; got ${other}. Take that change back.`,
        );
      }
    });
  }

  // Of routes without scopes too: under another key the guard would refuse every message.
  private holdKeys(fn: Function): void {
    judge(fn, (read) => {
      for (const { scope, api, routeKey, route } of this.routes) {
        const found = read(route);
        const key = found?.raw("route_key") ?? null;
        if (!found || (key === escapeTemplate(routeKey) && found.raw("api_id") === resolved(scope, api.apiId)))
          continue;
        throw new ValidationError(
          scope,
          `"transform.route" may not change the key or the API of the route ${quoted(routeKey)}: its function serves routes with scopes, and their guard knows it by these; got ${quoted(key)} of ${quoted(found.raw("api_id"))}. Give the key to route(), or give the route a function of its own.`,
        );
      }
    });
  }
}

// The guard needs the API's id, and the API the function: two stacks that need each other can't be deployed.
function refuseOtherStack(fn: Function, { scope, routeKey, scopes }: ServedRoute): void {
  const [home, api] = [TerraformStack.of(fn), TerraformStack.of(scope)];
  if (home === api) return;
  throw new ValidationError(
    scope,
    scopes
      ? `"auth.jwt.scopes" of the route ${quoted(routeKey)} can't be held: the function's guard needs the id of the API, and the API the function, so that their stacks would need each other; got a function of the stack ${quoted(home.node.id)} for an API of ${quoted(api.node.id)}. Make the function in the API's stack.`
      : `"handler" of the route ${quoted(routeKey)} can't be a function of another stack whose other routes have scopes: its guard refuses what it can't be told of; got ${quoted(fn.node.path)} for an API of ${quoted(api.node.id)}. Make a function for this route in its own stack, from the same source.`,
  );
}

// The route's own path holds the API's, so that one name stands for one route of one API.
function variableName({ api, routeKey }: ServedRoute): string {
  const text = JSON.stringify([pathInStack(api.scope), routeKey]);
  return `${prefix}${createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase()}`;
}

function variableValue({ api, routeKey, reply, scopes }: ServedRoute): string {
  return jsonencode({ api: api.apiId, route: routeKey, reply, scopes: scopes ? neverEmpty(scopes) : null });
}
