import type { Value } from "../expression/value";
import { apiIdOf } from "./identifiers";
import type { ResourceReader } from "./resource-reader";

/**
 * All resources of a type that belong to an API, or that may belong to it: the API of a resource can be known only after
 * apply, or have an id that no API of the app has. Whoever reads such a resource has to call {@link checkApi}.
 */
export function partsOf(api: ResourceReader, type: string): readonly ResourceReader[] {
  const id = apiIdOf(api.block);
  const parts = api
    .others(type)
    .filter((part) => !isKnown(part, "api_id") || apiIdIn(part) === id || isElsewhere(part));
  for (const part of parts) if (!isElsewhere(part)) disableMany(part);
  return parts;
}

/** Whether a resource has the id of an API that the app does not create. It may still be one of the app, after a deployment. */
export function isElsewhere(part: ResourceReader): boolean {
  const id = apiIdIn(part);
  return id !== undefined && !part.others("aws_apigatewayv2_api").some(({ block }) => apiIdOf(block) === id);
}

// Resources with "count" or "for_each" have no attributes, but may have the argument.
function apiIdIn(part: ResourceReader): Value | undefined {
  return part.with(part.problems.part()).value("api_id");
}

/** Whether it is known before a deployment which API of the app a resource belongs to. Reports a problem otherwise. */
export function checkApi(part: ResourceReader): boolean {
  if (isElsewhere(part))
    part.disable(
      `"api_id" belongs to no API of this app; got ${JSON.stringify(apiIdIn(part))}. Use the "id" of an aws_apigatewayv2_api.`,
    );
  // Reports an id that is known only after apply.
  else if (part.string("api_id") !== undefined) return true;
  return false;
}

/** Whether an argument has a value before a deployment. An argument that is not set counts as known. */
export function isKnown(part: ResourceReader, name: string): boolean {
  return !part.has(name) || part.peek(name) !== undefined;
}

/** Reports a problem for a resource with "count" or "for_each", which only Terraform expands. */
export function disableMany(resource: ResourceReader): void {
  const many = ["count", "for_each"].find((name) => resource.has(name));
  if (many !== undefined)
    resource.disable(`"${many}" is not supported in a local run. Define each resource separately.`);
}

/** Finds the resource of the same API by its id. Reports a problem and returns undefined if there is none. */
export function referredPart(from: ResourceReader, argument: string, id: string, parts: readonly ResourceReader[]) {
  const found = parts.find((part) => part.peek("id") === id);
  if (found === undefined)
    from.refuse(`"${argument}" must be the id of a resource of its API; got ${JSON.stringify(id)}.`);
  return found;
}
