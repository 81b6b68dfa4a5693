import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { entrySpecifier, renderEntry } from "./entry";
import { posixRelative } from "./posix-path";
import type { BundleRequest } from "./request";

/** A generated entry, as a file that esbuild can read. */
export interface Entry {
  readonly request: BundleRequest;
  readonly path: string;
  /** How esbuild calls the file: its path relative to the project's root. */
  readonly key: string;
  /** How the entry spells the path of the handler's file. */
  readonly specifier: string;
  /** What the outputs of the entry are called during the build, without an extension. */
  readonly output: string;
}

/** The entries of one call, and a folder for what is made of them; all is gone afterwards, whatever happens. */
export function withEntries<T>(
  requests: readonly BundleRequest[],
  root: string,
  use: (entries: readonly Entry[], outputs: string) => T,
): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bundle-")));
  try {
    // esbuild looks for these upwards: without them, strangers' files in the folder of temporary files would count.
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "tsconfig.json"), "{}");
    const entries = requests.map((request, index) => writeEntry(request, root, folder, index));
    return use(entries, join(folder, "outputs"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeEntry(request: BundleRequest, root: string, folder: string, index: number): Entry {
  // The same file name for all, since esbuild derives variable names from it.
  const path = join(folder, String(index), "entry.js");
  const specifier = entrySpecifier(resolve(root, request.source.relative));
  const wrapper = request.wrapper && entrySpecifier(request.wrapper.module);
  const text = renderEntry(request.source.exportName, { source: specifier, wrapper }, request.wrapper);
  mkdirSync(dirname(path));
  writeFileSync(path, text);
  return { request, path, key: posixRelative(root, path), specifier, output: `bundled-entry-${index}` };
}
