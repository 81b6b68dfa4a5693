import { isDeepStrictEqual } from "node:util";
import { Construct } from "constructs";
import { constructId } from "../core/naming";
import { resolved } from "../core/resolved";
import { ValidationError } from "../core/validation-error";
import type { ReadyMade } from "../function/ready-made";
import { createIntegration, type Integration } from "./integration";
import type { RouteApi } from "./route-api";
import type { RouteTransform } from "./route-args";

interface Shared extends Integration {
  readonly transform: RouteTransform["integration"];
  readonly routeKey: string;
}

/**
 * The integrations of functions that were there before their routes. Each has one, under the API, from its first route
 * on: a second route moves no Terraform address, and the function's policy does not grow with its routes.
 */
export class SharedIntegrations {
  private readonly shared = new Map<string, Shared>();

  /** The integration of a ready-made function, made at its first use. */
  public of(
    api: RouteApi,
    route: Construct,
    routeKey: string,
    fn: ReadyMade,
    transform: Shared["transform"],
  ): Integration {
    const known = this.shared.get(fn.key);
    if (known === undefined) return this.create(api, routeKey, fn, transform);
    if (known.transform === transform || same(route, known.transform, transform)) return known;
    throw new ValidationError(
      route,
      `"transform.integration" has to be the same on every route of a function that several routes share: got one for ${JSON.stringify(known.routeKey)} and another for ${JSON.stringify(routeKey)}. Give both routes the same, or give one of them a handler path, which makes a function of its own.`,
    );
  }

  private create(api: RouteApi, routeKey: string, fn: ReadyMade, transform: Shared["transform"]): Integration {
    const scope = new Construct(api.scope, constructId("Target", fn.key));
    const provider = "provider" in fn ? fn.provider : api.placement.provider;
    const integration = createIntegration(scope, api, { target: fn.target, provider, transform });
    this.shared.set(fn.key, { ...integration, transform, routeKey });
    return integration;
  }
}

// Two reads of one attribute are two tokens: what they resolve to is compared.
function same(scope: Construct, one: Shared["transform"], other: Shared["transform"]): boolean {
  return (
    typeof one !== "function" &&
    typeof other !== "function" &&
    isDeepStrictEqual(resolved(scope, one), resolved(scope, other))
  );
}
