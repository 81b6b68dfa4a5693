import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Message } from "esbuild";
import { FunctionFiles } from "./additions/function-files";
import { type BundleOutcome, buildGroup } from "./build-group";
import { BundleCache, type Bundled, cacheFolder, type FreshBundle } from "./cache/cache";
import { digest } from "./canonical-data";
import { formatMessages, renderNotices } from "./esbuild";
import { InstalledStore } from "./install/installed-store";
import { libraryVersion } from "./library-root";
import { needWarnings } from "./needs/deployed-beside";
import { optionsKey } from "./options";
import { withProgress } from "./progress";
import { type BundledFile, type BundleRequest, isProtected, memoryStore, requestKey, type Store } from "./request";
import { BundleError } from "./sources";

export type { Additions } from "./additions/additions";
export type { DeployedBeside } from "./needs/deployed-beside";
export type { BundleOptions } from "./options";
export type { BundledFile, BundleRequest, Wrapper } from "./request";

export interface BundleResult {
  /** The files of each function, by the id of its request. */
  readonly files: ReadonlyMap<string, readonly BundledFile[]>;
  /** Warnings in esbuild's format. Each distinct warning appears once, with the owners that it concerns. */
  readonly warnings: readonly string[];
}

export interface BundleSettings {
  /**
   * Whether to reuse bundles of earlier syntheses and to cache new ones, under `node_modules/.cache`.
   *
   * @default true
   */
  readonly cache?: boolean;
  /**
   * Files and folders that a synthesis writes into the project, relative to its root. The cache ignores them.
   *
   * @default ["cdktf.out"]
   */
  readonly outputs?: readonly string[];
}

/**
 * Bundles every request into `index.mjs` or `index.cjs`, which exports the handler by its name, and its source map.
 * With the option `splitting`, code behind `import()` is in further files next to it. Adds what is deployed beside it.
 *
 * Most of the time is spent on starting esbuild and on parsing shared modules. Therefore requests with equal options
 * share one call, and equal requests share one bundle. A bundle whose inputs have not changed comes from the cache.
 * The bytes of a bundle depend only on its own sources and options. They do not depend on the other requests, on their
 * order, or on the location of the project.
 *
 * @throws BundleError with all errors, and with the owners of every request that failed
 */
export function bundleAll(
  requests: readonly BundleRequest[],
  root: string,
  settings: BundleSettings = {},
): BundleResult {
  // esbuild resolves symbolic links. Relative to an unresolved root, its paths would leave the project.
  const realRoot = realpathSync(root);
  const cache = requests.length > 0 ? openCache(root, realRoot, settings) : undefined;
  const equals = groupBy(requests, requestKey);
  const wanted = [...equals.values()].flatMap((group) => group.find(isProtected) ?? group[0] ?? []);
  const found = cache?.find(wanted.filter((request) => !isProtected(request))) ?? [];
  const known = new Set(found.map(({ request }) => request));
  const open = wanted.filter((request) => !known.has(request));
  const owners = (request: BundleRequest) => (equals.get(requestKey(request)) ?? []).map(({ owner }) => owner);
  const store: Store = (request, ...file) =>
    cache === undefined || isProtected(request) ? memoryStore(request, ...file) : cache.store(request, ...file);
  const { bundles, failure } = reportProgress(open.length, () => buildAll(open, { root: realRoot, store, owners }));
  cache?.keep(bundles.filter(({ request }) => !isProtected(request)));
  if (failure !== undefined) throw failure;
  const { cache: isCached = true, outputs = ["cdktf.out"] } = settings;
  const installed = isCached ? new InstalledStore(cacheFolder(realRoot), cacheKey(realRoot)) : undefined;
  const paths = outputs.map((path) => resolve(root, path));
  return resultOf([...found, ...bundles], equals, new FunctionFiles({ root: realRoot, outputs: paths, installed }));
}

function openCache(root: string, realRoot: string, { cache = true, outputs = ["cdktf.out"] }: BundleSettings) {
  // esbuild also resolves packages in these folders, which the cache does not track.
  if (!cache || (process.env.NODE_PATH ?? "") !== "") return undefined;
  return new BundleCache(realRoot, {
    key: cacheKey(realRoot),
    outputs: outputs.map((path) => resolveParentLinks(resolve(root, path))),
    rebuild: (request) => bundleAll([request], root, { cache: false }).files.get(request.id) ?? [],
  });
}

/** Resolves the symbolic links in a path's parent folders. The file itself need not exist. */
function resolveParentLinks(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function resultOf(
  bundles: readonly Bundled[],
  equals: ReadonlyMap<string, readonly BundleRequest[]>,
  functions: FunctionFiles,
): BundleResult {
  const byKey = new Map(bundles.map((bundled) => [requestKey(bundled.request), bundled]));
  const all = [...equals].flatMap(([key, requests]) => {
    const bundled = byKey.get(key);
    return bundled ? requests.map((request) => ({ ...bundled, ...functions.complete(request, bundled), request })) : [];
  });
  const notices = all.flatMap(({ request, files, warnings, needs }) => {
    const paths = files.map(({ path }) => path);
    return [...warnings, ...needWarnings(needs, { ...request.beside, files: paths })].map((text) => ({
      owner: request.owner,
      text,
    }));
  });
  return { files: new Map(all.map(({ request, files }) => [request.id, files])), warnings: renderNotices(notices) };
}

/** The bundles that esbuild built, and one error for all requests that failed. */
interface BuiltBundles {
  readonly bundles: readonly FreshBundle[];
  readonly failure?: BundleError;
}

/** Settings of one build. */
interface BuildSettings {
  readonly root: string;
  readonly store: Store;
  /** The owners of all requests that are equal to this one. */
  readonly owners: (request: BundleRequest) => readonly string[];
}

/** Bundles every request, in one call of esbuild for each set of options. */
function buildAll(requests: readonly BundleRequest[], { root, store, owners }: BuildSettings): BuiltBundles {
  const outcomes = [...groupBy(requests, callKey).values()].flatMap((group) => buildGroup(group, root, store));
  const failed = outcomes.filter(({ errors }) => errors.length > 0);
  const warnings = formatOutcomes(outcomes, "warning");
  const bundles = outcomes.flatMap((outcome) => {
    const { request, files, needs, inputs, entry, alsoRead } = outcome;
    if (inputs === undefined) return [];
    const places = outcome.warnings.map(({ location }) => location?.file);
    return [{ request, files, needs, inputs, entry, alsoRead, places, warnings: warnings.get(outcome) ?? [] }];
  });
  return failed.length === 0 ? { bundles } : { bundles, failure: failureOf(failed, owners) };
}

function failureOf(outcomes: readonly BundleOutcome[], ownersOf: BuildSettings["owners"]): BundleError {
  const owners = [...new Set(outcomes.flatMap(({ request }) => ownersOf(request)))].sort();
  const errors = formatOutcomes(outcomes, "error");
  const notices = outcomes.flatMap((outcome) =>
    ownersOf(outcome.request).flatMap((owner) => (errors.get(outcome) ?? []).map((text) => ({ owner, text }))),
  );
  return new BundleError(owners, renderNotices(notices).join("\n\n"));
}

/** The messages of each outcome in esbuild's format. One call formats all of them. */
function formatOutcomes(
  outcomes: readonly BundleOutcome[],
  kind: "error" | "warning",
): ReadonlyMap<BundleOutcome, readonly string[]> {
  const messages = (outcome: BundleOutcome): readonly Message[] =>
    kind === "error" ? outcome.errors : outcome.warnings;
  const texts = formatMessages(outcomes.flatMap(messages), kind);
  let start = 0;
  return new Map(
    outcomes.map((outcome) => {
      const own = texts.slice(start, start + messages(outcome).length);
      start += own.length;
      return [outcome, own];
    }),
  );
}

/**
 * The key of the esbuild call that a request shares. esbuild applies a `mangleCache` to all entries of a call, and
 * `splitting` puts code that several entries import into one file. So a request with one of them gets a call of its
 * own. Otherwise other handlers would change its property names or its files.
 */
function callKey({ id, options }: BundleRequest): string {
  const key = optionsKey(options);
  const isAlone = options.splitting === true || options.esbuild?.mangleCache !== undefined;
  return isAlone ? JSON.stringify([key, id]) : key;
}

/** Groups values by key. The groups are in the order of their first values. */
function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** From this number of handlers on, bundling takes most of the time of a synthesis. */
const LONG_BUILD_HANDLERS = 10;

/** Builds bundles. Shows a progress line meanwhile if that may take about a second or more. */
function reportProgress<T>(handlers: number, work: () => T): T {
  const isLong = handlers >= LONG_BUILD_HANDLERS || (handlers > 0 && process.uptime() > 1);
  return isLong ? withProgress(`Bundling ${handlers} ${handlers === 1 ? "handler" : "handlers"} ...`, work) : work();
}

/** A digest of everything that every bundle depends on, apart from its sources and options. */
export function cacheKey(root: string): string {
  const esbuild = require("esbuild/package.json") as { readonly version: string };
  const { ESBUILD_BINARY_PATH = "" } = process.env;
  return digest(JSON.stringify([libraryVersion(), esbuild.version, ESBUILD_BINARY_PATH, process.platform, root]));
}
