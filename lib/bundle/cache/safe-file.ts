import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { digest } from "../digest";

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
    if (!isNeeded(name) && Date.now() - modified(path) > HOUR) removeSafely(path);
  }
}

/** Whether a killed synthesis may have left a file half-written. */
export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY);
}

export function removeSafely(path: string): void {
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

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}
