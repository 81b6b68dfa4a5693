import { apiIdOf } from "./identifiers";
import type { ResourceReader } from "./resource-reader";

/** All resources of a type whose `api_id` is the API's id. */
export function partsOf(api: ResourceReader, type: string): readonly ResourceReader[] {
  const id = apiIdOf(api.block);
  const parts = api.others(type).filter((part) => {
    // A resource whose API is known only after apply belongs to none in this run, and a notice names it.
    const problems = api.problems.part();
    const isPart = part.with(problems).value("api_id") === id;
    api.problems.close(problems);
    return isPart;
  });
  for (const part of parts) disableMany(part);
  return parts;
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
