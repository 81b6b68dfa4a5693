import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { withTemporaryFolder } from "../temporary-folder";
import { sweep, TEMPORARY } from "./store";

/**
 * Writes a folder of the cache, which exists only when it is complete: an interruption leaves nothing in its place.
 *
 * @param write writes into a temporary folder, and returns the complete folder in it
 */
export function writeWholeFolder(cache: string, folder: string, write: (scratch: string) => string): void {
  mkdirSync(dirname(folder), { recursive: true });
  sweep(cache, (name) => !name.startsWith(TEMPORARY));
  withTemporaryFolder(
    TEMPORARY,
    (scratch) => {
      const complete = write(scratch);
      // Another synthesis may have written the same folder meanwhile.
      if (!existsSync(folder)) renameSync(complete, folder);
    },
    cache,
  );
}
