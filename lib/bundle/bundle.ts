import { realpathSync } from "node:fs";
import { buildAll } from "./build-all";
import { BundleCache, type Bundled } from "./cache/bundle-cache";
import { groupBy } from "./group-by";
import { renderNotices } from "./messages";
import { withProgress } from "./progress";
import { type BundledFile, type BundleRequest, requestKey } from "./request";
import { memory } from "./store";

export type { Wrapper } from "./entry";
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
  /** Given the bundles that the cache has, by their ids, before esbuild makes the others. */
  readonly onFound?: (files: BundleResult["files"]) => void;
}

/**
 * Bundles every request: `index.mjs` or `index.cjs`, which exports the handler by its name, and its map.
 *
 * Starting esbuild and parsing what handlers share cost most of the time, so requests with equal options go through one
 * call, but for those whose inputs have not changed since they were last bundled; equal ones are bundled once. The bytes
 * of a bundle depend on its own sources and options alone: not on the other requests, on their order, or on where the
 * project lies.
 *
 * @throws BundleError one for all that is wrong, with the owners of every request that failed
 */
export function bundleAll(
  requests: readonly BundleRequest[],
  root: string,
  { cache: isCached = true, onFound }: BundleSettings = {},
): BundleResult {
  // esbuild follows symbolic links, so paths relative to a root that is one would lead through the whole disk.
  const realRoot = realpathSync(root);
  const cache = isCached && requests.length > 0 ? new BundleCache(realRoot, (one) => rebuilt(one, root)) : undefined;
  const equals = groupBy(requests, requestKey);
  const wanted = [...equals.values()].flatMap(([first]) => first ?? []);
  const found = new Map(cache?.find(wanted).map((bundled) => [bundled.request, bundled]));
  if (found.size > 0 && found.size < wanted.length) onFound?.(resultOf([...found.values()], equals).files);
  const open = wanted.filter((request) => !found.has(request));
  const owners = (request: BundleRequest) => (equals.get(requestKey(request)) ?? []).map(({ owner }) => owner);
  const store = cache?.store.bind(cache) ?? memory;
  const { bundles, failure } = withProgress(open.length, () => buildAll(open, { root: realRoot, store, owners }));
  cache?.keep(bundles);
  if (failure !== undefined) throw failure;
  return resultOf([...found.values(), ...bundles], equals);
}

function resultOf(bundles: readonly Bundled[], equals: ReadonlyMap<string, readonly BundleRequest[]>): BundleResult {
  const byKey = new Map(bundles.map((bundled) => [requestKey(bundled.request), bundled]));
  const all = [...equals].flatMap(([key, requests]) =>
    requests.flatMap((request): Bundled[] => {
      const bundled = byKey.get(key);
      return bundled ? [{ ...bundled, request }] : [];
    }),
  );
  const notices = all.flatMap(({ request, warnings }) => warnings.map((text) => ({ owner: request.owner, text })));
  return { files: new Map(all.map(({ request, files }) => [request.id, files])), warnings: renderNotices(notices) };
}

function rebuilt(request: BundleRequest, root: string): readonly BundledFile[] {
  return bundleAll([request], root, { cache: false }).files.get(request.id) ?? [];
}
