import type { ITerraformDependable } from "cdktf";
import type { RenderedStack } from "../core/rendered-stack";
import type { Auth, AuthOfRoute } from "./auth";
import type { ApiGatewayWebSocketRoute } from "./route";

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
