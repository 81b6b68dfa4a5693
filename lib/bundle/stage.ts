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
 * Copies a directory that the user built into a function's folder.
 *
 * Symbolic links are replaced by their targets, even outside of the directory, so that the folder is complete on every
 * machine. All files get the mode 0755: a runtime's `bootstrap` must be executable, and the files' own modes differ
 * between machines, which would change the archive.
 *
 * @param copied further files, which must not replace a file of the directory
 */
export function stageDirectory(from: string, folder: string, copied: readonly BundledFile[] = []): void {
  if (overlaps(from, folder)) {
    throw new BundleError(
      [],
      `The directory "${basename(from)}" can't be packed: it overlaps the output folder. Build into another directory.`,
    );
  }
  const files = filesUnder(from, [folder]);
  if (files.length === 0) {
    throw new BundleError([], `The directory "${basename(from)}" is empty. Build it before the synthesis.`);
  }
  const own = files.map((path) => ({ path, contents: readFileSync(join(from, path)) }));
  write(folder, [...own, ...copied], 0o755);
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

function parents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [...parents(parent), parent];
}

/** Whether one of two folders contains the other. They need not exist. */
function overlaps(one: string, other: string): boolean {
  const a = resolveExistingLinks(one);
  const b = resolveExistingLinks(other);
  return contains(a, b) || contains(b, a);
}

/**
 * The relative paths of all files below a directory, sorted. Symbolic links are resolved.
 *
 * @param outputs folders that a synthesis writes to, which the directory must not overlap
 */
export function filesUnder(directory: string, outputs: readonly string[]): readonly string[] {
  const name = basename(directory);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new BundleError([], `The directory "${name}" does not exist. Build it before the synthesis.`);
  }
  return walk({ directory, outputs, name }, directory, []).sort();
}

interface Walk {
  readonly directory: string;
  readonly outputs: readonly string[];
  readonly name: string;
}

function walk(context: Walk, folder: string, above: readonly string[]): string[] {
  const real = realpathSync(folder);
  if (above.includes(real)) throw directoryProblem(context, folder, "is a symbolic link to one of its parent folders");
  if (context.outputs.some((output) => overlaps(real, output)))
    throw directoryProblem(context, folder, "overlaps the synthesis output");
  return readdirSync(folder).flatMap((child) => {
    const path = join(folder, child);
    const stats = statsOf(path);
    if (stats === undefined) throw directoryProblem(context, path, "is a broken symbolic link");
    if (stats.isDirectory()) return walk(context, path, [...above, real]);
    if (!stats.isFile()) throw directoryProblem(context, path, "is neither a file nor a folder");
    return [posixRelative(context.directory, path)];
  });
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // The target is missing, or the links form a cycle.
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
