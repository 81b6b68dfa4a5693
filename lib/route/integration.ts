import { isDeepStrictEqual } from "node:util";
import {
  Apigatewayv2Integration,
  type Apigatewayv2IntegrationConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { constructId } from "../core/names";
import { ValidationError } from "../core/validation-error";
import {
  createInvokePermission,
  type ExistingFunction,
  type FunctionTarget,
  type InvokeGrant,
  invokeGrant,
} from "../function/function-target";
import { applyTransform, regionalMeta, type Transform } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addRules } from "../validation/rule";
import type { RouteApi, RouteTransform } from "./route-args";
import { integrationRules } from "./route-checks";

/** The integration that invokes a function, and its invoke permission. */
export interface Integration {
  readonly integration: Apigatewayv2Integration;
  readonly permission: LambdaPermission;
  readonly grant: InvokeGrant;
  /** The invoke ARN of the function, before transforms. */
  readonly uri: string;
}

interface IntegrationArgs {
  readonly target: FunctionTarget;
  /** The provider of the function. */
  readonly provider: TerraformProvider | undefined;
  readonly transform: Transform<Apigatewayv2IntegrationConfig> | undefined;
}

/** Creates the integration of a function, and the permission for API Gateway to invoke it. */
export function createIntegration(scope: Construct, api: RouteApi, args: IntegrationArgs): Integration {
  const { target, provider, transform } = args;
  const sourceArn = `${api.executionArn}/*`;
  const permission = createInvokePermission(scope, { target, provider, placement: api.placement, sourceArn });
  const config: Apigatewayv2IntegrationConfig = {
    ...regionalMeta(api.placement),
    apiId: api.apiId,
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: target.invokeArn,
    // Otherwise the first messages fail, because API Gateway may not invoke the function yet.
    dependsOn: [...(api.placement.dependsOn ?? []), permission],
    lifecycle: { createBeforeDestroy: true },
  };
  const integration = new Apigatewayv2Integration(
    scope,
    "Integration",
    applyTransform(scope, "Integration", config, transform),
  );
  addRules(scope, integration, integrationRules);
  return { integration, permission, grant: invokeGrant({ target, sourceArn }), uri: target.invokeArn };
}

interface SharedIntegration extends Integration {
  readonly transform: RouteTransform["integration"];
  readonly routeKey: string;
}

/**
 * The integrations of existing functions, one for each function and API. Its construct belongs to the API, so a second
 * route moves no Terraform address, and the function's policy does not grow with its routes.
 */
export class SharedIntegrations {
  private readonly shared = new Map<string, SharedIntegration>();

  /** Returns the integration of an existing function, and creates it on the first call. */
  public getOrCreate(
    api: RouteApi,
    route: Construct,
    routeKey: string,
    fn: ExistingFunction,
    transform: SharedIntegration["transform"],
  ): Integration {
    const known = this.shared.get(fn.key);
    if (known === undefined) return this.create(api, routeKey, fn, transform);
    if (known.transform === transform || isSameTransform(route, known.transform, transform)) return known;
    throw new ValidationError(
      route,
      `"transform.integration" has to be the same on every route of a function that several routes share; got one for ${JSON.stringify(known.routeKey)} and another for ${JSON.stringify(routeKey)}. Use one transform for both routes, or pass a handler path to one of them.`,
    );
  }

  private create(
    api: RouteApi,
    routeKey: string,
    fn: ExistingFunction,
    transform: SharedIntegration["transform"],
  ): Integration {
    const scope = new Construct(api.scope, constructId("Function", fn.key));
    const provider = "provider" in fn ? fn.provider : api.placement.provider;
    const integration = createIntegration(scope, api, { target: fn.target, provider, transform });
    this.shared.set(fn.key, { ...integration, transform, routeKey });
    return integration;
  }
}

// Every read of an attribute creates another token, so the resolved values are compared.
function isSameTransform(
  scope: Construct,
  one: SharedIntegration["transform"],
  other: SharedIntegration["transform"],
): boolean {
  return (
    typeof one !== "function" &&
    typeof other !== "function" &&
    isDeepStrictEqual(resolveValue(scope, one), resolveValue(scope, other))
  );
}
