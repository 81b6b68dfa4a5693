import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { loadEsbuild } from "../esbuild";
import type { BundleOptions } from "../options";
import { tsconfigLookup } from "./tsconfig-of";

/** The names of TypeScript sources. */
export const TYPESCRIPT = /\.[cm]?tsx?$/;

/** The absolute paths of the inputs that have decorators, and whose tsconfig.json sets `emitDecoratorMetadata`. */
export function decoratedFiles(inputs: Iterable<string>, root: string, options: BundleOptions): readonly string[] {
  const sources = [...inputs].filter(isTypeScriptSource).map((input) => resolve(root, input));
  if (sources.length === 0) return [];
  const needsMetadata = metadataCheck(root, options);
  return sources.filter((path) => needsMetadata(path, readFileSync(path, "utf8"))).sort();
}

/** Whether a file is TypeScript of the project. esbuild ignores the tsconfig.json files of packages. */
export function isTypeScriptSource(path: string): boolean {
  return TYPESCRIPT.test(path) && !/(?:^|[\\/])node_modules[\\/]/.test(path);
}

/** Returns a function that decides whether TypeScript has to emit metadata for a file with this text. */
export function metadataCheck(root: string, options: BundleOptions): (path: string, text: string) => boolean {
  let configOf: ReturnType<typeof tsconfigLookup> | undefined;
  const config = (path: string) => {
    configOf ??= tsconfigLookup(root, options);
    return configOf(path);
  };
  return (path, text) =>
    text.includes("@") &&
    config(path)?.config.compilerOptions?.emitDecoratorMetadata === true &&
    hasDecorators(path, text);
}

/** Whether a source has decorators. An "@" in a comment or a string is none. */
function hasDecorators(path: string, text: string): boolean {
  try {
    const { code } = loadEsbuild().transformSync(text, {
      loader: path.endsWith("x") ? "tsx" : "ts",
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      logLevel: "silent",
    });
    return code.includes("__decorateClass(");
  } catch {
    // esbuild reports the syntax error when it bundles the file.
    return false;
  }
}
