import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve, sep } from "node:path";
import type { BundleRequest, Wrapper } from "./request";
import { posixRelative } from "./sources";

/** Where the modules lie that an entry imports. */
export interface EntryModules {
  readonly source: string;
  readonly wrapper?: string;
}

/**
 * A module that exports the handler by its name.
 *
 * The import of the handler is always the first line, by which a message about it is told from one about the wrapper.
 */
export function renderEntry(exportName: string, modules: EntryModules, wrapper?: Wrapper): string {
  const source = JSON.stringify(modules.source);
  if (wrapper === undefined || modules.wrapper === undefined) {
    return `export { ${exportName} } from ${source};\n`;
  }
  const options = wrapper.options === undefined ? "" : `, ${JSON.stringify(wrapper.options)}`;
  return [
    `import { ${exportName} as original } from ${source};`,
    `import { ${wrapper.export} as wrap } from ${JSON.stringify(modules.wrapper)};`,
    `const wrapped = wrap(original${options});`,
    `export { wrapped as ${exportName} };`,
    "",
  ].join("\n");
}

/**
 * How an entry spells an absolute path.
 *
 * esbuild derives variable names from a specifier, and for `…/index.js` from the name of its folder. With `/./` before
 * the file name it finds none there, or else the name of the folder that the project lies in would reach the bundle.
 */
function entrySpecifier(path: string): string {
  const slashed = path.split(sep).join("/");
  return `${posix.dirname(slashed)}/./${posix.basename(slashed)}`;
}

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
