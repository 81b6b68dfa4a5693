import { existsSync } from "node:fs";
import { join } from "node:path";
import { libraryRoot } from "../bundle/library-root";

// The repository contains the sources. The package contains ECMAScript modules, of which esbuild bundles only what is
// used. The bundles of both are equal except for minified names.
const runtimeFileEndings = [".ts", ".mjs"];

/** Returns the absolute path of a module of lib/runtime, such as "resource", for a bundle to import. */
export function runtimeFile(name: string): string {
  const folder = join(libraryRoot, "runtime");
  const path = join(folder, name);
  const ending = runtimeFileEndings.find((candidate) => existsSync(path + candidate));
  if (ending === undefined) throw new RangeError(`There is no module "${name}" in ${folder}.`);
  return path + ending;
}
