import type { BundledFile, BundleRequest } from "./request";

/**
 * Takes a file of a bundle, to be called `path`. Where `file` is given it holds the contents too, in a folder that is
 * about to be removed, and may be moved.
 */
export type Store = (request: BundleRequest, path: string, contents: Uint8Array, file?: string) => BundledFile;

export const memory: Store = (_request, path, contents) => ({ path, contents });
