import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { extendedBy, withEndings } from "./cache/tsconfig";

/**
 * A tsconfig.json and those that it extends, in absolute paths. They need not exist. Those of packages are left out,
 * because only an installation changes them.
 */
export function tsconfigFiles(path: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  if (!isFile(path)) return found;
  const folder = dirname(realpathSync(path));
  for (const base of extendedBy(readFileSync(path, "utf8")))
    if (/^\.\.?(?:[\\/]|$)/.test(base) || isAbsolute(base)) {
      const candidates = withEndings(resolve(folder, base));
      tsconfigFiles(candidates.find(isFile) ?? resolve(folder, base), found);
    }
  return found;
}

/** The tsconfig.json files that apply to files of a project, with those that they extend. */
export function tsconfigsOf(files: Iterable<string>, root: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of new Set([...files].map((file) => dirname(file)))) {
    const nearest = nearestTsconfig(folder, root);
    if (nearest !== undefined) tsconfigFiles(nearest, found);
  }
  return found;
}

// esbuild ignores the tsconfig.json files of packages.
function nearestTsconfig(folder: string, root: string): string | undefined {
  if (folder !== root && !folder.startsWith(root + sep)) return undefined;
  if (folder.split(sep).includes("node_modules")) return undefined;
  const path = join(folder, "tsconfig.json");
  return isFile(path) ? path : nearestTsconfig(dirname(folder), root);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
