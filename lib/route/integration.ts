import { isDeepStrictEqual } from "node:util";
import {
  Apigatewayv2Integration,
  type Apigatewayv2IntegrationConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import type { ExistingFunction, FunctionTarget } from "../function/function-target";
import { createInvokePermission, type InvokeGrant, invokeGrant } from "../function/invoke-permission";
import { applyTransform, regionalMeta, type Transform, withDependency } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addRules } from "../validation/rule";
import type { RouteApi, RouteTransform } from "./route-args";
import { integrationRules } from "./route-checks";

/** The integration that invokes a function, and its invoke permission. */
export interface Integration {
  readonly integration: Apigatewayv2Integration;
  /** Undefined with `permission: false`. */
  readonly permission: LambdaPermission | undefined;
  readonly grant: InvokeGrant;
  /** The invoke ARN of the function, before transforms. */
  readonly uri: string;
}

interface IntegrationArgs {
  readonly target: FunctionTarget;
  /** The provider of the function. */
  readonly provider: TerraformProvider | undefined;
  /** The routes that may invoke the function. */
  readonly sourceArn: string;
  /** Whether to create the invoke permission. */
  readonly permission: boolean;
  readonly transform: Transform<Apigatewayv2IntegrationConfig> | undefined;
}

/** Creates the integration of a function, and the permission for API Gateway to invoke it. */
export function createIntegration(scope: Construct, api: RouteApi, args: IntegrationArgs): Integration {
  const { target, provider, sourceArn, transform } = args;
  const { placement } = api;
  const permission = args.permission
    ? createInvokePermission(scope, { target, provider, placement, sourceArn })
    : undefined;
  const config: Apigatewayv2IntegrationConfig = {
    // Otherwise the first messages fail, because API Gateway may not invoke the function yet.
    ...regionalMeta(withDependency(placement, permission)),
    apiId: api.apiId,
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: target.invokeArn,
    // Also for the permission, on which this depends, and for the function.
    lifecycle: { createBeforeDestroy: true },
  };
  const integration = new Apigatewayv2Integration(
    scope,
    "Integration",
    applyTransform(scope, "Integration", config, transform, Apigatewayv2Integration),
  );
  addRules(scope, integration, integrationRules);
  return { integration, permission, grant: invokeGrant({ target, sourceArn }), uri: target.invokeArn };
}

/** The arguments of a route that its integration depends on. */
interface SharingRoute {
  readonly routeKey: string;
  /** Whether API Gateway gets the permission to invoke the function. */
  readonly permission: boolean;
  readonly transform: RouteTransform | undefined;
}

interface SharedIntegration extends Integration {
  readonly first: SharingRoute;
}

/**
 * The integrations of existing functions, one for each function and API. Its construct belongs to the API, so a second
 * route moves no Terraform address, and the function's policy does not grow with its routes.
 */
export class SharedIntegrations {
  private readonly shared = new Map<string, SharedIntegration>();

  /** Returns the integration of an existing function, and creates it on the first call. */
  public getOrCreate(api: RouteApi, scope: Construct, route: SharingRoute, fn: ExistingFunction): Integration {
    const known = this.shared.get(fn.key);
    if (known === undefined) return this.create(api, route, fn);
    const problem = differenceProblem(scope, known.first, route);
    if (problem !== undefined) throw new ValidationError(scope, problem);
    return known;
  }

  private create(api: RouteApi, route: SharingRoute, fn: ExistingFunction): Integration {
    const scope = new Construct(api.scope, constructId("Function", fn.key));
    const integration = createIntegration(scope, api, {
      target: fn.target,
      provider: "provider" in fn ? fn.provider : api.placement.provider,
      // Every route of the API, so that another route of the function changes no value.
      sourceArn: `${api.executionArn}/*`,
      permission: route.permission,
      transform: route.transform?.integration,
    });
    this.shared.set(fn.key, { ...integration, first: route });
    return integration;
  }
}

function differenceProblem(scope: Construct, first: SharingRoute, other: SharingRoute): string | undefined {
  const sharing = "has to be the same on every route of a function that several routes share";
  const [one, another] = [quoted(first.routeKey), quoted(other.routeKey)];
  if (first.permission !== other.permission)
    return `"permission" ${sharing}; got ${first.permission} for ${one} and ${other.permission} for ${another}. Write permission: false on each of them, or on none.`;
  const [transform, otherTransform] = [first.transform?.integration, other.transform?.integration];
  if (transform === otherTransform || isSameTransform(scope, transform, otherTransform)) return undefined;
  return `"transform.integration" ${sharing}; got one for ${one} and another for ${another}. Use one transform for both routes, or pass a handler path to one of them.`;
}

// Every read of an attribute creates another token, so the resolved values are compared.
function isSameTransform(
  scope: Construct,
  one: RouteTransform["integration"],
  other: RouteTransform["integration"],
): boolean {
  return (
    typeof one !== "function" &&
    typeof other !== "function" &&
    isDeepStrictEqual(resolveValue(scope, one), resolveValue(scope, other))
  );
}
