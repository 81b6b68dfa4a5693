import { apiIdOf } from "./identifiers";
import type { ResourceReader } from "./resource-reader";

/** All resources of a type whose `api_id` is the API's id. */
export function partsOf(api: ResourceReader, type: string): readonly ResourceReader[] {
  const id = apiIdOf(api.block);
  // `value` reports a problem if an `api_id` is known only after apply.
  const parts = api.others(type).filter((part) => part.value("api_id") === id);
  for (const part of parts) refuseMany(part);
  return parts;
}

/** Rejects a resource with "count" or "for_each", which only Terraform expands. */
export function refuseMany(resource: ResourceReader): void {
  const many = ["count", "for_each"].find((name) => resource.has(name));
  if (many !== undefined)
    resource.refuse(`"${many}" is not supported in a local run. Define each resource separately.`);
}

/** Finds the resource of the same API by its id. Reports a problem and returns undefined if there is none. */
export function referredPart(from: ResourceReader, argument: string, id: string, parts: readonly ResourceReader[]) {
  const found = parts.find((part) => part.peek("id") === id);
  if (found === undefined)
    from.refuse(`"${argument}" must be the id of a resource of its API; got ${JSON.stringify(id)}.`);
  return found;
}
