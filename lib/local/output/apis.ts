import type { LocalAccessLog, LocalApi } from "../model";
import { readAuthorizers } from "./authorizers";
import type { FunctionLookup } from "./functions";
import { account, apiIdOf, hostKeyOf } from "./identifiers";
import type { Mapping } from "./mappings";
import { partitionOf } from "./partition";
import { checkApi, disableMany } from "./parts";
import { allOf, type Reading, type ResourceReader } from "./resource-reader";
import { readRoutes } from "./routes";
import { checkStage, readStages } from "./stages";
import { refuseArguments } from "./unsupported";

/** The functions, mappings and addresses that are needed to read an API. */
export interface ApiContext {
  readonly functions: FunctionLookup;
  readonly mappings: readonly Mapping[];
  /** Host and port of each host, by its key. */
  readonly authorities: ReadonlyMap<string, string>;
  /** Whether the run can verify the signatures of clients. */
  readonly hasCredentials: boolean;
}

/** The served stages of an API, or why it is not served. */
interface ReadApi {
  /** One for each stage. */
  readonly stages: readonly LocalApi[];
  /** The key of its `LocalHost`. */
  readonly host: string;
  /** Set if no stage is served. */
  readonly unavailable?: string;
}

/** Reads a WebSocket API. A value that is known only after apply disables only this API, or only one of its stages. */
export function readApi(api: ResourceReader, around: ApiContext): ReadApi {
  const { problems } = api;
  const reasons: string[] = [];
  const part = problems.part();
  disableMany(api.with(part));
  // Nothing can refer to one of many APIs.
  const own = part.unavailable.length === 0 ? readStages(api.with(part)) : [];
  const stages = own.flatMap((stage) => {
    const ofStage = problems.part();
    const read = readStage(api.with(ofStage), stage.with(ofStage), around);
    const why = problems.close(ofStage);
    if (why !== undefined) reasons.push(why);
    return why === undefined && read ? [read] : [];
  });
  const why = problems.close(part) ?? (stages.length === 0 ? reasons.join(" ") : undefined);
  const host = hostKeyOf(api.block);
  if (why === undefined) return { stages, host };
  problems.notice(`${api.block.path} is not served.`);
  return { stages: [], host, unavailable: why };
}

/** Finds the WebSocket APIs. HTTP APIs are ignored with a notice. */
export function webSocketApis(reading: Reading): readonly ResourceReader[] {
  return allOf(reading, "aws_apigatewayv2_api").filter((api) => {
    const part = reading.problems.part();
    const protocol = api.with(part).string("protocol_type");
    const isUnknown = reading.problems.close(part) !== undefined;
    if (isUnknown) reading.problems.notice(`${api.block.path} is not served.`);
    else if (protocol !== "WEBSOCKET")
      reading.problems.notice(`${api.block.path} is not a WebSocket API and is not served.`);
    return protocol === "WEBSOCKET";
  });
}

function readStage(api: ResourceReader, stage: ResourceReader, around: ApiContext): LocalApi | undefined {
  refuseArguments(api);
  if (!checkApi(stage)) return undefined;
  checkStage(api, stage);
  const identity = identityOf(api);
  const place = apiLocation(api, stage, around);
  // A function that several APIs call must not get the address of one that is not served.
  if (api.problems.unavailable.length > 0 && !api.problems.isStrict) return undefined;
  const calls = { ...identity, ...place, functions: around.functions };
  const authorizers = readAuthorizers(api, calls);
  const routes = readRoutes(api, calls, { authorizers, hasCredentials: around.hasCredentials });
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
  const ofStage = mappings.filter(
    (each) => each.apiId === apiIdOf(api.block) && (each.stage ?? stageName) === stageName,
  );
  const mapping = ofStage.find(({ unavailable }) => unavailable === undefined);
  if (mapping?.domain === undefined) {
    const [disabled] = ofStage;
    const closed = '"disable_execute_api_endpoint" is true, but the API';
    if (disabled) api.disable(`${closed}'s custom domain can't work here. ${disabled.unavailable}`);
    else api.refuse(`${closed} has no custom domain. Add a mapping, or remove it.`);
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
