import type { Wrapper } from "./entry";
import type { HandlerSource } from "./handler";
import { type BundleOptions, optionsKey } from "./options";

/** One handler to bundle. */
export interface BundleRequest {
  /** Unique among the requests. */
  readonly id: string;
  /** What messages call it, for example `route "sendMessage"`. */
  readonly owner: string;
  readonly source: HandlerSource;
  readonly options: BundleOptions;
  readonly wrapper?: Wrapper;
}

const keys = new WeakMap<BundleRequest, string>();

/** Equal for requests of one bundle. */
export function requestKey(request: BundleRequest): string {
  const { source, options, wrapper } = request;
  const known = keys.get(request);
  const key = known ?? JSON.stringify([source.relative, source.exportName, optionsKey(options), wrapper]);
  if (known === undefined) keys.set(request, key);
  return key;
}

export interface BundledFile {
  /** Relative to the function's folder, with forward slashes: `index.mjs`, `index.mjs.map`. */
  readonly path: string;
  /** Of a cached file it is read when it is asked for. */
  readonly contents: Uint8Array;
  /** By which a file that lies in the output already is known again. */
  readonly cached?: CachedContents;
}

interface CachedContents {
  readonly hash: string;
  readonly size: number;
  readonly staged: Staged;
  /** Where the cache holds it. */
  readonly path: string;
  /** Whether that is the file that was found right. If not, it first has to be read. */
  isUnchanged(): boolean;
}

/** What is known of the files in the output. */
interface Staged {
  /** The folder of the cache. */
  readonly folder: string;
  holds(path: string, hash: string, size: number, mode: number): boolean;
  wrote(path: string, hash: string): void;
  save(): void;
}
