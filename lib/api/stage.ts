import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Stage, type Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import type { DeclaredRoutes } from "../route/routes";
import { didYouMean } from "../spelling/did-you-mean";
import { escapeTemplate } from "../terraform/expressions";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform, dependOnLater, type Placement, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addCheck, addSearch, type Finding } from "../validation/checks";
import { addRules, lengthProblem, type Rule, rule } from "../validation/rule";
import { defaultFormat, formatProblem, variablesProblem } from "./access-log";
import { type AccountNodes, accountRole } from "./account";
import type { ApiGatewayWebSocketArgs } from "./api-args";

/** Creates the stage, which is deployed automatically and writes the access log. */
export function createStage(
  scope: Construct,
  args: ApiGatewayWebSocketArgs,
  targets: { readonly api: Apigatewayv2Api; readonly logGroup: CloudwatchLogGroup | undefined },
  placement: Placement,
  routes: DeclaredRoutes,
): { readonly stage: Apigatewayv2Stage; readonly account: AccountNodes | undefined } {
  const config = escapeStageConfig(
    applyTransform(scope, "Stage", stageConfig(args, targets, placement), args.transform?.stage, Apigatewayv2Stage),
  );
  const account = writesLogs(config) ? accountRole(scope, args.account, placement) : undefined;
  const stage = new Apigatewayv2Stage(scope, "Stage", {
    ...config,
    dependsOn: [...(config.dependsOn ?? []), ...(account ? [account.account] : [])],
  });
  // If the stage is deployed before its routes, the first clients get errors.
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

// AWS's syntax has no "${", so it is literal text here and no template of Terraform.
function escapeStageConfig(config: Apigatewayv2StageConfig): Apigatewayv2StageConfig {
  const { accessLogSettings: log, description } = config;
  return {
    ...config,
    ...(description !== undefined && { description: escapeTemplate(description) }),
    ...(log && {
      accessLogSettings: {
        format: escapeTemplate(log.format),
        // Data sources and the console append ":*" to the ARN, which API Gateway rejects.
        destinationArn: log.destinationArn.replace(/:\*$/, ""),
      },
    }),
  };
}

// Execution logs need the account's role too, not only the access log.
function writesLogs({ accessLogSettings, defaultRouteSettings, routeSettings }: Apigatewayv2StageConfig): boolean {
  const settings = [defaultRouteSettings, ...(Array.isArray(routeSettings) ? routeSettings : [])];
  return (
    accessLogSettings !== undefined ||
    settings.some((block) => block && (block.dataTraceEnabled || (block.loggingLevel ?? "OFF") !== "OFF"))
  );
}

// AWS matches the settings with the route keys after transforms.
function routeSettingsFindings(stage: Attributes | undefined, routeKeys: readonly string[]): readonly Finding[] {
  const text = stage && routeSettingsProblem(stage, routeKeys);
  return text === undefined ? [] : [{ text, rule: "stage-route-settings" }];
}

// URLs and policies contain the name as text. A reference would be a cycle: the stage waits for functions that use
// them.
function stageNameDrift(scope: Construct, stage: Attributes, name: string): string | undefined {
  const actual = stage.string("name");
  if (actual === undefined || actual === resolveValue(scope, name)) return undefined;
  return `"name" of the stage was changed after "url" and "managementEndpoint" were built from it; got ${quoted(actual)} in place of ${quoted(name)}. Set it in "transform.stage" instead.`;
}

const destinations = [arnForm("logs", "log-group:[A-Za-z0-9_\\-/.]{1,512}"), arnForm("firehose", "deliverystream/.+")];

/** What AWS rejects in an `aws_apigatewayv2_stage`. */
export const stageRules: readonly Rule[] = [
  rule("stage-name", (stage) => {
    if (!stage.has("name"))
      return `"transform.stage.name" can't be undefined; got undefined. Write a name, or leave it out.`;
    const name = stage.string("name");
    return name === undefined || /^(\$default|[A-Za-z0-9_]{1,128})$/.test(name)
      ? undefined
      : `"transform.stage.name" has to be "$default" or 1 to 128 letters, digits and "_"; got ${quoted(name)}. Write name: "$default".`;
  }),
  rule("stage-description", (stage) => lengthProblem(stage, "transform.stage", "description", 0, 1024)),
  rule("stage-deployment", (stage) =>
    stage.boolean("auto_deploy") === false && !stage.has("deployment_id")
      ? `"transform.stage.autoDeploy" can't be false without a "deploymentId": a stage without a deployment answers every client with 403; got false. Set "deploymentId", or leave "autoDeploy" out.`
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

// The provider sends 0 for an omitted limit, and AWS then answers every client with 429.
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
          return `"transform.stage.${argument}.${field}" has to be set, because the provider sends 0 for an omitted limit and AWS then rejects every client; got ${quoted(settings.raw(limit) ?? null)}. Set ${field}: ${usual}, AWS's own limit.`;
  return undefined;
}

function loggingLevelProblem(stage: Attributes): string | undefined {
  for (const settings of [...stage.blocks("default_route_settings"), ...stage.blocks("route_settings")]) {
    const level = settings.string("logging_level");
    if (level !== undefined && !["OFF", "ERROR", "INFO"].includes(level))
      return `"loggingLevel" has to be "OFF", "ERROR" or "INFO"; got ${quoted(level)}. Write loggingLevel: "ERROR".`;
  }
  return undefined;
}

/** What is wrong with the route settings of a stage, given the keys of the API's routes. */
export function routeSettingsProblem(stage: Attributes, routeKeys: readonly string[]): string | undefined {
  const keys = stage.blocks("route_settings").map((settings) => settings.string("route_key"));
  const stray = keys.find((key) => key !== undefined && !routeKeys.includes(key));
  return stray === undefined
    ? undefined
    : `"transform.stage.routeSettings.routeKey" has to be the key of a route of this API: ${routeKeys.map(quoted).join(", ")}; got ${quoted(stray)}. ${didYouMean(stray, routeKeys, "Add the route, or remove its settings.")}`;
}

function accessLogDestinationProblem(stage: Attributes): string | undefined {
  const arn = stage.blocks("access_log_settings")[0]?.string("destination_arn");
  return arn === undefined || destinations.some((form) => form.test(arn))
    ? undefined
    : `"transform.stage.accessLogSettings.destinationArn" has to be the ARN of a log group; got ${quoted(arn)}. Use a log group whose name has only letters, digits, "_", "-", "/" and ".".`;
}
