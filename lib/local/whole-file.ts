import { randomUUID } from "node:crypto";
import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";

// Several runs may use one folder at the same time. Files are written atomically, so that no reader sees half a file.

interface FileOptions {
  readonly mode?: number;
}

/** Writes a file, and replaces an existing one. */
export function replaceFile(path: string, text: string, options: FileOptions = {}): void {
  renameSync(writeTemporary(path, text, options), path);
}

/** Writes a file unless it already exists. */
export function createFile(path: string, text: string, options: FileOptions = {}): void {
  const temporary = writeTemporary(path, text, options);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
}

function writeTemporary(path: string, text: string, options: FileOptions): string {
  const temporary = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(temporary, text, options);
  return temporary;
}
