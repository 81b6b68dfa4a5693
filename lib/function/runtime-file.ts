import { existsSync } from "node:fs";
import { join } from "node:path";

// The sources in the repository; in the package their builds as ECMAScript modules, of which a bundle takes what it
// uses. Either way esbuild gives
// the same code, but for short names.
const endings = [".ts", ".mjs"];

/** Absolute path of a module of lib/runtime, such as "resource", for a bundle to import. */
export function runtimeFile(name: string): string {
  const path = join(__dirname, "../runtime", name);
  const ending = endings.find((candidate) => existsSync(path + candidate));
  if (ending === undefined) throw new RangeError(`There is no module "${name}" in ${join(__dirname, "../runtime")}.`);
  return path + ending;
}
