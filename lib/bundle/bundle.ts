import { readFileSync, realpathSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Message } from "esbuild";
import { type BundleOutcome, buildGroup } from "./build-group";
import { BundleCache, type Bundled, type FreshBundle } from "./cache/cache";
import { digest } from "./canonical-data";
import { formatMessages, renderNotices } from "./esbuild";
import { optionsKey } from "./options";
import { type BundledFile, type BundleRequest, isProtected, memoryStore, requestKey, type Store } from "./request";
import { BundleError } from "./sources";

export type { BundleOptions } from "./options";
export type { BundledFile, BundleRequest, Wrapper } from "./request";

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
    cache === undefined || isProtected(request) ? memoryStore(request, ...file) : cache.store(request, ...file);
  const { bundles, failure } = withProgress(open.length, () => buildAll(open, { root: realRoot, store, owners }));
  cache?.keep(bundles.filter(({ request }) => !isProtected(request)));
  if (failure !== undefined) throw failure;
  return resultOf([...found, ...bundles], equals);
}

function openCache(root: string, realRoot: string, { cache = true, outputs = ["cdktf.out"] }: BundleSettings) {
  // esbuild looks for packages in the folders of this variable, too.
  if (!cache || (process.env.NODE_PATH ?? "") !== "") return undefined;
  return new BundleCache(realRoot, {
    key: cacheKey(realRoot),
    outputs: outputs.map((path) => resolveParentLinks(resolve(root, path))),
    rebuild: (request) => bundleAll([request], root, { cache: false }).files.get(request.id) ?? [],
  });
}

/** The path without links on the way; the file itself need not exist. */
function resolveParentLinks(path: string): string {
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

/** What esbuild made of some requests: the bundles that are good, and an error for all that are not. */
interface BuiltBundles {
  readonly bundles: readonly FreshBundle[];
  readonly failure?: BundleError;
}

/** What a bundling needs to know beside the requests. */
interface BuildSettings {
  readonly root: string;
  readonly store: Store;
  /** All who want what a request is for. */
  readonly owners: (request: BundleRequest) => readonly string[];
}

/** Has esbuild bundle every request, in one call for each set of options. */
function buildAll(requests: readonly BundleRequest[], { root, store, owners }: BuildSettings): BuiltBundles {
  const outcomes = [...groupBy(requests, callKey).values()].flatMap((group) => buildGroup(group, root, store));
  const failed = outcomes.filter(({ errors }) => errors.length > 0);
  const warnings = formatOutcomes(outcomes, "warning");
  const bundles = outcomes.flatMap((outcome) => {
    const { request, files, inputs, entry } = outcome;
    if (inputs === undefined) return [];
    const places = outcome.warnings.map(({ location }) => location?.file);
    return [{ request, files, inputs, entry, places, warnings: warnings.get(outcome) ?? [] }];
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

/** What esbuild prints for each of the outcomes, found out in one call. */
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

/** A cache of renamed properties serves all entries of a call, so there each is alone: others would show in its names. */
function callKey({ id, options }: BundleRequest): string {
  const key = optionsKey(options);
  return options.esbuild?.mangleCache === undefined ? key : JSON.stringify([key, id]);
}

/** Values that have the same key, in the order of the first of each. */
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

/** From so many handlers on, bundling is what a synthesis takes longest for. */
const LONG_BUILD_HANDLERS = 10;

/** Does some work and shows meanwhile, on a terminal, what is being done, where that takes about a second or more. */
function withProgress<T>(handlers: number, work: () => T): T {
  const isLong = handlers >= LONG_BUILD_HANDLERS || (handlers > 0 && process.uptime() > 1);
  if (!isLong || !isInteractive()) return work();
  writeNow(`Bundling ${handlers} ${handlers === 1 ? "handler" : "handlers"} ...`);
  try {
    return work();
  } finally {
    // To the start of the line, and nothing left of it.
    writeNow("\r\u001b[K");
  }
}

function isInteractive(): boolean {
  const { CI = "", TERM } = process.env;
  return process.stderr.isTTY && ["", "0", "false"].includes(CI) && TERM !== "dumb";
}

/** At once, because nothing that waits is written before the work is done. */
function writeNow(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // A terminal that takes nothing right now misses a line that is only there to be looked at.
  }
}

/** What every bundle depends on beside its sources. */
export function cacheKey(root: string): string {
  const esbuild = require("esbuild/package.json") as { readonly version: string };
  const { ESBUILD_BINARY_PATH = "" } = process.env;
  return digest(JSON.stringify([libraryVersion(), esbuild.version, ESBUILD_BINARY_PATH, process.platform, root]));
}

/** The version of this library. */
function libraryVersion(): string {
  // Both lib/bundle and dist/main, where the package has this code, lie two folders below the package.json.
  const manifest = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return manifest.version;
}
