import { lstatSync, realpathSync, statSync } from "node:fs";
import { basename, join, posix, resolve, win32 } from "node:path";
import { type DirectoryFile, listDirectory } from "../directory";
import { type EntryPoint, folded, mayReplaceHandler } from "../entry-point";
import { findReplacedModule } from "../python/replaced-module";
import { BundleError, withSlashes } from "../sources";
import { parentsOf } from "../stage";
import type { FileCopy } from "./additions";

interface CopyContext {
  readonly root: string;
  /** Absolute paths that a synthesis writes to. */
  readonly outputs: readonly string[];
  /** What Lambda calls; undefined if its runtime looks for the handler under one name only. */
  readonly entryPoint: EntryPoint | undefined;
}

/** A file at a path of the function's folder. */
type Placed = Pick<DirectoryFile, "path">;

/**
 * The copied files of a function. Symbolic links are replaced by their targets. A later entry replaces files of an
 * earlier one.
 *
 * @param own the function's other files, which no copied file may replace
 */
export function copiedFiles(
  copies: readonly FileCopy[],
  context: CopyContext,
  own: readonly Placed[],
): readonly DirectoryFile[] {
  const files = new Map(copies.flatMap((copy) => filesOf(copy, context)).map((file) => [file.path, file]));
  const taken = new Set(own.map(({ path }) => folded(path)));
  const { entryPoint } = context;
  const replaced = [...files.keys()].find(
    (path) => taken.has(folded(path)) || (entryPoint !== undefined && mayReplaceHandler(path, entryPoint)),
  );
  if (replaced !== undefined)
    throw unwritable(
      replaced,
      "which is part of the function's own code, or which Lambda might load in place of the handler",
    );
  requireNoFileAsFolder([...files.keys()], own);
  if (entryPoint !== undefined && entryPoint.language !== "node") requireOwnModules([...files.keys()], own);
  return [...files.values()];
}

function unwritable(path: string, why: string): BundleError {
  const other = JSON.stringify(`files/${posix.basename(path)}`);
  return new BundleError(
    [],
    `"copyFiles" would write ${JSON.stringify(path)}, ${why}. Set another "to": copyFiles: [{ from: …, to: ${other} }].`,
  );
}

function requireNoFileAsFolder(copied: readonly string[], own: readonly Placed[]): void {
  const all = [...own.map(({ path }) => path), ...copied];
  const folders = new Set(all.flatMap(parentsOf));
  const both = all.find((path) => folders.has(path));
  if (both === undefined) return;
  throw new BundleError(
    [],
    `"copyFiles" would make ${JSON.stringify(both)} both a file and a folder. Set another "to" for one of them.`,
  );
}

function requireOwnModules(copied: readonly string[], own: readonly Placed[]): void {
  const found = findReplacedModule(
    copied,
    own.map(({ path }) => path),
  );
  if (found !== undefined)
    throw unwritable(found.path, `which Python might import in place of ${JSON.stringify(found.own)}`);
}

function filesOf(copy: FileCopy, { root, outputs }: CopyContext): readonly DirectoryFile[] {
  const from = join(root, withSlashes(copy.from));
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats === undefined) throw missing(copy.from, from);
  if (stats.isFile()) return [{ path: targetOf(copy, true), from: realpathSync(from), size: stats.size }];
  const to = targetOf(copy, false);
  return listDirectory(from, outputs).map((file) => ({ ...file, path: posix.join(to, file.path) }));
}

/** Where a copy goes, relative to the function's folder. A `to` that ends with a slash is the folder of a file. */
function targetOf({ from, to = from }: FileCopy, isFile: boolean): string {
  const slashed = withSlashes(to);
  const full =
    isFile && (slashed.endsWith("/") || slashed === ".") ? `${slashed}/${basename(withSlashes(from))}` : slashed;
  const path = posix.normalize(full).replace(/\/$/, "");
  if (!win32.isAbsolute(path) && path !== ".." && !path.startsWith("../")) return path;
  throw new BundleError(
    [],
    `"copyFiles" has to copy into the function's folder; got "to" ${JSON.stringify(to)}, which is outside of it. Write copyFiles: [{ from: ${JSON.stringify(from)}, to: ${JSON.stringify(basename(resolve(from)))} }].`,
  );
}

function missing(from: string, path: string): BundleError {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const problem = isLink ? "which is a broken symbolic link" : "which does not exist";
  return new BundleError(
    [],
    `"copyFiles" copies files and folders of the project; got "from" ${JSON.stringify(from)}, ${problem}. Create it before synthesis. Paths are relative to the folder of cdktf.json, else to the working directory.`,
  );
}
