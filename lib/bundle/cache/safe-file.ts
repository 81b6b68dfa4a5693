import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** How the names of what is being written begin. */
export const TEMPORARY = ".writing-";
let count = 0;

/**
 * Writes a file so that nobody ever sees half of it: not a second synthesis, and not the next one after this was
 * killed. Gives the time of the disk, or `undefined` when the disk won't have it.
 */
export function writeSafely(path: string, content: string | Uint8Array): number | undefined {
  const temporary = join(dirname(path), `${TEMPORARY}${process.pid}-${Date.now()}-${count++}-${basename(path)}`);
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

/** Removes files of a folder that nobody has touched for some time, but for those to keep. */
export function sweep(folder: string, keep: (name: string) => boolean, age: number, now: number): void {
  for (const name of namesOf(folder)) {
    const path = join(folder, name);
    if (!keep(name) && now - modified(path, now) > age) removeSafely(path);
  }
}

/** What a killed synthesis left half-written. */
export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY);
}

export function removeSafely(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A cache that can't be tidied is still right.
  }
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function modified(path: string, now: number): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return now;
  }
}
