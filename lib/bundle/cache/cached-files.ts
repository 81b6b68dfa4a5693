import type { BundledFile } from "../request";
import type { Objects } from "./objects";
import type { StagedFiles } from "./staged-files";

/** What files of the cache are read from. */
export interface Source {
  readonly objects: Objects;
  readonly staged: StagedFiles;
  /** Bundles again, should the cache turn out not to hold what it seemed to. */
  readonly rebuild: () => readonly BundledFile[];
}

interface Kept {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/** The files of a cached bundle, which are read one by one, and only when they are asked for. */
export function cachedFiles(files: readonly Kept[], source: Source): readonly BundledFile[] {
  const { objects, staged } = source;
  let rebuilt: readonly BundledFile[] | undefined;
  const anew = (path: string): Uint8Array => {
    rebuilt ??= source.rebuild();
    return rebuilt.find((file) => file.path === path)?.contents ?? new Uint8Array();
  };
  return files.map(({ path, hash, size }) => ({
    path,
    get contents() {
      return objects.read(hash) ?? anew(path);
    },
    cached: { hash, size, staged, path: objects.pathOf(hash), isUnchanged: () => objects.isUnchanged(hash) },
  }));
}
