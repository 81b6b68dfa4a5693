import { apiIdOf } from "./identifiers";
import type { ResourceReader } from "./resource-reader";

/**
 * All resources of a type that belong to an API, or that may belong to it: the API of a resource can be known only after
 * apply. Whoever reads such a resource has to read its `api_id`, which reports the problem.
 */
export function partsOf(api: ResourceReader, type: string): readonly ResourceReader[] {
  const id = apiIdOf(api.block);
  const parts = api.others(type).filter((part) => !isKnown(part, "api_id") || part.peek("api_id") === id);
  for (const part of parts) disableMany(part);
  return parts;
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
