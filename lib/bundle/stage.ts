import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
import type { BundledFile } from "./request";
import { BundleError, posixRelative } from "./sources";

/** A folder, by POSIX, that all may look into and its owner may change. */
const FOLDER_MODE = 0o040755;

/** Writes files into a folder, and nothing else: what lay there before is removed, except the names to leave alone. */
export function stageFiles(
  folder: string,
  files: readonly BundledFile[],
  leave: ReadonlySet<string> = new Set(),
): void {
  write(folder, files, 0o644, leave);
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
  const files = filesUnder(from, folder);
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
  clear(folder, leave);
  makeFolder(folder);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const parent of parents(file.path)) makeFolder(join(folder, parent));
    writeFile(join(folder, file.path), file, mode);
  }
}

function writeFile(path: string, file: BundledFile, mode: number): void {
  const { cached } = file;
  const isCopied = cached?.isUnchanged() === true && copyFile(cached.path, path);
  if (!isCopied) writeFileSync(path, file.contents);
  // The umask takes from the mode that a file is made with, but not from one that is set.
  chmodSync(path, mode);
}

/** Copies a file, on disks that can by sharing its blocks. */
function copyFile(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch {
    return false;
  }
}

/** Removes everything in a folder except some names. A link that stands for a folder is removed itself. */
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

function parents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [...parents(parent), parent];
}

/** Whether one of two folders lies in the other; the second one need not exist. */
function overlaps(one: string, other: string): boolean {
  const a = resolveExistingLinks(one);
  const b = resolveExistingLinks(other);
  return contains(a, b) || contains(b, a);
}

/** The files of a directory and of those below it, sorted, by their path relative to it. Links count as their target. */
function filesUnder(directory: string, output: string): readonly string[] {
  const name = basename(directory);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new BundleError([], `There is no directory "${name}". Build it before the synthesis.`);
  }
  return walk({ directory, output, name }, directory, []).sort();
}

interface Walk {
  readonly directory: string;
  readonly output: string;
  readonly name: string;
}

function walk(context: Walk, folder: string, above: readonly string[]): string[] {
  const real = realpathSync(folder);
  if (above.includes(real)) throw directoryProblem(context, folder, "is a symbolic link to a folder that it lies in");
  if (overlaps(real, context.output)) throw directoryProblem(context, folder, "leads into the output of the synthesis");
  return readdirSync(folder).flatMap((child) => {
    const path = join(folder, child);
    const stats = statsOf(path);
    if (stats === undefined) throw directoryProblem(context, path, "is a symbolic link that leads nowhere");
    if (stats.isDirectory()) return walk(context, path, [...above, real]);
    if (!stats.isFile()) throw directoryProblem(context, path, "is neither a file nor a folder");
    return [posixRelative(context.directory, path)];
  });
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // The target is missing, or the links go round in a circle.
    return undefined;
  }
}

function directoryProblem({ directory, name }: Walk, path: string, what: string): BundleError {
  const place = `${name}/${posixRelative(directory, path)}`;
  return new BundleError([], `The directory "${name}" can't be packed: "${place}" ${what}.`);
}

function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === "" || (way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && resolve(inner) !== way);
}

function resolveExistingLinks(path: string): string {
  const full = resolve(path);
  return existsSync(full) ? realpathSync(full) : join(resolveExistingLinks(dirname(full)), basename(full));
}
