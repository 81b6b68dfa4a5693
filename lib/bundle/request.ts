import type { Wrapper } from "./entry";
import type { HandlerSource } from "./handler";
import type { BundleOptions } from "./options";

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
}

/** What is known of the files in the output. */
interface Staged {
  holds(path: string, hash: string, size: number, mode: number): boolean;
  wrote(path: string, contents: Uint8Array): void;
  save(): void;
}
