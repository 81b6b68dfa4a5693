import type { LocalAccessLog, LocalApi } from "../model";
import { readAuthorizers } from "./authorizers";
import type { FunctionLookup } from "./functions";
import { account, apiIdOf, hostKeyOf } from "./identifiers";
import type { Mapping } from "./mappings";
import { partitionOf } from "./partition";
import { refuseMany } from "./parts";
import { allOf, type Reading, type ResourceReader } from "./resource-reader";
import { readRoutes } from "./routes";
import { readStages } from "./stages";
import { refuseArguments } from "./unsupported";

/** The functions, mappings and addresses that are needed to read an API. */
export interface ApiContext {
  readonly functions: FunctionLookup;
  readonly mappings: readonly Mapping[];
  /** Host and port of each host, by its key. */
  readonly authorities: ReadonlyMap<string, string>;
}

/** Reads WebSocket APIs. Each stage of an API becomes one `LocalApi`. */
export function readApis(apis: readonly ResourceReader[], around: ApiContext): readonly LocalApi[] {
  return apis.flatMap((api) => readStages(api).map((stage) => readApi(api, stage, around)));
}

/** Finds the WebSocket APIs. HTTP APIs are ignored with a notice. */
export function webSocketApis(reading: Reading): readonly ResourceReader[] {
  return allOf(reading, "aws_apigatewayv2_api").filter((api) => {
    const protocol = api.string("protocol_type");
    if (protocol !== "WEBSOCKET")
      reading.problems.notice(`${api.block.path} is not a WebSocket API and is not served.`);
    else refuseMany(api);
    return protocol === "WEBSOCKET";
  });
}

function readApi(api: ResourceReader, stage: ResourceReader, around: ApiContext): LocalApi {
  refuseArguments(api);
  const identity = identityOf(api);
  const place = apiLocation(api, stage, around);
  const calls = { ...identity, ...place, functions: around.functions };
  const authorizers = readAuthorizers(api, calls);
  const routes = readRoutes(api, calls, authorizers);
  if (routes.length === 0)
    api.refuse("the API has no route, and AWS does not deploy an API without routes. Add a route.");
  const accessLog = accessLogOf(stage);
  return {
    ...identity,
    ...place,
    stageVariables: stage.map("stage_variables"),
    routeSelectionExpression: readSelectionExpression(api),
    ...{
      routes,
      authorizers: [...authorizers.values()].flatMap((each) => (each.type === "CUSTOM" ? [each.authorizer] : [])),
    },
    ...(accessLog && { accessLog }),
  };
}

function identityOf(api: ResourceReader) {
  const { stack, address, path } = api.block;
  const apiId = apiIdOf(api.block);
  const region = String(api.attribute("region"));
  const partition = partitionOf(region).name;
  const executionArn = String(api.peek("execution_arn"));
  const name = api.string("name") ?? "";
  return { stack: stack.name, address, path, name, apiId, region, account, partition, executionArn };
}

function apiLocation(api: ResourceReader, stage: ResourceReader, { mappings, authorities }: ApiContext) {
  const host = hostKeyOf(api.block);
  const authority = authorities.get(host) ?? "";
  const stageName = stage.string("name") ?? "";
  const disableExecuteApiEndpoint = api.boolean("disable_execute_api_endpoint");
  const base = { host, authority, stageName, disableExecuteApiEndpoint };
  const own = { url: `wss://${authority}/${stageName}`, managementEndpoint: `https://${authority}/${stageName}` };
  if (!disableExecuteApiEndpoint) return { ...base, ...own };
  const mapping = mappings.find((each) => each.apiId === apiIdOf(api.block) && each.stage === stageName);
  if (mapping === undefined) {
    api.refuse(
      '"disable_execute_api_endpoint" is true, but the API has no custom domain. Add a mapping, or remove it.',
    );
    return { ...base, ...own };
  }
  const address = [authorities.get(mapping.domain) ?? "", ...(mapping.path ? [mapping.path] : [])].join("/");
  return { ...base, url: `wss://${address}${mapping.path && "/"}`, managementEndpoint: `https://${address}` };
}

function readSelectionExpression(api: ResourceReader): string {
  const expression = api.string("route_selection_expression") ?? "";
  if (!/^\$(request\.body\.|\{request\.body\.)/.test(expression))
    api.refuse(
      `"route_selection_expression" must have the form $request.body.action; got ${JSON.stringify(expression)}.`,
    );
  return expression;
}

function accessLogOf(stage: ResourceReader): LocalAccessLog | undefined {
  const [log] = stage.nested("access_log_settings");
  const format = log?.string("format");
  if (log === undefined || format === undefined) return undefined;
  const destination = log.peek("destination_arn");
  return { format, ...(typeof destination === "string" && { destination }) };
}
