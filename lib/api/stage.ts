import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Stage, type Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import type { DeclaredRoutes } from "../route/routes";
import { escapeTemplate } from "../terraform/expressions";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform, dependOnLater, type Placement, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addCheck, addSearch, type Finding } from "../validation/checks";
import { addRules, lengthProblem, type Rule, rule } from "../validation/rule";
import { defaultFormat, formatProblem, variablesProblem } from "./access-log";
import { type AccountNodes, accountRole } from "./account";
import type { ApiGatewayWebSocketArgs } from "./api-args";

/** Makes the stage, which deploys by itself and writes the access log. */
export function createStage(
  scope: Construct,
  args: ApiGatewayWebSocketArgs,
  made: { readonly api: Apigatewayv2Api; readonly logGroup: CloudwatchLogGroup | undefined },
  placement: Placement,
  routes: DeclaredRoutes,
): { readonly stage: Apigatewayv2Stage; readonly account: AccountNodes | undefined } {
  const config = escapeStageConfig(
    applyTransform(scope, "Stage", stageConfig(args, made, placement), args.transform?.stage),
  );
  const account = writesLogs(config) ? accountRole(scope, args.account, placement) : undefined;
  const stage = new Apigatewayv2Stage(scope, "Stage", {
    ...config,
    dependsOn: [...(config.dependsOn ?? []), ...(account ? [account.account] : [])],
  });
  // A stage that is deployed before its routes would answer the first clients with errors.
  dependOnLater(stage, () => routes.resources());
  addRules(scope, stage, stageRules);
  addCheck({ owner: scope, find: (stack) => routeSettingsFindings(stack.attributes(stage), routes.keysIn(stack)) });
  addSearch(scope, (stack) => {
    const attributes = stack.attributes(stage);
    return attributes && stageNameDrift(scope, attributes, config.name);
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
    ...regionalMeta(placement),
    apiId: api.id,
    name: "$default",
    autoDeploy: true,
    ...(logGroup && { accessLogSettings: { destinationArn: logGroup.arn, format } }),
    lifecycle: { createBeforeDestroy: true },
  };
}

// AWS's own syntax has no "${": where it stands it is text, not Terraform's.
function escapeStageConfig(config: Apigatewayv2StageConfig): Apigatewayv2StageConfig {
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
  const text = stage && routeSettingsProblem(stage, routeKeys);
  return text === undefined ? [] : [{ text, rule: "stage-route-settings" }];
}

// URLs and policies hold the name as text, not a reference to the stage, which waits for the functions that hold them.
function stageNameDrift(scope: Construct, stage: Attributes, name: string): string | undefined {
  const actual = stage.string("name");
  if (actual === undefined || actual === resolveValue(scope, name)) return undefined;
  return `"name" of the stage was changed after "url" and "managementEndpoint" were made from it; got ${quoted(actual)} in place of ${quoted(name)}. Set it by "transform.stage" instead.`;
}

const destinations = [arnForm("logs", "log-group:[A-Za-z0-9_\\-/.]{1,512}"), arnForm("firehose", "deliverystream/.+")];

/** What AWS refuses in an `aws_apigatewayv2_stage`. */
export const stageRules: readonly Rule[] = [
  rule("stage-name", (stage) => {
    if (!stage.has("name")) return `"transform.stage.name" is not set; got undefined. Give a name, or leave it out.`;
    const name = stage.string("name");
    return name === undefined || /^(\$default|[A-Za-z0-9_]{1,128})$/.test(name)
      ? undefined
      : `"transform.stage.name" has to be "$default" or 1 to 128 letters, digits and "_"; got ${quoted(name)}. Give another name.`;
  }),
  rule("stage-description", (stage) => lengthProblem(stage, "transform.stage", "description", 0, 1024)),
  rule("stage-deployment", (stage) =>
    stage.boolean("auto_deploy") === false && !stage.has("deployment_id")
      ? `"transform.stage.autoDeploy" can't be false without a "deploymentId": a stage that is never deployed answers 403 to everyone; got false. Set "deploymentId", or leave it out.`
      : undefined,
  ),
  rule("stage-throttling", throttlingProblem),
  rule("stage-logging-level", loggingLevelProblem),
  rule("access-log-format", (stage) => accessLogFormatProblem(stage, formatProblem)),
  rule("access-log-variables", (stage) => accessLogFormatProblem(stage, variablesProblem)),
  rule("access-log-destination", accessLogDestinationProblem),
];

function accessLogFormatProblem(
  stage: Attributes,
  problem: (format: string) => string | undefined,
): string | undefined {
  const format = stage.blocks("access_log_settings")[0]?.string("format");
  return format === undefined ? undefined : problem(format);
}

// The provider sends limits that are left out as 0, and AWS then answers every client with 429.
function throttlingProblem(stage: Attributes): string | undefined {
  for (const [block, argument] of [
    ["default_route_settings", "defaultRouteSettings"],
    ["route_settings", "routeSettings"],
  ] as const)
    for (const settings of stage.blocks(block))
      for (const [limit, field, usual] of [
        ["throttling_burst_limit", "throttlingBurstLimit", 5000],
        ["throttling_rate_limit", "throttlingRateLimit", 10000],
      ] as const)
        if (!settings.has(limit) || (settings.number(limit) ?? 1) <= 0)
          return `"transform.stage.${argument}.${field}" has to be set, or every client is refused: the provider sends 0 for what is left out; got ${quoted(settings.raw(limit) ?? null)}. Set it, to ${usual} if you want AWS's own limit.`;
  return undefined;
}

function loggingLevelProblem(stage: Attributes): string | undefined {
  for (const settings of [...stage.blocks("default_route_settings"), ...stage.blocks("route_settings")]) {
    const level = settings.string("logging_level");
    if (level !== undefined && !["OFF", "ERROR", "INFO"].includes(level))
      return `"loggingLevel" has to be "OFF", "ERROR" or "INFO"; got ${quoted(level)}. Choose one of them.`;
  }
  return undefined;
}

/** What is wrong with settings of routes, given the keys of the API's routes. */
export function routeSettingsProblem(stage: Attributes, routeKeys: readonly string[]): string | undefined {
  const keys = stage.blocks("route_settings").map((settings) => settings.string("route_key"));
  const stray = keys.find((key) => key !== undefined && !routeKeys.includes(key));
  return stray === undefined
    ? undefined
    : `"transform.stage.routeSettings.routeKey" has to be the key of a route of this API: ${routeKeys.map(quoted).join(", ")}; got ${quoted(stray)}. Add the route, or leave its settings out.`;
}

function accessLogDestinationProblem(stage: Attributes): string | undefined {
  const arn = stage.blocks("access_log_settings")[0]?.string("destination_arn");
  return arn === undefined || destinations.some((form) => form.test(arn))
    ? undefined
    : `"transform.stage.accessLogSettings.destinationArn" has to be the ARN of a log group; got ${quoted(arn)}. Give the ARN of a group whose name holds letters, digits, "_", "-", "/" and "." only.`;
}
