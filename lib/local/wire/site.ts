import type { Gateway } from "./gateway";

/** The stage that a path refers to, and the rest of the path. */
interface Destination {
  readonly gateway: Gateway;
  /** The parts of the path after the stage or the mapping, as they were sent. */
  readonly rest: readonly string[];
}

/** Finds the stage for a path of a host; undefined if there is none. */
export type Site = (path: string) => Destination | undefined;

/** The site of an API's own host. The first part of the path is always the stage, even `$default`. */
export function siteOfApi(stages: readonly Gateway[]): Site {
  return (path) => {
    const [stage, ...rest] = splitPath(path);
    const gateway = stages.find(({ api }) => api.stageName === decodePart(stage) && !api.disableExecuteApiEndpoint);
    return gateway && { gateway, rest };
  };
}

/** The site of a custom domain. The path starts with the path of the mapping, and does not contain the stage. */
export function siteOfDomain(mappings: readonly { readonly path: string; readonly gateway: Gateway }[]): Site {
  const longestFirst = mappings
    .map(({ path, gateway }) => ({ mapped: splitPath(path), gateway }))
    .sort((one, other) => other.mapped.length - one.mapped.length);
  return (path) => {
    const parts = splitPath(path);
    const found = longestFirst.find(({ mapped }) => mapped.every((part, index) => part === decodePart(parts[index])));
    return found && { gateway: found.gateway, rest: parts.slice(found.mapped.length) };
  };
}

/** The connection id, still encoded, if the rest of a path has the form `@connections/<id>`. */
export function connectionIn([first, id, ...more]: readonly string[]): string | undefined {
  return decodePart(first) === "@connections" && more.length === 0 ? id : undefined;
}

// An endpoint that ends in a slash leads to doubled slashes, which AWS treats as one.
function splitPath(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

/** Decodes a part of a path; undefined if the encoding is invalid. */
export function decodePart(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
