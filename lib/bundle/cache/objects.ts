import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { digest } from "../digest";
import { isSettled, type Status, statusOf } from "./disk";
import { removeSafely, sweep, writeSafely } from "./safe-file";

/** The files of bundles, each called by the digest of its content. */
export class Objects {
  /** The files whose content is right, by their digests, as they were when that was found out. */
  private readonly known = new Map<string, Status>();

  constructor(private readonly folder: string) {}

  public pathOf(hash: string): string {
    return join(this.folder, hash);
  }

  /** Whether the right file is there. With the stamp that it had when its content was right it is not read. */
  public holds(hash: string, stamp: string): boolean {
    const status = statusOf(this.pathOf(hash));
    if (status.kind !== "file") return false;
    if (status.stamp !== stamp) return this.read(hash) !== undefined;
    this.known.set(hash, status);
    return true;
  }

  /** The content, `undefined` if it is missing or damaged. A damaged file is removed, so that it is written again. */
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
      // Anyone may remove the file at any time.
    }
    return undefined;
  }

  /** Whether a file is as it was when its content was right. */
  public isUnchanged(hash: string): boolean {
    const known = this.known.get(hash);
    return known !== undefined && known.stamp === statusOf(this.pathOf(hash)).stamp;
  }

  /** Writes a content, or moves the `file` that has it, and returns whether the cache has it now. */
  public write(hash: string, content: Uint8Array, file?: string): boolean {
    const path = this.pathOf(hash);
    const isThere = (file !== undefined && this.move(file, path)) || writeSafely(path, content) !== undefined;
    if (isThere) this.known.set(hash, statusOf(path));
    return isThere;
  }

  /** Whether the right file was there when it was last read or written. */
  public has(hash: string): boolean {
    return this.known.has(hash);
  }

  /** The stamp of a right file, "" while it is so young that a change might not show in it. */
  public stampOf(hash: string, moment: number): string {
    const known = this.known.get(hash);
    return known !== undefined && isSettled(known.changed, moment) ? known.stamp : "";
  }

  public prune(needed: ReadonlySet<string>): void {
    sweep(this.folder, (name) => needed.has(name));
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
}
