import { isAbsolute } from "node:path";
import type { Metafile } from "esbuild";
import { posixRelative } from "./posix-path";

/** The files that a file imports, directly or not, and the file itself; behind some of them the walk may stop. */
export function reachable(
  inputs: Metafile["inputs"],
  start: string,
  root: string,
  stopsAt: (file: string) => boolean = () => false,
): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const file of seen) {
    if (stopsAt(file)) continue;
    for (const { path, external } of inputs[file]?.imports ?? []) {
      // Among the imports are files of the option "inject", which esbuild calls external and names in full.
      const key = external && isAbsolute(path) ? posixRelative(root, path) : path;
      if (!external || inputs[key] !== undefined) seen.add(key);
    }
  }
  return seen;
}
