import type { Gateway } from "./gateway";

/** Which stage of which API a path leads to, and what follows. */
interface Destination {
  readonly gateway: Gateway;
  /** The parts of the path behind the stage or the mapping, as they were sent. */
  readonly rest: readonly string[];
}

/** Finds where a path of a host leads to; undefined where nothing is served. */
export type Site = (path: string) => Destination | undefined;

/** An API's own host: the first part of each path is the stage, `$default` included. */
export function siteOfApi(stages: readonly Gateway[]): Site {
  return (path) => {
    const [stage, ...rest] = pathParts(path);
    const gateway = stages.find(({ api }) => api.stageName === decodePart(stage) && !api.disableExecuteApiEndpoint);
    return gateway && { gateway, rest };
  };
}

/** A custom domain: the first parts of each path are the mapping's, and the stage is no part of it. */
export function siteOfDomain(mappings: readonly { readonly path: string; readonly gateway: Gateway }[]): Site {
  const longestFirst = mappings
    .map(({ path, gateway }) => ({ mapped: pathParts(path), gateway }))
    .sort((one, other) => other.mapped.length - one.mapped.length);
  return (path) => {
    const parts = pathParts(path);
    const found = longestFirst.find(({ mapped }) => mapped.every((part, index) => part === decodePart(parts[index])));
    return found && { gateway: found.gateway, rest: parts.slice(found.mapped.length) };
  };
}

/** The id, still encoded, where what follows the stage is a connection of the management API. */
export function connectionIn([first, id, ...more]: readonly string[]): string | undefined {
  return decodePart(first) === "@connections" && more.length === 0 ? id : undefined;
}

// An endpoint with a slash at its end makes a doubled one, which AWS takes for one.
function pathParts(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

/** A part of a path as it was meant; undefined for one that can't be. */
export function decodePart(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
