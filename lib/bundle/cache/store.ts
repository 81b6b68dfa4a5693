import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { digest } from "../canonical-data";
import { isSettled, type Status, statusOf } from "./disk";

/** The files of bundles, each called by the digest of its content. */
export class ObjectStore {
  /** The files whose content is right, by their digests, as they were when that was found out. */
  private readonly known = new Map<string, Status>();

  constructor(private readonly folder: string) {}

  public pathOf(hash: string): string {
    return join(this.folder, hash);
  }

  /** Whether the right file is there. With the stamp that it had when its content was right it is not read. */
  public hasIntact(hash: string, stamp: string): boolean {
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
    const isStored = (file !== undefined && this.move(file, path)) || writeSafely(path, content) !== undefined;
    if (isStored) this.known.set(hash, statusOf(path));
    return isStored;
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

/** The beginning of the names of files that are being written. */
const TEMPORARY = ".writing-";
const HOUR = 3_600_000;

/**
 * Writes a file so that nobody ever reads half of it: neither a synthesis at the same time, nor the next one after this
 * was killed. Returns the time of the disk, `undefined` if the file can't be written.
 */
export function writeSafely(path: string, content: string | Uint8Array): number | undefined {
  const unique = process.hrtime.bigint();
  const temporary = join(dirname(path), `${TEMPORARY}${process.pid}-${Date.now()}-${unique}-${basename(path)}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, path);
    return statSync(path).ctimeMs;
  } catch {
    removeSafely(temporary);
    return undefined;
  }
}

/** Writes JSON after a line that shows whether it is complete, and for which key it was written. */
export function writeJson(path: string, key: string, content: unknown): void {
  const body = JSON.stringify(content);
  writeSafely(path, `${digest(key + body)}\n${body}`);
}

/** What `writeJson` wrote with the same key, `undefined` for anything else. */
export function readJson(path: string, key: string): unknown {
  try {
    const text = readFileSync(path, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === digest(key + body) ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes files of a folder that are not needed, once they are so old that no other synthesis is about to use them. */
export function sweep(folder: string, isNeeded: (name: string) => boolean): void {
  for (const name of namesOf(folder)) {
    const path = join(folder, name);
    if (!isNeeded(name) && Date.now() - modifiedAt(path) > HOUR) removeSafely(path);
  }
}

/** Whether a killed synthesis may have left a file half-written. */
export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY);
}

function removeSafely(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A cache with superfluous files is still right.
  }
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}
