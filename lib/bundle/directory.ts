import { existsSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { BundleError } from "./bundle-error";
import { posixRelative } from "./posix-path";

/** Whether one of two folders lies in the other; the second one need not exist. */
export function overlaps(one: string, other: string): boolean {
  const a = realPath(one);
  const b = realPath(other);
  return contains(a, b) || contains(b, a);
}

/** The files of a directory and of those below it, sorted, by their path relative to it. Links count as their target. */
export function filesBelow(directory: string, output: string): readonly string[] {
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
  if (above.includes(real)) throw problem(context, folder, "is a symbolic link to a folder that it lies in");
  if (overlaps(real, context.output)) throw problem(context, folder, "leads into the output of the synthesis");
  return readdirSync(folder).flatMap((child) => {
    const path = join(folder, child);
    const stats = statusOf(path);
    if (stats === undefined) throw problem(context, path, "is a symbolic link that leads nowhere");
    if (stats.isDirectory()) return walk(context, path, [...above, real]);
    if (!stats.isFile()) throw problem(context, path, "is neither a file nor a folder");
    return [posixRelative(context.directory, path)];
  });
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // The target is missing, or the links go round in a circle.
    return undefined;
  }
}

function problem({ directory, name }: Walk, path: string, what: string): BundleError {
  const place = `${name}/${posixRelative(directory, path)}`;
  return new BundleError([], `The directory "${name}" can't be packed: "${place}" ${what}.`);
}

function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === "" || (way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && resolve(inner) !== way);
}

function realPath(path: string): string {
  const full = resolve(path);
  return existsSync(full) ? realpathSync(full) : join(realPath(dirname(full)), basename(full));
}
