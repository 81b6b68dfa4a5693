import { arnForm } from "../core/arn";
import type { Attributes } from "../core/attributes";
import { lengthProblem, type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { formatProblem, variablesProblem } from "./access-log";

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
  rule("stage-throttling", unthrottled),
  rule("stage-logging-level", loggingLevel),
  rule("access-log-format", (stage) => ofFormat(stage, formatProblem)),
  rule("access-log-variables", (stage) => ofFormat(stage, variablesProblem)),
  rule("access-log-destination", accessLogDestination),
];

function ofFormat(stage: Attributes, problem: (format: string) => string | undefined): string | undefined {
  const format = stage.blocks("access_log_settings")[0]?.string("format");
  return format === undefined ? undefined : problem(format);
}

// The provider sends limits that are left out as 0, and AWS then answers every client with 429.
function unthrottled(stage: Attributes): string | undefined {
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

function loggingLevel(stage: Attributes): string | undefined {
  for (const settings of [...stage.blocks("default_route_settings"), ...stage.blocks("route_settings")]) {
    const level = settings.string("logging_level");
    if (level !== undefined && !["OFF", "ERROR", "INFO"].includes(level))
      return `"loggingLevel" has to be "OFF", "ERROR" or "INFO"; got ${quoted(level)}. Choose one of them.`;
  }
  return undefined;
}

/** What is wrong with settings of routes, given the keys of the API's routes. */
export function strayRouteSettings(stage: Attributes, routeKeys: readonly string[]): string | undefined {
  const keys = stage.blocks("route_settings").map((settings) => settings.string("route_key"));
  const stray = keys.find((key) => key !== undefined && !routeKeys.includes(key));
  return stray === undefined
    ? undefined
    : `"transform.stage.routeSettings.routeKey" has to be the key of a route of this API: ${routeKeys.map(quoted).join(", ")}; got ${quoted(stray)}. Add the route, or leave its settings out.`;
}

function accessLogDestination(stage: Attributes): string | undefined {
  const arn = stage.blocks("access_log_settings")[0]?.string("destination_arn");
  return arn === undefined || destinations.some((form) => form.test(arn))
    ? undefined
    : `"transform.stage.accessLogSettings.destinationArn" has to be the ARN of a log group; got ${quoted(arn)}. Give the ARN of a group whose name holds letters, digits, "_", "-", "/" and "." only.`;
}
