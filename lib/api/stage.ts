import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Stage, type Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import type { Attributes } from "../core/attributes";
import { addCheck, addSearch, type Finding } from "../core/checks";
import { escapeTemplate } from "../core/escape";
import { type Placement, regional } from "../core/placement";
import { resolved } from "../core/resolved";
import { addRules } from "../core/rule";
import { transformed } from "../core/transform";
import { quoted } from "../core/validation-error";
import { waitForLater } from "../core/wait-for-later";
import type { DeclaredRoutes } from "../route/declared-routes";
import { defaultFormat } from "./access-log";
import { type AccountNodes, accountRole } from "./account";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import { stageRules, strayRouteSettings } from "./stage-rules";

/** Makes the stage, which deploys by itself and writes the access log. */
export function createStage(
  scope: Construct,
  args: ApiGatewayWebSocketArgs,
  made: { readonly api: Apigatewayv2Api; readonly logGroup: CloudwatchLogGroup | undefined },
  placement: Placement,
  routes: DeclaredRoutes,
): { readonly stage: Apigatewayv2Stage; readonly account: AccountNodes | undefined } {
  const config = escaped(transformed(scope, "Stage", stageConfig(args, made, placement), args.transform?.stage));
  const account = writesLogs(config) ? accountRole(scope, args.account, placement) : undefined;
  const stage = new Apigatewayv2Stage(scope, "Stage", {
    ...config,
    dependsOn: [...(config.dependsOn ?? []), ...(account ? [account.account] : [])],
  });
  // A stage that is deployed before its routes would answer the first clients with errors.
  waitForLater(stage, () => routes.resources());
  addRules(scope, stage, stageRules);
  addCheck({ owner: scope, find: (stack) => routeSettingsFindings(stack.attributes(stage), routes.keysIn(stack)) });
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(stage);
    return attributes && nameProblem(scope, attributes, config.name);
  });
  return { stage, account };
}

function stageConfig(
  { accessLog }: ApiGatewayWebSocketArgs,
  { api, logGroup }: { readonly api: Apigatewayv2Api; readonly logGroup: CloudwatchLogGroup | undefined },
  placement: Placement,
): Apigatewayv2StageConfig {
  const format = (accessLog || undefined)?.format ?? defaultFormat;
  return {
    ...regional(placement),
    apiId: api.id,
    name: "$default",
    autoDeploy: true,
    ...(logGroup && { accessLogSettings: { destinationArn: logGroup.arn, format } }),
    lifecycle: { createBeforeDestroy: true },
  };
}

// AWS's own syntax has no "${": where it stands it is text, not Terraform's.
function escaped(config: Apigatewayv2StageConfig): Apigatewayv2StageConfig {
  const { accessLogSettings: log, description } = config;
  return {
    ...config,
    ...(description !== undefined && { description: escapeTemplate(description) }),
    ...(log && {
      accessLogSettings: {
        format: escapeTemplate(log.format),
        // The form of data sources and consoles, which API Gateway refuses.
        destinationArn: log.destinationArn.replace(/:\*$/, ""),
      },
    }),
  };
}

// Execution logs need the account's role as much as the access log does.
function writesLogs({ accessLogSettings, defaultRouteSettings, routeSettings }: Apigatewayv2StageConfig): boolean {
  const settings = [defaultRouteSettings, ...(Array.isArray(routeSettings) ? routeSettings : [])];
  return (
    accessLogSettings !== undefined ||
    settings.some((block) => block && (block.dataTraceEnabled || (block.loggingLevel ?? "OFF") !== "OFF"))
  );
}

// AWS knows the routes by their keys after transforms.
function routeSettingsFindings(stage: Attributes | undefined, routeKeys: readonly string[]): readonly Finding[] {
  const text = stage && strayRouteSettings(stage, routeKeys);
  return text === undefined ? [] : [{ text, rule: "stage-route-settings" }];
}

// URLs and policies hold the name as text, not a reference to the stage, which waits for the functions that hold them.
function nameProblem(scope: Construct, stage: Attributes, name: string): string | undefined {
  const actual = stage.string("name");
  if (actual === undefined || actual === resolved(scope, name)) return undefined;
  return `"name" of the stage was changed after "url" and "managementEndpoint" were made from it; got ${quoted(actual)} in place of ${quoted(name)}. Set it by "transform.stage" instead.`;
}
