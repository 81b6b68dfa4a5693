import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { buildAll } from "./build-all";
import { BundleCache, type Bundled } from "./cache/cache";
import { groupBy } from "./group-by";
import { renderNotices } from "./messages";
import { withProgress } from "./progress";
import { type BundledFile, type BundleRequest, isProtected, requestKey } from "./request";
import { memory, type Store } from "./store";

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
  /**
   * Files and folders that a synthesis writes into the project, relative to its root: they change no bundle.
   *
   * @default ["cdktf.out"]
   */
  readonly outputs?: readonly string[];
}

/**
 * Bundles every request: `index.mjs` or `index.cjs`, which exports the handler by its name, and its map.
 *
 * Starting esbuild and parsing what handlers share cost most of the time, so requests with equal options go through one
 * call, except those whose inputs have not changed since they were last bundled; equal ones are bundled once. The bytes
 * of a bundle depend on its own sources and options alone: not on the other requests, on their order, or on where the
 * project lies.
 *
 * @throws BundleError one for all that is wrong, with the owners of every request that failed
 */
export function bundleAll(
  requests: readonly BundleRequest[],
  root: string,
  settings: BundleSettings = {},
): BundleResult {
  // esbuild follows symbolic links, so paths relative to a root that is one would lead through the whole disk.
  const realRoot = realpathSync(root);
  const cache = requests.length > 0 ? openCache(root, realRoot, settings) : undefined;
  const equals = groupBy(requests, requestKey);
  const wanted = [...equals.values()].flatMap((group) => group.find(isProtected) ?? group[0] ?? []);
  const found = cache?.find(wanted.filter((request) => !isProtected(request))) ?? [];
  const known = new Set(found.map(({ request }) => request));
  const open = wanted.filter((request) => !known.has(request));
  const owners = (request: BundleRequest) => (equals.get(requestKey(request)) ?? []).map(({ owner }) => owner);
  const store: Store = (request, ...file) =>
    cache === undefined || isProtected(request) ? memory(request, ...file) : cache.store(request, ...file);
  const { bundles, failure } = withProgress(open.length, () => buildAll(open, { root: realRoot, store, owners }));
  cache?.keep(bundles.filter(({ request }) => !isProtected(request)));
  if (failure !== undefined) throw failure;
  return resultOf([...found, ...bundles], equals);
}

function openCache(root: string, realRoot: string, { cache = true, outputs = ["cdktf.out"] }: BundleSettings) {
  // esbuild looks for packages in the folders of this variable, too.
  if (!cache || (process.env.NODE_PATH ?? "") !== "") return undefined;
  return new BundleCache(realRoot, {
    outputs: outputs.map((path) => realPath(resolve(root, path))),
    rebuild: (request) => bundleAll([request], root, { cache: false }).files.get(request.id) ?? [],
  });
}

/** The path without links on the way; the file itself need not exist. */
function realPath(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function resultOf(bundles: readonly Bundled[], equals: ReadonlyMap<string, readonly BundleRequest[]>): BundleResult {
  const byKey = new Map(bundles.map((bundled) => [requestKey(bundled.request), bundled]));
  const all = [...equals].flatMap(([key, requests]) => {
    const bundled = byKey.get(key);
    return bundled ? requests.map((request) => ({ ...bundled, request })) : [];
  });
  const notices = all.flatMap(({ request, warnings }) => warnings.map((text) => ({ owner: request.owner, text })));
  return { files: new Map(all.map(({ request, files }) => [request.id, files])), warnings: renderNotices(notices) };
}
