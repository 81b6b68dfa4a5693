import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Message } from "esbuild";

const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** The absolute paths at which the imports are searched for that esbuild could not resolve. */
export function unresolvedImports(messages: readonly Message[], root: string): readonly string[] {
  return messages.flatMap(({ text, location }) => {
    const [, specifier] = /^Could not resolve "(.+)"/.exec(text) ?? [];
    if (specifier === undefined || location === null) return [];
    const importer = dirname(resolve(root, location.file));
    return isAbsolute(specifier) || specifier.startsWith(".")
      ? filesAt(resolve(importer, specifier))
      : packageFiles(specifier, root);
  });
}

function filesAt(path: string): readonly string[] {
  // TypeScript imports "./a.ts" as "./a.js".
  const stem = path.replace(/\.[cm]?jsx?$/, "");
  const files = [path, ...endings.map((ending) => stem + ending)];
  return [...files, ...endings.map((ending) => join(path, `index${ending}`))];
}

// Package managers write the second file when all packages are complete.
function packageFiles(specifier: string, root: string): readonly string[] {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const packages = join(root, "node_modules");
  return [join(packages, name, "package.json"), join(packages, ".package-lock.json"), join(packages, ".modules.yaml")];
}
