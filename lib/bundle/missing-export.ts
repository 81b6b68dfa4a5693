import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Message } from "esbuild";
import { type Built, callEsbuild, plainMessage } from "./esbuild-call";
import type { BundleRequest } from "./request";
import type { Entry } from "./workspace";

/** Whether esbuild's message is about the handler's export, and not about the wrapper or the user's own imports. */
export function isMissingExport(message: Message, entry: Entry): boolean {
  const { location, text, id } = message;
  const about = text.startsWith("No matching export in ") || id === "import-is-undefined";
  return about && location?.file === entry.key && location.line === 1;
}

/** Whether a bundle that esbuild made would export `undefined` in place of the handler. */
export function lacksExport(built: Built, entry: Entry, root: string): boolean {
  if (built.warnings.some((warning) => isMissingExport(warning, entry))) return true;
  const inputs = built.metafile.inputs;
  const source = inputs[entry.key]?.imports.find((record) => record.original === entry.specifier)?.path;
  const format = source === undefined ? "esm" : inputs[source]?.format;
  if (source === undefined || format === "esm") return false;
  return format === undefined || !commonJsMayExport(readFileSync(resolve(root, source), "utf8"), entry.request);
}

// What a CommonJS module exports is only known when it runs. A file that neither has the name in it nor any of the ways
// to export what another module or a loop names can't export it.
const INDIRECT = [
  /\bexports\s*=\s*(?!\s*\{)/,
  /\bexports\s*[[,)]/,
  /\.\.\./,
  /__export(Star)?\b/,
  /Object\.(assign|define\w+|setPrototypeOf)/,
];

function commonJsMayExport(text: string, { source }: BundleRequest): boolean {
  return source.exportName === "default" || text.includes(source.exportName) || INDIRECT.some((way) => way.test(text));
}

/** The message for a handler that is not there, with those that are, where esbuild can tell. */
export function missingExport({ source, options }: BundleRequest, root: string): Message {
  const names = exportsOf(root, source.relative, options);
  const known = names.length === 0 ? "" : ` It exports ${names.map((name) => `"${name}"`).join(", ")}.`;
  return plainMessage(`"${source.relative}" has no export "${source.exportName}".${known}`);
}

function exportsOf(root: string, file: string, options: BundleRequest["options"]): readonly string[] {
  try {
    const entryPoints = [{ in: resolve(root, file), out: "exports" }];
    const { metafile } = callEsbuild(root, entryPoints, { ...options, format: "esm" });
    const isModule = metafile.inputs[file]?.format === "esm";
    return isModule
      ? Object.values(metafile.outputs)
          .flatMap((output) => output.exports)
          .sort()
      : [];
  } catch {
    // The file has errors of its own; that the export is missing is still true.
    return [];
  }
}
