import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Stage, type Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import { escapeTemplate } from "../core/escape";
import { judge, type Read } from "../core/judge";
import { type Placement, regional } from "../core/placement";
import { resolved } from "../core/resolved";
import { hold } from "../core/rule";
import { transformed } from "../core/transform";
import { quoted, ValidationError } from "../core/validation-error";
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
  routeKeys: (read: Read) => readonly string[],
): { readonly stage: Apigatewayv2Stage; readonly account: AccountNodes | undefined } {
  const config = escaped(transformed(scope, "Stage", stageConfig(args, made, placement), args.transform?.stage));
  const account = writesLogs(config) ? accountRole(scope, args.account, placement) : undefined;
  const stage = new Apigatewayv2Stage(scope, "Stage", {
    ...config,
    dependsOn: [...(config.dependsOn ?? []), ...(account ? [account.account] : [])],
  });
  hold(scope, stage, stageRules);
  holdRouteSettings(scope, stage, routeKeys);
  holdName(scope, stage, config.name);
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
function holdRouteSettings(
  scope: Construct,
  stage: Apigatewayv2Stage,
  routeKeys: (read: Read) => readonly string[],
): void {
  judge(scope, (read) => {
    const attributes = read(stage);
    const problem = attributes && strayRouteSettings(attributes, routeKeys(read));
    if (problem !== undefined) throw new ValidationError(scope, problem);
  });
}

// URLs and policies hold the name as text, not a reference to the stage, which waits for the functions that hold them.
function holdName(scope: Construct, stage: Apigatewayv2Stage, name: string): void {
  judge(scope, (read) => {
    const actual = read(stage)?.string("name");
    if (actual === undefined || actual === resolved(scope, name)) return;
    throw new ValidationError(
      scope,
      `"name" of the stage was changed after "url" and "managementEndpoint" were made from it; got ${quoted(actual)} in place of ${quoted(name)}. Set it by "transform.stage" instead.`,
    );
  });
}
