import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { digest } from "./digest";
import { removeSafely, sweep, writeSafely } from "./safe-file";

const HOUR = 3_600_000;

/** The files of bundles, each under the digest of its content. */
export class Objects {
  constructor(private readonly folder: string) {}

  /** Whether there is a file that may be the one; only reading it tells. */
  public seemsToHold(hash: string, size: number): boolean {
    try {
      return statSync(join(this.folder, hash)).size === size;
    } catch {
      return false;
    }
  }

  /** The content, or `undefined` when it is not what it was: then it is gone, so that it will be written anew. */
  public read(hash: string): Uint8Array | undefined {
    const path = join(this.folder, hash);
    try {
      const content = readFileSync(path);
      if (digest(content) === hash) return content;
      removeSafely(path);
    } catch {
      // Removed meanwhile, which everyone may do at any time.
    }
    return undefined;
  }

  /** Whether the content lies there now. */
  public write(hash: string, content: Uint8Array): boolean {
    return this.seemsToHold(hash, content.length) || writeSafely(join(this.folder, hash), content) !== undefined;
  }

  /** Removes what no bundle needs any more, but not what another synthesis may be about to note. */
  public prune(needed: ReadonlySet<string>, now: number): void {
    sweep(this.folder, (name) => needed.has(name), HOUR, now);
  }
}
