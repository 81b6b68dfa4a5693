import { lstatSync } from "node:fs";
import type { BundledFile } from "../request";
import { type Cached, CopyBatch, type Wanted } from "./copy-batch";

/** Below that, starting a thread takes longer than the copying. */
const FEWEST = 24;

/**
 * Bundles that a second thread copies out of the cache while this one goes on. They lie beside the cache at first, so
 * that the output holds nothing of a synthesis that fails, and are moved from there.
 */
export class CopiesAhead {
  private readonly batches: CopyBatch[] = [];

  /** Has folders copied that are not there yet, so far as that pays and can be done. */
  public add(wanted: readonly Wanted[]): void {
    if (wanted.length < FEWEST) return;
    const open = wanted.flatMap(({ folder, files }) =>
      isPlain(files) && !this.has(folder) && isMissing(folder) ? [{ folder, files }] : [],
    );
    const batch = open.length < FEWEST ? undefined : CopyBatch.start(open);
    if (batch) this.batches.push(batch);
  }

  /** Moves the copy of a folder to its place, if there is one of just that, and tells whether it lies there now. */
  public moveTo(wanted: Wanted): boolean {
    return this.batches.some((batch) => batch.moveTo(wanted));
  }

  /** Has the thread stop, and removes what was not moved. */
  public end(): void {
    for (const batch of this.batches.splice(0)) batch.end();
  }

  private has(folder: string): boolean {
    return this.batches.some((batch) => batch.has(folder));
  }
}

/** Whether all files come from the cache, and lie in the folder itself. */
function isPlain(files: readonly BundledFile[]): files is readonly Cached[] {
  return files.length > 0 && files.every(({ path, cached }) => cached !== undefined && !path.includes("/"));
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Something on the way is no folder, which staging will put right.
    return false;
  }
}
