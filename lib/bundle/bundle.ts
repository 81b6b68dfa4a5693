import { realpathSync } from "node:fs";
import { buildAll } from "./build-all";
import { BundleCache, type Bundled } from "./cache/bundle-cache";
import { renderNotices } from "./messages";
import type { BundledFile, BundleRequest } from "./request";

export type { BundleOptions } from "./options";
export type { BundledFile, BundleRequest } from "./request";

export interface BundleResult {
  /** By the id of the request. */
  readonly files: ReadonlyMap<string, readonly BundledFile[]>;
  /** As esbuild prints them, each once, under the owners that it concerns. */
  readonly warnings: readonly string[];
}

export interface BundleSettings {
  /**
   * Whether bundles of earlier syntheses are used, and those of this one kept, under `node_modules/.cache`.
   *
   * @default true
   */
  readonly cache?: boolean;
}

/**
 * Bundles every request: `index.mjs` or `index.cjs`, which exports the handler by its name, and its map.
 *
 * Starting esbuild and parsing what handlers share cost most of the time, so requests with equal options go through one
 * call, but for those whose inputs have not changed since they were last bundled. The bytes of a bundle depend on its
 * own sources and options alone: not on the other requests, on their order, or on where the project lies.
 *
 * @throws BundleError one for all that is wrong, with the owners of every request that failed
 */
export function bundleAll(
  requests: readonly BundleRequest[],
  root: string,
  { cache: isCached = true }: BundleSettings = {},
): BundleResult {
  // esbuild follows symbolic links, so paths relative to a root that is one would lead through the whole disk.
  const realRoot = realpathSync(root);
  const cache = isCached && requests.length > 0 ? new BundleCache(realRoot) : undefined;
  const found = byRequest(cache?.find(requests, (request) => rebuilt(request, root)) ?? []);
  const { bundles, failure } = buildAll(
    requests.filter((request) => !found.has(request)),
    realRoot,
  );
  const made = byRequest(cache?.keep(bundles) ?? bundles);
  if (failure !== undefined) throw failure;
  const all = requests.flatMap((request) => found.get(request) ?? made.get(request) ?? []);
  const notices = all.flatMap(({ request, warnings }) => warnings.map((text) => ({ owner: request.owner, text })));
  return { files: new Map(all.map(({ request, files }) => [request.id, files])), warnings: renderNotices(notices) };
}

function byRequest(bundles: readonly Bundled[]): ReadonlyMap<BundleRequest, Bundled> {
  return new Map(bundles.map((bundled) => [bundled.request, bundled]));
}

function rebuilt(request: BundleRequest, root: string): readonly BundledFile[] {
  return bundleAll([request], root, { cache: false }).files.get(request.id) ?? [];
}
