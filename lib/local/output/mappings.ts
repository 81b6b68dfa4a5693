import { apiIdOf } from "./identifiers";
import { allOf, type Reading, type ResourceReader } from "./resource-reader";
import { refuseArguments } from "./unsupported";

/** A mapping of a custom domain's path to a stage of an API. */
export interface Mapping {
  /** Not set if it is known only after apply. */
  readonly domain?: string;
  /** Without slashes at its ends. */
  readonly path: string;
  readonly apiId: string;
  /** Not set if it is known only after apply. */
  readonly stage?: string;
  /** Why the mapping does not work in this run. */
  readonly unavailable?: string;
}

/** Reads the custom domain mappings of the given APIs. */
export function readMappings(reading: Reading, apis: readonly ResourceReader[]): readonly Mapping[] {
  const ids = apis.map(({ block }) => apiIdOf(block));
  const parts = allOf(reading, "aws_apigatewayv2_api_mapping");
  return parts.flatMap((part) => {
    const problems = reading.problems.part();
    const mapping = readMapping(part.with(problems), ids);
    const unavailable = reading.problems.close(problems);
    if (mapping === undefined) return [];
    return unavailable === undefined ? [mapping] : [{ ...mapping, unavailable }];
  });
}

function readMapping(part: ResourceReader, ids: readonly string[]): Mapping | undefined {
  const apiId = String(part.value("api_id"));
  if (!ids.includes(apiId)) return undefined;
  const [domain, stage] = [part.string("domain_name"), part.string("stage")];
  for (const name of part.others("aws_apigatewayv2_domain_name"))
    if (domain !== undefined && mayBeNamed(name, domain)) refuseArguments(name);
  const path = (part.string("api_mapping_key") ?? "").replace(/^\/+|\/+$/g, "");
  return { ...(domain !== undefined && { domain }), path, apiId, ...(stage !== undefined && { stage }) };
}

// A domain whose name is known only after apply may be the one of a mapping, and require client certificates.
function mayBeNamed(domain: ResourceReader, name: string): boolean {
  const own = domain.peek("domain_name");
  return own === undefined || normalized(String(own)) === normalized(name);
}

/** Name servers ignore case, and a dot at the end. */
function normalized(domain: string): string {
  return domain.toLowerCase().replace(/\.$/, "");
}

/** The names of the domains of mappings, each once. */
export function domainNames(mappings: readonly Mapping[]): readonly string[] {
  return [...new Set(mappings.flatMap(({ domain }) => domain ?? []))];
}
