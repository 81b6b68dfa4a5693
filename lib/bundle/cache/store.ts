import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { digest } from "../canonical-data";
import { isSettled, type Status, statusOf } from "./disk";

/** Stores the files of bundles. The name of each file is the digest of its content. */
export class ObjectStore {
  /** The statuses of files whose content has been verified or written, by digest. */
  private readonly known = new Map<string, Status>();

  constructor(private readonly folder: string) {}

  public pathOf(hash: string): string {
    return join(this.folder, hash);
  }

  /** Whether the file exists and is intact. A file with the given stamp is not read again. */
  public hasIntact(hash: string, stamp: string): boolean {
    const status = statusOf(this.pathOf(hash));
    if (status.kind !== "file") return false;
    if (status.stamp !== stamp) return this.read(hash) !== undefined;
    this.known.set(hash, status);
    return true;
  }

  /** The content; `undefined` if the file is missing or damaged. A damaged file is removed, so that it is written again. */
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
      // Another process may have removed the file.
    }
    return undefined;
  }

  /** Whether a file has not changed since its content was verified or written. */
  public isUnchanged(hash: string): boolean {
    const known = this.known.get(hash);
    return known !== undefined && known.stamp === statusOf(this.pathOf(hash)).stamp;
  }

  /** Writes the content, or moves the `file` that contains it. Returns whether the file is stored. */
  public write(hash: string, content: Uint8Array, file?: string): boolean {
    const path = this.pathOf(hash);
    const isStored = (file !== undefined && this.move(file, path)) || writeSafely(path, content) !== undefined;
    if (isStored) this.known.set(hash, statusOf(path));
    return isStored;
  }

  /** Whether the file was intact when it was last read or written. */
  public has(hash: string): boolean {
    return this.known.has(hash);
  }

  /** The stamp of an intact file; "" if the file is so young that a change might not show in the stamp. */
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
      // The file is on another disk, or the cache is not writable.
      return false;
    }
  }
}

/** Prefix of the names of files that are being written. */
export const TEMPORARY = ".writing-";
const HOUR = 3_600_000;

/**
 * Writes a file atomically: neither a concurrent synthesis nor one after a crash reads half of it. Returns the time of
 * the disk; `undefined` if the file can't be written.
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

/** Writes JSON, preceded by a line with the digest of the key and the JSON. */
export function writeJson(path: string, key: string, content: unknown): void {
  const body = JSON.stringify(content);
  writeSafely(path, `${digest(key + body)}\n${body}`);
}

/** Reads JSON that `writeJson` wrote with the same key; `undefined` if the file is missing, damaged or has another key. */
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

/** Removes unneeded files of a folder that are more than an hour old. Another synthesis may still use younger ones. */
export function sweep(folder: string, isNeeded: (name: string) => boolean): void {
  for (const name of namesOf(folder)) {
    const path = join(folder, name);
    if (!isNeeded(name) && Date.now() - modifiedAt(path) > HOUR) removeSafely(path);
  }
}

/** Whether the name belongs to a file that is being written, or that a killed synthesis left behind. */
export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY);
}

function removeSafely(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Superfluous files do no harm.
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
