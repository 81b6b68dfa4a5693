import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Entry, renderEntry } from "./entry";
import type { Built } from "./esbuild";
import { bundleExtension } from "./options";
import type { BundledFile, BundleRequest, Store } from "./request";
import { type ColumnShift, rewriteMap } from "./source-map";
import { posixRelative, renamedPaths, type StablePaths } from "./sources";

/** What one call made, for all its entries. */
export interface Outputs {
  readonly root: string;
  readonly built: Built;
  /** The folder that esbuild wrote into. */
  readonly folder: string;
  /** What esbuild calls a file, by its name in that folder. */
  readonly keys: ReadonlyMap<string, string>;
  readonly stable: StablePaths;
  /** The paths that depend on the machine. */
  readonly renamed: ReadonlySet<string>;
  readonly store: Store;
}

/** Where a call ran, and where its files go. */
export interface BuildContext {
  readonly root: string;
  readonly folder: string;
  readonly store: Store;
}

export function outputsOf(built: Built, { root, folder, store }: BuildContext, stable: StablePaths): Outputs {
  const { inputs, outputs } = built.metafile;
  const keys = new Map(Object.keys(outputs).map((key) => [posixRelative(folder, resolve(root, key)), key]));
  return { root, built, folder, keys, stable, renamed: renamedPaths(Object.keys(inputs), stable), store };
}

/** The files of one entry, as they lie in the function's folder. */
export function filesOf(entry: Entry, outputs: Outputs): readonly BundledFile[] {
  const main = entry.output + bundleExtension(entry.request.options);
  const own = [...outputs.keys.keys()].filter((name) => name.startsWith(`${entry.output}.`));
  // A map follows what is rewritten in its code, which esbuild wrote: the code must not be gone by then.
  const inOrder = own.sort((a, b) => (a > b ? -1 : 1));
  const files = inOrder.map((name) => storeOutput(name, entry, main, outputs));
  return [...files, ...storeAssets(entry, main, outputs)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function finalName(entry: Entry, name: string): string {
  return `index${name.slice(entry.output.length)}`;
}

/** Files that loaders put beside the bundle. Several bundles may have the same ones. */
function storeAssets({ request }: Entry, main: string, outputs: Outputs): readonly BundledFile[] {
  const { built, keys, folder, store, root } = outputs;
  const imports = built.metafile.outputs[keys.get(main) ?? ""]?.imports ?? [];
  const names = new Set(imports.map(({ path }) => posixRelative(folder, resolve(root, path))));
  return [...names]
    .filter((name) => keys.has(name))
    .map((name) => store(request, name, readFileSync(join(folder, name))));
}

function storeOutput(name: string, entry: Entry, main: string, outputs: Outputs): BundledFile {
  const { request } = entry;
  const { folder, store } = outputs;
  const path = finalName(entry, name);
  if (name.endsWith(".map")) return store(request, path, Buffer.from(stableMap(name, entry, outputs)));
  const file = join(folder, name);
  const contents = readFileSync(file);
  const isLinked = name === main && request.options.sourcemap;
  if (!isLinked && !mayMention(contents, unstablePaths(name, entry, outputs)))
    return store(request, path, contents, file);
  const { text } = stableCode(name, entry, outputs);
  return store(request, path, Buffer.from(isLinked ? `${text}//# sourceMappingURL=${path}.map\n` : text));
}

function stableMap(name: string, entry: Entry, outputs: Outputs): string {
  const { shifts } = stableCode(name.slice(0, -".map".length), entry, outputs);
  const shown = { path: entry.key, text: entryForMap(entry.request, outputs) };
  const { root, folder, stable } = outputs;
  // A path in a map is relative to the folder that esbuild wrote the map into, where no source is.
  const fromRoot = (path: string) => (path.startsWith("../") ? posixRelative(root, resolve(folder, path)) : path);
  return rewriteMap(readFileSync(join(folder, name), "utf8"), shown, shifts, { fromRoot, stable });
}

function stableCode(name: string, entry: Entry, outputs: Outputs): Rewritten {
  return rewritePaths(
    readFileSync(join(outputs.folder, name), "utf8"),
    unstablePaths(name, entry, outputs),
    outputs.stable,
  );
}

/** The paths that a file may mention and has to be rid of. */
function unstablePaths(name: string, entry: Entry, { built, keys, renamed }: Outputs): readonly string[] {
  const inputs = built.metafile.outputs[keys.get(name) ?? ""]?.inputs ?? {};
  return [entry.key, ...Object.keys(inputs)].filter((path) => renamed.has(path));
}

/** The entry as a map may show it: with names in place of this machine's paths. */
function entryForMap({ source, wrapper }: BundleRequest, { root, stable }: Outputs): string {
  const modules = {
    source: stable(source.relative),
    wrapper: wrapper && stable(posixRelative(root, wrapper.module)),
  };
  return renderEntry(source.exportName, modules, wrapper);
}

// Where esbuild writes the path of a file: in a comment before its code, and as the key of the function that holds a
// CommonJS module, by which the module goes in a stack trace.
const MENTION = /^(\s*(?:\/\/ |\/\* |")?)(.*?)( \*\/|"\(.*)?$/;

export interface Rewritten {
  readonly text: string;
  /** What a map has to follow: by the number of the line, how the rest of it moved. */
  readonly shifts: ReadonlyMap<number, ColumnShift>;
}

/** As long as "../", which most of the paths begin with. */
const PREFIX_LENGTH = 3;

const LINE_START = /^\s*(?:\/\/ |\/\* |")?/;

/** Whether a file has to be looked through at all for one of the paths. */
function mayMention(contents: Buffer, paths: readonly string[]): boolean {
  // Many paths are those of a project whose packages lie above it: then one look for what they begin with is cheaper.
  const wanted = paths.length > 10 ? prefixesOf(paths) : paths;
  return [...wanted].some((path) => contents.includes(path));
}

/** The text of a bundle with stable names in place of the paths that depend on the machine; no line comes or goes. */
export function rewritePaths(text: string, paths: readonly string[], stable: StablePaths): Rewritten {
  const known = new Set(paths);
  const starts = prefixesOf(paths);
  const shifts = new Map<number, ColumnShift>();
  const lines = text.split("\n").map((line, index) => {
    const indent = LINE_START.exec(line)?.[0].length ?? 0;
    // Lines of a minified bundle are too long to be searched in vain.
    if (!starts.has(line.slice(indent, indent + PREFIX_LENGTH))) return line;
    const [, start = "", path = "", end = ""] = MENTION.exec(line) ?? [];
    if (!known.has(path)) return line;
    const name = stable(path);
    shifts.set(index, { from: start.length + path.length, by: name.length - path.length });
    return `${start}${name}${end}`;
  });
  return { text: lines.join("\n"), shifts };
}

function prefixesOf(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map((path) => path.slice(0, PREFIX_LENGTH)));
}
