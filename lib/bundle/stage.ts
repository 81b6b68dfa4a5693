import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { BundleError } from "./bundle-error";
import { digest } from "./cache/digest";
import { filesBelow, overlaps } from "./directory";
import type { BundledFile } from "./request";

/** A folder, by POSIX, that all may look into and its owner may change. */
const FOLDER_MODE = 0o040755;

/**
 * Writes files into a folder, and nothing else: what lay there before is gone, but for the folders to leave alone.
 * A file of the cache that is there already, unchanged, is not written again.
 */
export function stageFiles(
  folder: string,
  files: readonly BundledFile[],
  leave: ReadonlySet<string> = new Set(),
): void {
  write(folder, files, 0o644, leave);
}

/** Has the cache note what was staged, once it all is. */
export function noteStaged(files: readonly BundledFile[]): void {
  for (const staged of new Set(files.map(({ cached }) => cached?.staged))) staged?.save();
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

function write(
  folder: string,
  files: readonly BundledFile[],
  mode: number,
  leave: ReadonlySet<string> = new Set(),
): void {
  const escaping = files.find(({ path }) => posix.isAbsolute(path) || posix.normalize(path).startsWith("../"));
  if (escaping !== undefined) {
    throw new BundleError([], `"${posix.basename(escaping.path)}" would be written outside of the function's folder.`);
  }
  const held = new Set(
    files.filter(({ path, cached }) => cached?.staged.holds(join(folder, path), cached.hash, cached.size, mode)),
  );
  clear(folder, new Set([...[...held].map(({ path }) => path), ...leave]));
  makeFolder(folder);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const parent of parents(file.path)) makeFolder(join(folder, parent));
    // Asked again: a held file that lay behind a link is gone with the link.
    if (!held.has(file) || !existsSync(join(folder, file.path))) writeOne(join(folder, file.path), file, mode);
  }
}

function writeOne(path: string, file: BundledFile, mode: number): void {
  const { cached } = file;
  const isCopied = cached?.isUnchanged() === true && copied(cached.path, path);
  const written = isCopied ? undefined : file.contents;
  if (written) writeFileSync(path, written);
  // The umask takes from the mode that a file is made with, but not from one that is set.
  chmodSync(path, mode);
  cached?.staged.wrote(path, written ? digest(written) : cached.hash);
}

/** Copies a file, on disks that can by sharing its blocks. */
function copied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch {
    return false;
  }
}

/** Removes all that lies in a folder but for some paths in it. A link that stands for a folder goes as a whole. */
function clear(folder: string, keep: ReadonlySet<string>): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (keep.size === 0 || !stats.isDirectory()) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const below = [...keep].flatMap((path) =>
      path.startsWith(`${entry.name}/`) ? [path.slice(entry.name.length + 1)] : [],
    );
    if (below.length > 0) clear(join(folder, entry.name), new Set(below));
    else if (!keep.has(entry.name)) rmSync(join(folder, entry.name), { recursive: true, force: true });
  }
}

function makeFolder(path: string): void {
  const { mode = 0 } = lstatSync(path, { throwIfNoEntry: false }) ?? {};
  if (mode === FOLDER_MODE) return;
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}

function parents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [...parents(parent), parent];
}
