import { existsSync, readFileSync } from "node:fs";
import { dirname, join, parse, posix, relative, resolve, sep } from "node:path";
import { isRecord } from "./json";

/** The folder that handler paths are relative to: the nearest one upwards with a `cdktf.json`, else `from` itself. */
export function projectRoot(from = process.cwd()): string {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "cdktf.json"))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      return start;
    }
  }
}

/** What a generated entry is called in bundles and maps, where its temporary path must not show. */
const ENTRY_NAME = "cdktf-apigateway-websocket/entry.js";

/** What a source file is called, from its path relative to the root. */
export type StablePaths = (path: string) => string;

/**
 * What source files are called in bundles and maps.
 *
 * Inside the project that is the path from the root. The way to a file outside of it depends on where both lie on the
 * machine, so such a file is called by its package's name and its path within the package.
 */
export function stablePaths(root: string, entries: readonly string[]): StablePaths {
  const known = new Map(entries.map((entry) => [entry, ENTRY_NAME]));
  return (path) => {
    const name = known.get(path) ?? stablePath(root, path);
    known.set(path, name);
    return name;
  };
}

/** Those of some paths that are called otherwise. */
export function renamedPaths(paths: readonly string[], stable: StablePaths): ReadonlySet<string> {
  return new Set(paths.filter((path) => stable(path) !== path));
}

function stablePath(root: string, path: string): string {
  if (!path.startsWith("..")) return path;
  const file = resolve(root, path);
  const owner = packageOf(dirname(file));
  if (owner !== undefined) return `${owner.name}/${posixRelative(owner.folder, file)}`;
  const common = resolve(root, "..".repeat(path.split("..").length - 1));
  return common === parse(common).root ? posix.basename(path) : path;
}

function packageOf(folder: string): { readonly name: string; readonly folder: string } | undefined {
  const name = packageName(join(folder, "package.json"));
  if (name !== undefined) return { name, folder };
  const parent = dirname(folder);
  return parent === folder ? undefined : packageOf(parent);
}

function packageName(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(content) && typeof content.name === "string" && content.name !== "" ? content.name : undefined;
  } catch {
    // No such file, or none that can be read: the next folder upwards may have one.
    return undefined;
  }
}

/** A path that reads the same on every operating system, for everything that is written or shown. */
export function posixRelative(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
