import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { isRecord } from "./canonical-data";

/**
 * Whether a bundle contains a package twice: as ECMAScript modules, from the `module` field of its package.json, and as
 * CommonJS. Two copies of a package reject each other's objects, as those of `graphql` do.
 *
 * Only modules that are imported from outside of the package count: a package may use CommonJS internally.
 *
 * @param files the inputs that contribute to the bundle
 */
export function hasDuplicatePackage(inputs: Metafile["inputs"], files: ReadonlySet<string>, root: string): boolean {
  const contained = new Formats(inputs);
  for (const file of files) contained.add(file);
  const mixed = contained.mixed().filter((folder) => usesModuleField(resolve(root, folder)));
  if (mixed.length === 0) return false;
  const imported = new Formats(inputs);
  for (const file of files)
    for (const { path } of inputs[file]?.imports ?? [])
      if (packageFolder(path) !== packageFolder(file)) imported.add(path);
  return mixed.some((folder) => imported.isMixed(folder));
}

/** The formats of the modules in each package. */
class Formats {
  private readonly found = new Map<string, Set<string>>();

  constructor(private readonly inputs: Metafile["inputs"]) {}

  public add(path: string): void {
    const folder = packageFolder(path);
    const format = this.inputs[path]?.format;
    if (folder === undefined || format === undefined) return;
    this.found.set(folder, (this.found.get(folder) ?? new Set()).add(format));
  }

  public isMixed(folder: string): boolean {
    return (this.found.get(folder)?.size ?? 0) > 1;
  }

  public mixed(): readonly string[] {
    return [...this.found.keys()].filter((folder) => this.isMixed(folder));
  }
}

const PACKAGES = "/node_modules/";

/** The folder of the package that contains an input: `node_modules/graphql`. */
export function packageFolder(path: string): string | undefined {
  // Without a regular expression, because this is asked for every import of every bundle.
  const start = `/${path}`.lastIndexOf(PACKAGES);
  if (start < 0) return undefined;
  const name = start + PACKAGES.length - 1;
  const scopeEnd = path[name] === "@" ? path.indexOf("/", name) : name;
  const end = scopeEnd < 0 ? -1 : path.indexOf("/", scopeEnd + 1);
  return end < 0 ? undefined : path.slice(0, end);
}

/** Whether esbuild finds the package's entry point by its `module` field. A package with `exports` does not need one. */
function usesModuleField(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return isRecord(manifest) && typeof manifest.module === "string" && manifest.exports === undefined;
  } catch {
    return false;
  }
}
