import { bundleExtension } from "./compile-options";
import { renderEntry } from "./entry";
import type { Built } from "./esbuild-call";
import { posixRelative } from "./posix-path";
import type { BundledFile, BundleRequest } from "./request";
import { type Rewritten, rewritePaths } from "./rewrite-paths";
import { rewriteMap } from "./source-map";
import type { StablePaths } from "./stable-path";
import type { Entry } from "./workspace";

/** What one call made, for all its entries. */
export interface Outputs {
  readonly root: string;
  readonly built: Built;
  /** Contents by the name that the file has in the output of the call. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly stable: StablePaths;
}

export function outputsOf(built: Built, root: string, stable: StablePaths): Outputs {
  const contents = new Map(built.outputFiles.map((file) => [posixRelative(root, file.path), file.contents]));
  return { root, built, contents, stable };
}

/** The files of one entry, as they lie in the function's folder. */
export function filesOf(entry: Entry, outputs: Outputs): readonly BundledFile[] {
  const main = entry.output + bundleExtension(entry.request.options);
  const own = [...outputs.contents.keys()].filter((name) => name.startsWith(`${entry.output}.`));
  const files = own.map((name) => ({ path: finalName(entry, name), contents: rewritten(name, entry, main, outputs) }));
  return [...files, ...assets(main, outputs)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function finalName(entry: Entry, name: string): string {
  return `index${name.slice(entry.output.length)}`;
}

/** Files that loaders put beside the bundle. */
function assets(main: string, { built, contents }: Outputs): readonly BundledFile[] {
  const imports = built.metafile.outputs[main]?.imports ?? [];
  return [...new Set(imports.map((record) => record.path))].flatMap((path) => {
    const content = contents.get(path);
    return content === undefined ? [] : [{ path, contents: content }];
  });
}

function rewritten(name: string, entry: Entry, main: string, outputs: Outputs): Uint8Array {
  const { request, key } = entry;
  if (name.endsWith(".map")) {
    const { shifts } = stableCode(name.slice(0, -".map".length), key, outputs);
    const shown = { path: key, text: shownEntry(request, outputs) };
    return Buffer.from(rewriteMap(textOf(name, outputs), shown, shifts, outputs.stable));
  }
  const { text } = stableCode(name, key, outputs);
  const linked = name === main && request.options.sourcemap;
  return Buffer.from(linked ? `${text}//# sourceMappingURL=${finalName(entry, name)}.map\n` : text);
}

function stableCode(name: string, key: string, outputs: Outputs): Rewritten {
  const inputs = Object.keys(outputs.built.metafile.outputs[name]?.inputs ?? {});
  return rewritePaths(textOf(name, outputs), [...inputs, key], outputs.stable);
}

function textOf(name: string, { contents }: Outputs): string {
  return Buffer.from(contents.get(name) ?? []).toString("utf8");
}

/** The entry as a map may show it: with names in place of this machine's paths. */
function shownEntry({ source, wrapper }: BundleRequest, { root, stable }: Outputs): string {
  const modules = {
    source: stable(source.relative),
    wrapper: wrapper && stable(posixRelative(root, wrapper.module)),
  };
  return renderEntry(source.exportName, modules, wrapper);
}
