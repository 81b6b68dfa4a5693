import { type BundleOptions, optionsKey } from "./options";
import type { HandlerSource } from "./sources";

/** A function of the library around a user's handler. */
export interface Wrapper {
  /** Absolute path of the module that exports it. */
  readonly module: string;
  /** Name of a function `(handler, options) => handler`. */
  readonly export: string;
  /** Plain JSON. */
  readonly options?: unknown;
}

/** One handler to bundle. */
export interface BundleRequest {
  /** Unique among the requests. */
  readonly id: string;
  /** What messages call it, for example `route "sendMessage"`. */
  readonly owner: string;
  readonly source: HandlerSource;
  readonly options: BundleOptions;
  readonly wrapper?: Wrapper;
  /** Whether the handler decides who gets in. Then its bundle neither comes from the cache nor goes there. */
  readonly decidesAccess?: boolean;
}

/** Equal for requests of one bundle. */
export function requestKey({ source, options, wrapper }: BundleRequest): string {
  return JSON.stringify([source.relative, source.exportName, optionsKey(options), wrapper]);
}

/**
 * Whether a bundle must come from the sources alone. Who can write to the cache must not be able to replace the code
 * that decides who gets in: an authorizer, or a handler with a guard around it.
 */
export function isProtected({ decidesAccess, wrapper }: BundleRequest): boolean {
  return decidesAccess === true || wrapper !== undefined;
}

export interface BundledFile {
  /** Relative to the function's folder, with forward slashes: `index.mjs`, `index.mjs.map`. */
  readonly path: string;
  /** A cached file is read when this is used. */
  readonly contents: Uint8Array;
  readonly cached?: CachedContents;
}

/** A file of the cache. */
interface CachedContents {
  readonly hash: string;
  readonly path: string;
  /** Whether the file is as it was when its content was right. If not, it must be read. */
  isUnchanged(): boolean;
}

/**
 * Takes a file of a bundle, to be called `path`. Where `file` is given it holds the contents too, in a folder that is
 * about to be removed, and may be moved.
 */
export type Store = (request: BundleRequest, path: string, contents: Uint8Array, file?: string) => BundledFile;

export const memoryStore: Store = (_request, path, contents) => ({ path, contents });
