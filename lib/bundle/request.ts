import type { Additions } from "./additions/additions";
import type { DeployedBeside } from "./needs/deployed-beside";
import { type BundleOptions, optionsKey } from "./options";
import type { HandlerSource } from "./sources";

/** A function of this library that wraps a user's handler. */
export interface Wrapper {
  /** Absolute path of the module that exports the function. */
  readonly module: string;
  /** Name of the exported function, which has the form `(handler, options) => handler`. */
  readonly export: string;
  /** JSON value that is passed to the function. */
  readonly options?: unknown;
}

/** One handler to bundle. */
export interface BundleRequest {
  /** Unique among the requests. */
  readonly id: string;
  /** The name of the function in messages, such as `route "sendMessage"`. */
  readonly owner: string;
  readonly source: HandlerSource;
  readonly options: BundleOptions;
  readonly wrapper?: Wrapper;
  /** Whether the handler authorizes clients. Its bundle is then neither read from the cache nor written to it. */
  readonly decidesAccess?: boolean;
  /** What the function contains beside the bundle. Requests that differ in it share a bundle. */
  readonly additions?: Additions;
  /** What else is deployed with the bundle. It concerns only warnings, so requests that differ in it share a bundle. */
  readonly beside?: DeployedBeside;
}

/** A key that is equal for requests that share a bundle. */
export function requestKey({ source, options, wrapper }: BundleRequest): string {
  return JSON.stringify([source.relative, source.exportName, optionsKey(options), wrapper]);
}

/**
 * Whether a bundle must always be built from the sources. Somebody with write access to the cache must not be able to
 * replace code that authorizes clients: an authorizer, or a handler with a scope guard.
 */
export function isProtected({ decidesAccess, wrapper }: BundleRequest): boolean {
  return decidesAccess === true || wrapper !== undefined;
}

export interface BundledFile {
  /** Relative to the function's folder, with forward slashes: `index.mjs`, `index.mjs.map`. */
  readonly path: string;
  /** A getter that reads the file if the file is cached. */
  readonly contents: Uint8Array;
  /** The size in bytes, where it is known without the contents. */
  readonly size?: number;
  readonly cached?: CachedContents;
}

/** A file of the cache. */
interface CachedContents {
  readonly hash: string;
  readonly path: string;
  /** Whether the file has not changed since its content was verified. If it has, `contents` must be used. */
  isUnchanged(): boolean;
}

/**
 * Stores a file of a bundle under `path`. If `file` is given, it contains the same bytes in a temporary folder and may
 * be moved.
 */
export type Store = (request: BundleRequest, path: string, contents: Uint8Array, file?: string) => BundledFile;

export const memoryStore: Store = (_request, path, contents) => ({ path, contents });
