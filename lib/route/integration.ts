import {
  Apigatewayv2Integration,
  type Apigatewayv2IntegrationConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { regional } from "../core/placement";
import { addRules } from "../core/rule";
import { type Transform, transformed } from "../core/transform";
import type { FunctionTarget } from "../function/function-arn";
import { allowInvoke, type InvokeGrant, invokeGrant } from "../function/invoke-permission";
import type { RouteApi } from "./route-api";
import { integrationRules } from "./route-rules";

/** How API Gateway reaches a function: the integration, and the permission to call it. */
export interface Integration {
  readonly integration: Apigatewayv2Integration;
  readonly permission: LambdaPermission;
  readonly grant: InvokeGrant;
  /** What API Gateway was told to call, whatever a transform made of it. */
  readonly uri: string;
}

interface IntegrationArgs {
  readonly target: FunctionTarget;
  /** The provider that made the function. */
  readonly provider: TerraformProvider | undefined;
  readonly transform: Transform<Apigatewayv2IntegrationConfig> | undefined;
}

/** Lets API Gateway call a function, and makes the integration of the API that does. */
export function createIntegration(scope: Construct, api: RouteApi, args: IntegrationArgs): Integration {
  const { target, provider, transform } = args;
  const sourceArn = `${api.executionArn}/*`;
  const permission = allowInvoke(scope, { target, provider, placement: api.placement, sourceArn });
  const config: Apigatewayv2IntegrationConfig = {
    ...regional(api.placement),
    apiId: api.apiId,
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: target.invokeArn,
    // A client that comes as soon as the route is there has to find the function open to API Gateway.
    dependsOn: [...(api.placement.dependsOn ?? []), permission],
    lifecycle: { createBeforeDestroy: true },
  };
  const integration = new Apigatewayv2Integration(
    scope,
    "Integration",
    transformed(scope, "Integration", config, transform),
  );
  addRules(scope, integration, integrationRules);
  return { integration, permission, grant: invokeGrant({ target, sourceArn }), uri: target.invokeArn };
}
