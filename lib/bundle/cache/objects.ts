import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { digest } from "./digest";
import { isSettled, type Status, statusOf } from "./disk";
import { removeSafely, sweep, writeSafely } from "./safe-file";

const HOUR = 3_600_000;

/** The files of bundles, each under the digest of its content. */
export class Objects {
  /** By their digests, the files that are known to be right, as they were then. */
  private readonly known = new Map<string, Status>();

  constructor(private readonly folder: string) {}

  /** Whether there is the right file. With the stamp that it had when it was known to be right it is not read. */
  public holds(hash: string, stamp: string): boolean {
    const status = statusOf(this.pathOf(hash));
    if (status.kind !== "file") return false;
    if (status.stamp !== stamp) return this.read(hash) !== undefined;
    this.known.set(hash, status);
    return true;
  }

  /** The content, or `undefined` when it is not what it was: then it is gone, so that it will be written anew. */
  public read(hash: string): Uint8Array | undefined {
    const path = this.pathOf(hash);
    const status = statusOf(path);
    try {
      const content = readFileSync(path);
      if (digest(content) === hash) {
        this.known.set(hash, status);
        return content;
      }
      removeSafely(path);
    } catch {
      // Removed meanwhile, which everyone may do at any time.
    }
    return undefined;
  }

  /** Whether a file is as it was when it was known to be right. */
  public isUnchanged(hash: string): boolean {
    const known = this.known.get(hash);
    return known !== undefined && known.stamp === statusOf(this.pathOf(hash)).stamp;
  }

  /** Puts a content into its place, and tells whether it lies there now. A `file` that holds it already is moved. */
  public write(hash: string, content: Uint8Array, file?: string): boolean {
    const path = this.pathOf(hash);
    const isThere = (file !== undefined && this.move(file, path)) || writeSafely(path, content) !== undefined;
    if (isThere) this.known.set(hash, statusOf(path));
    return isThere;
  }

  /** Whether the file lies there, right, since it was looked at or written. */
  public has(hash: string): boolean {
    return this.known.has(hash);
  }

  /** By what a right file may be known again, "" while it is so young that a change of it might not show. */
  public stampOf(hash: string, moment: number): string {
    const known = this.known.get(hash);
    return known !== undefined && isSettled(known, moment) ? known.stamp : "";
  }

  /** Removes what no bundle needs any more, but not what another synthesis may be about to note. */
  public prune(needed: ReadonlySet<string>, now: number): void {
    sweep(this.folder, (name) => needed.has(name), HOUR, now);
  }

  private move(file: string, path: string): boolean {
    try {
      mkdirSync(this.folder, { recursive: true });
      renameSync(file, path);
      return true;
    } catch {
      // The file lies on another disk, or the cache can't be written.
      return false;
    }
  }

  public pathOf(hash: string): string {
    return join(this.folder, hash);
  }
}
