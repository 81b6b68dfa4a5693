import { type Stats, statSync } from "node:fs";

/** The state of a file; undefined if there is none. */
export function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Text that differs after a file was written. */
export function versionOf(path: string): string {
  const stats = statOf(path);
  return stats === undefined ? "" : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

/** When a file was written, in milliseconds; 0 if there is none. */
export function timeOf(path: string): number {
  return statOf(path)?.mtimeMs ?? 0;
}
