import { existsSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { entriesOf, PackageLayout, type Place } from "./package-layout";
import { BundleError, posixRelative } from "./sources";

/** A file of a directory that is copied into a function's folder. */
export interface DirectoryFile {
  /** Relative to the function's folder, with forward slashes. */
  readonly path: string;
  /** Absolute path of the file to copy. */
  readonly from: string;
  /** In bytes. */
  readonly size: number;
}

/** Options of a listing. */
interface ListOptions {
  /** Whether a file or folder is left out, by its absolute path. It has to leave the output out. */
  readonly isLeftOut?: (path: string) => boolean;
}

/**
 * Lists the files that a function's folder gets from a directory, sorted by path.
 *
 * Symbolic links are replaced by their targets, even outside of the directory, so that the folder is complete on every
 * machine. A linked package in `node_modules` gets its dependencies beneath it, where Node.js finds them.
 *
 * @param outputs what a synthesis writes to, which the directory must not overlap
 */
export function listDirectory(
  directory: string,
  outputs: readonly string[],
  options: ListOptions = {},
): readonly DirectoryFile[] {
  const name = basename(directory);
  if (options.isLeftOut === undefined && outputs.some((output) => overlaps(directory, output)))
    throw new BundleError(
      [],
      `The directory "${name}" can't be packed: it overlaps the output folder. Build into another directory.`,
    );
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new BundleError([], `The directory "${name}" does not exist. Build it before the synthesis.`);
  const files = new Listing(directory, outputs, options).files();
  if (files.length === 0) throw new BundleError([], `The directory "${name}" is empty. Build it before the synthesis.`);
  return files;
}

class Listing {
  private readonly found: DirectoryFile[] = [];
  private readonly layout = new PackageLayout({
    list: (place) => this.list(place),
    problem: (path, what) => this.problem(path, what),
  });

  constructor(
    private readonly directory: string,
    private readonly outputs: readonly string[],
    private readonly options: ListOptions,
  ) {}

  public files(): readonly DirectoryFile[] {
    this.list({ path: this.directory, target: "", above: [] });
    return this.found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private list({ path, target, above }: Place): void {
    const real = realpathSync(path);
    if (above.includes(real)) throw this.problem(path, "is a symbolic link to one of its parent folders");
    if (this.isOutput(real)) throw this.problem(path, "overlaps the synthesis output");
    const within = { path, target, above: [...above, real] };
    const names = basename(path) === "node_modules" ? this.layout.listPackages(within) : entriesOf(path);
    for (const name of names) this.add(within, name);
  }

  private add({ path: folder, target, above }: Place, name: string): void {
    const path = join(folder, name);
    if (this.options.isLeftOut?.(path) === true) return;
    const stats = statsOf(path);
    const place = { path, target: target === "" ? name : `${target}/${name}`, above };
    if (stats === undefined) throw this.problem(path, "is a broken symbolic link");
    if (stats.isDirectory()) this.list(place);
    else if (stats.isFile()) this.found.push({ path: place.target, from: path, size: stats.size });
    else throw this.problem(path, "is neither a file nor a folder");
  }

  /** A listing that leaves files out may contain the output, which is left out. */
  private isOutput(real: string): boolean {
    const isWithin = (output: string) => contains(resolveExistingLinks(output), real);
    return this.outputs.some(this.options.isLeftOut === undefined ? (output) => overlaps(real, output) : isWithin);
  }

  private problem(path: string, what: string): BundleError {
    const name = basename(this.directory);
    const inside = posixRelative(this.directory, path);
    const place = inside.startsWith("../") ? basename(path) : `${name}/${inside}`;
    return new BundleError([], `The directory "${name}" can't be packed: "${place}" ${what}.`);
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // The target is missing, or the links form a cycle.
    return undefined;
  }
}

/** Whether one of two folders contains the other. They need not exist. */
function overlaps(one: string, other: string): boolean {
  const a = resolveExistingLinks(one);
  const b = resolveExistingLinks(other);
  return contains(a, b) || contains(b, a);
}

function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === "" || (way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && resolve(inner) !== way);
}

function resolveExistingLinks(path: string): string {
  const full = resolve(path);
  return existsSync(full) ? realpathSync(full) : join(resolveExistingLinks(dirname(full)), basename(full));
}
