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
  readonly contents: Uint8Array;
}
