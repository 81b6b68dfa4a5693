import { apiIdOf } from "./identifiers";
import { allOf, type Reading, type ResourceReader } from "./resource-reader";
import { refuseArguments } from "./unsupported";

/** A mapping of a custom domain's path to a stage of an API. */
export interface Mapping {
  readonly domain: string;
  /** Without slashes at its ends. */
  readonly path: string;
  readonly apiId: string;
  readonly stage: string;
}

/** Reads the custom domain mappings of the given APIs. */
export function readMappings(reading: Reading, apis: readonly ResourceReader[]): readonly Mapping[] {
  const ids = apis.map(({ block }) => apiIdOf(block));
  const parts = allOf(reading, "aws_apigatewayv2_api_mapping");
  return parts.filter((part) => ids.includes(String(part.value("api_id")))).flatMap(readMapping);
}

function readMapping(part: ResourceReader): readonly Mapping[] {
  const [domain, stage] = [part.string("domain_name"), part.string("stage")];
  if (domain === undefined || stage === undefined) return [];
  for (const name of part.others("aws_apigatewayv2_domain_name"))
    if (name.peek("domain_name") === domain) refuseArguments(name);
  const path = (part.string("api_mapping_key") ?? "").replace(/^\/+|\/+$/g, "");
  return [{ domain, path, apiId: String(part.peek("api_id")), stage }];
}
