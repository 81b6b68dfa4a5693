import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ChunkNames, numberChunks, renameChunks, stemOf } from "./chunks";
import { type Entry, renderEntry } from "./entry";
import type { Built } from "./esbuild";
import type { FileRead } from "./needs/file-reads";
import { bundleExtension } from "./options";
import type { BundledFile, Store } from "./request";
import { type ColumnShift, rewriteMap } from "./source-map";
import { posixRelative, renamedPaths, type StablePaths } from "./sources";

/** The outputs of one esbuild call, for all its entries. */
export interface Outputs {
  readonly root: string;
  readonly built: Built;
  /** The folder that esbuild wrote into. */
  readonly folder: string;
  /** The name of each file in esbuild's metafile, by its name in that folder. */
  readonly keys: ReadonlyMap<string, string>;
  readonly stable: StablePaths;
  /** The input paths that depend on the machine, and that get stable names. */
  readonly renamed: ReadonlySet<string>;
  /** Empty without the option `splitting`. */
  readonly chunks: ChunkNames;
  readonly store: Store;
  /** The files that inputs read, as far as they are known. */
  readonly reads: Map<string, readonly FileRead[]>;
}

/** The project's root, the folder that esbuild writes into, and the store for the files. */
export interface BuildContext {
  readonly root: string;
  readonly folder: string;
  readonly store: Store;
}

export function outputsOf(built: Built, { root, folder, store }: BuildContext, stable: StablePaths): Outputs {
  const { inputs, outputs } = built.metafile;
  const keys = new Map(Object.keys(outputs).map((key) => [posixRelative(folder, resolve(root, key)), key]));
  const byName = [...keys].flatMap(([name, key]) => (outputs[key] ? [[name, outputs[key]] as const] : []));
  return {
    root,
    built,
    folder,
    keys,
    stable,
    renamed: renamedPaths(Object.keys(inputs), stable),
    chunks: numberChunks(new Map(byName), stable),
    store,
    reads: new Map(),
  };
}

/** The inputs of which an entry's bundle contains code. */
export function contributors(entry: Entry, { built, keys }: Outputs): ReadonlySet<string> {
  const output = built.metafile.outputs[keys.get(entry.output + bundleExtension(entry.request.options)) ?? ""];
  const inputs = Object.entries(output?.inputs ?? {});
  return new Set(
    inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && path !== entry.key ? [path] : [])),
  );
}

/** The files of one entry, with their paths in the function's folder. */
export function filesOf(entry: Entry, outputs: Outputs): readonly BundledFile[] {
  const main = entry.output + bundleExtension(entry.request.options);
  // With splitting, the entry is the only one of its call, so all chunks are its own.
  const isOwn = (name: string) => name.startsWith(`${entry.output}.`) || stemOf(name) !== undefined;
  const own = [...outputs.keys.keys()].filter(isOwn);
  // The map comes before its code, because rewriting the map reads the code, and storing the code may move its file.
  const inOrder = own.sort((a, b) => (a > b ? -1 : 1));
  const files = inOrder.map((name) => storeOutput(name, entry, outputs));
  const code = own.filter((name) => name === main || stemOf(name) !== undefined);
  return [...files, ...storeAssets(entry, code, outputs)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function finalName(entry: Entry, name: string, chunks: ChunkNames): string {
  return stemOf(name) === undefined ? `index${name.slice(entry.output.length)}` : renameChunks(name, chunks);
}

/** Stores the files that loaders write next to the bundle. Several bundles may share them. */
function storeAssets({ request }: Entry, code: readonly string[], outputs: Outputs): readonly BundledFile[] {
  const { built, keys, folder, store, root } = outputs;
  const imports = code.flatMap((name) => built.metafile.outputs[keys.get(name) ?? ""]?.imports ?? []);
  const names = new Set(imports.map(({ path }) => posixRelative(folder, resolve(root, path))));
  return [...names]
    .filter((name) => keys.has(name) && stemOf(name) === undefined)
    .map((name) => store(request, name, readFileSync(join(folder, name))));
}

function storeOutput(name: string, entry: Entry, outputs: Outputs): BundledFile {
  const { request } = entry;
  const { folder, store, chunks } = outputs;
  const path = finalName(entry, name, chunks);
  if (name.endsWith(".map")) return store(request, path, Buffer.from(stableMap(name, entry, outputs)));
  const file = join(folder, name);
  const contents = readFileSync(file);
  const isLinked = request.options.sourcemap && name.endsWith(bundleExtension(request.options));
  if (!isLinked && !mayMention(contents, [...unstablePaths(name, entry, outputs), ...chunks.keys()]))
    return store(request, path, contents, file);
  const text = renameChunks(stableCode(name, entry, outputs).text, chunks);
  return store(request, path, Buffer.from(isLinked ? `${text}//# sourceMappingURL=${path}.map\n` : text));
}

function stableMap(name: string, entry: Entry, outputs: Outputs): string {
  const { shifts } = stableCode(name.slice(0, -".map".length), entry, outputs);
  const shown = { path: entry.key, text: entryForMap(entry, outputs) };
  const { root, folder, stable } = outputs;
  // The paths in a map are relative to the folder of the map, which contains no sources.
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

/** The machine-specific paths that a file may contain, and that must be replaced. */
function unstablePaths(name: string, entry: Entry, { built, keys, renamed }: Outputs): readonly string[] {
  const inputs = built.metafile.outputs[keys.get(name) ?? ""]?.inputs ?? {};
  return [entry.key, ...Object.keys(inputs)].filter((path) => renamed.has(path));
}

/** The text of the entry for the source map, with stable names in place of machine-specific paths. */
function entryForMap({ request, form }: Entry, { root, stable }: Outputs): string {
  const { source, wrapper } = request;
  const modules = {
    source: stable(source.relative),
    wrapper: wrapper && stable(posixRelative(root, wrapper.module)),
  };
  return renderEntry(source.exportName, modules, { form, wrapper });
}

// esbuild writes the path of a file in a comment before its code, and as the key of the function around a CommonJS
// module. Stack traces show that key.
const MENTION = /^(\s*(?:\/\/ |\/\* |")?)(.*?)( \*\/|"\(.*)?$/;

export interface Rewritten {
  readonly text: string;
  /** The shifts to apply to the source map, by line number. */
  readonly shifts: ReadonlyMap<number, ColumnShift>;
}

/** The length of "../", the prefix of most of these paths. */
const PREFIX_LENGTH = 3;

const LINE_START = /^\s*(?:\/\/ |\/\* |")?/;

/** Whether a file may contain one of the paths. False means that no rewriting is needed. */
function mayMention(contents: Buffer, paths: readonly string[]): boolean {
  // A project with packages in a parent folder has many paths. Searching for their common prefixes is faster then.
  const wanted = paths.length > 10 ? prefixesOf(paths) : paths;
  return [...wanted].some((path) => contents.includes(path));
}

/** Replaces machine-specific paths in a bundle by stable names. The number of lines does not change. */
export function rewritePaths(text: string, paths: readonly string[], stable: StablePaths): Rewritten {
  const known = new Set(paths);
  const starts = prefixesOf(paths);
  const shifts = new Map<number, ColumnShift>();
  const lines = text.split("\n").map((line, index) => {
    const indent = LINE_START.exec(line)?.[0].length ?? 0;
    // Checks the prefix first, because the regular expression is slow on the long lines of a minified bundle.
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
