import { realpathSync } from "node:fs";
import { buildGroup } from "./build-group";
import { BundleError } from "./bundle-error";
import { type Notice, renderNotices } from "./messages";
import { optionsKey } from "./options";
import type { BundledFile, BundleRequest } from "./request";

export type { BundleOptions } from "./options";
export type { BundledFile, BundleRequest } from "./request";

export interface BundleResult {
  /** By the id of the request. */
  readonly files: ReadonlyMap<string, readonly BundledFile[]>;
  /** As esbuild prints them, each once, under the owners that it concerns. */
  readonly warnings: readonly string[];
}

/**
 * Bundles every request, in memory: `index.mjs` or `index.cjs`, which exports the handler by its name, and its map.
 *
 * Starting esbuild and parsing what handlers share cost most of the time, so requests with equal options go through one
 * call. The bytes of a bundle depend on its own sources and options alone: not on the other requests, on their order,
 * or on where the project lies.
 *
 * @throws BundleError one for all that is wrong, with the owners of every request that failed
 */
export function bundleAll(requests: readonly BundleRequest[], root: string): BundleResult {
  // esbuild follows symbolic links, so paths relative to a root that is one would lead through the whole disk.
  const realRoot = realpathSync(root);
  const outcomes = groups(requests).flatMap((group) => buildGroup(group, realRoot));
  const errors = outcomes.flatMap(({ request, errors }) => errors.map((message) => notice(request, message)));
  if (errors.length > 0) {
    const owners = [...new Set(errors.map(({ owner }) => owner))].sort();
    throw new BundleError(owners, renderNotices(errors, "error").join("\n\n"));
  }
  const warnings = outcomes.flatMap(({ request, warnings }) => warnings.map((message) => notice(request, message)));
  return {
    files: new Map(outcomes.map(({ request, files }) => [request.id, files])),
    warnings: renderNotices(warnings, "warning"),
  };
}

function notice({ owner }: BundleRequest, message: Notice["message"]): Notice {
  return { owner, message };
}

function groups(requests: readonly BundleRequest[]): readonly (readonly BundleRequest[])[] {
  const byKey = new Map<string, BundleRequest[]>();
  for (const request of requests) {
    const key = groupKey(request);
    byKey.set(key, [...(byKey.get(key) ?? []), request]);
  }
  return [...byKey.values()];
}

/** A cache of renamed properties serves all entries of a call, so there each is alone: others would show in its names. */
function groupKey({ id, options }: BundleRequest): string {
  const key = optionsKey(options);
  return options.esbuild?.mangleCache === undefined ? key : JSON.stringify([key, id]);
}
