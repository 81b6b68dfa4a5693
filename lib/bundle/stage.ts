import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { DirectoryFile } from "./directory";
import type { BundledFile } from "./request";
import { BundleError } from "./sources";

/** The POSIX mode of a folder (type and permissions 0755). */
const FOLDER_MODE = 0o040755;

interface StageOptions {
  /** Names that are not removed. */
  readonly leave?: ReadonlySet<string>;
  /** The mode of the files, 0644 by default. */
  readonly mode?: number;
}

/** Writes files into a folder and removes everything else in it. */
export function stageFiles(
  folder: string,
  files: readonly BundledFile[],
  { leave, mode = 0o644 }: StageOptions = {},
): void {
  write(folder, files, mode, leave);
}

/**
 * Copies listed files into a folder and removes everything else in it. All files get the mode 0755: a runtime's
 * `bootstrap` must be executable, and the files' own modes differ between machines, which would change the archive.
 */
export function stageCopies(folder: string, files: readonly DirectoryFile[]): void {
  write(folder, files, 0o755);
}

function write(
  folder: string,
  files: readonly (BundledFile | DirectoryFile)[],
  mode: number,
  leave: ReadonlySet<string> = new Set(),
): void {
  const escaping = files.find(({ path }) => posix.isAbsolute(path) || posix.normalize(path).startsWith("../"));
  if (escaping !== undefined) {
    throw new BundleError([], `"${posix.basename(escaping.path)}" would be written outside of the function's folder.`);
  }
  clear(folder, leave);
  makeFolder(folder);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const parent of parentsOf(file.path)) makeFolder(join(folder, parent));
    writeFile(join(folder, file.path), file, mode);
  }
}

function writeFile(path: string, file: BundledFile | DirectoryFile, mode: number): void {
  if ("from" in file) copyFileSync(file.from, path, constants.COPYFILE_FICLONE);
  else if (file.cached?.isUnchanged() !== true || !copyFile(file.cached.path, path)) writeFileSync(path, file.contents);
  // The umask restricts the mode of a new file, but not the mode that chmod sets.
  chmodSync(path, mode);
}

/** Copies a file. Where the disk supports it, both files share their blocks. */
function copyFile(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch {
    return false;
  }
}

/** Removes everything in a folder except some names. If the folder is a symbolic link, removes the link. */
function clear(folder: string, leave: ReadonlySet<string>): void {
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (leave.size === 0 || !isFolder) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  for (const name of readdirSync(folder)) {
    if (!leave.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function makeFolder(path: string): void {
  const { mode = 0 } = lstatSync(path, { throwIfNoEntry: false }) ?? {};
  if (mode === FOLDER_MODE) return;
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}

/** The folders above a path, which is relative and has forward slashes; the outermost first. */
export function parentsOf(path: string): readonly string[] {
  const parent = posix.dirname(path);
  return parent === "." ? [] : [...parentsOf(parent), parent];
}
