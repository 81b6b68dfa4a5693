import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { BundleError } from "./bundle-error";
import { filesBelow, overlaps } from "./directory";
import type { BundledFile } from "./request";

/** Writes a function's files into its folder, and nothing else: what lay there before is gone. */
export function stageFiles(folder: string, files: readonly BundledFile[]): void {
  write(folder, files, 0o644);
}

/**
 * Copies a directory that the user built into a function's folder.
 *
 * Symbolic links become what they point to, also outside of the directory, because the folder must be complete on
 * another machine. All files are executable: a runtime's `bootstrap` has to be, and a mode that depended on the disk
 * would change the archive.
 */
export function stageDirectory(from: string, folder: string): void {
  if (overlaps(from, folder)) {
    throw new BundleError(
      [],
      `The directory "${basename(from)}" can't be packed: it and the folder that it would be copied to overlap.`,
    );
  }
  const files = filesBelow(from, folder);
  if (files.length === 0) {
    throw new BundleError([], `The directory "${basename(from)}" is empty. Build it before the synthesis.`);
  }
  write(
    folder,
    files.map((path) => ({ path, contents: readFileSync(join(from, path)) })),
    0o755,
  );
}

function write(folder: string, files: readonly BundledFile[], mode: number): void {
  const escaping = files.find(({ path }) => posix.isAbsolute(path) || posix.normalize(path).startsWith("../"));
  if (escaping !== undefined) {
    throw new BundleError([], `"${posix.basename(escaping.path)}" would be written outside of the function's folder.`);
  }
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  for (const { path, contents } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const parent of parents(path)) makeFolder(join(folder, parent));
    writeFileSync(join(folder, path), contents);
    // The umask takes from the mode that a file is made with, but not from one that is set.
    chmodSync(join(folder, path), mode);
  }
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}

function parents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [...parents(parent), parent];
}
