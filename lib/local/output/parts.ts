import { apiIdOf } from "./identifiers";
import type { ResourceReader } from "./resource-reader";

/** What belongs to an API: all of a type whose `api_id` is its own. */
export function partsOf(api: ResourceReader, type: string): readonly ResourceReader[] {
  const id = apiIdOf(api.block);
  // One whose API can't be known is a problem and no part of any.
  const parts = api.others(type).filter((part) => part.value("api_id") === id);
  for (const part of parts) refuseMany(part);
  return parts;
}

/** Refuses a resource that stands for several, each of which only Terraform makes. */
export function refuseMany(resource: ResourceReader): void {
  const many = ["count", "for_each"].find((name) => resource.has(name));
  if (many !== undefined) resource.refuse(`"${many}" is not evaluated here. Write out one resource for each.`);
}

/** The part that another refers to by its id; undefined, and a problem more, where there is none. */
export function referredPart(from: ResourceReader, argument: string, id: string, parts: readonly ResourceReader[]) {
  const found = parts.find((part) => part.peek("id") === id);
  if (found === undefined) from.refuse(`"${argument}" is ${JSON.stringify(id)}, which is nothing of its API.`);
  return found;
}
