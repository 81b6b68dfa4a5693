import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve, sep } from "node:path";
import type { BundleRequest, Wrapper } from "./request";
import { posixRelative } from "./sources";
import { removeTemporaryFolder, temporaryFolder } from "./temporary-folder";

/** The specifiers of the modules that an entry imports. */
export interface EntryModules {
  readonly source: string;
  readonly wrapper?: string;
}

/** How an entry gets the handler: by an import, or as the member `default` of a CommonJS module. */
export type EntryForm = "import" | "commonJsDefault";

interface EntryShape {
  readonly form: EntryForm;
  readonly wrapper?: Wrapper;
}

/**
 * Renders a module that exports the handler by its name.
 *
 * The first line always imports the handler. esbuild's messages about the handler are recognized by that line.
 */
export function renderEntry(exportName: string, modules: EntryModules, { form, wrapper }: EntryShape): string {
  const source = JSON.stringify(modules.source);
  if (wrapper === undefined || modules.wrapper === undefined) {
    if (form === "import") return `export { ${exportName} } from ${source};\n`;
    return [...commonJsDefault(source), "export { original as default };", ""].join("\n");
  }
  const options = wrapper.options === undefined ? "" : `, ${JSON.stringify(wrapper.options)}`;
  return [
    ...(form === "import" ? [`import { ${exportName} as original } from ${source};`] : commonJsDefault(source)),
    `import { ${wrapper.export} as wrap } from ${JSON.stringify(modules.wrapper)};`,
    `const wrapped = wrap(original${options});`,
    `export { wrapped as ${exportName} };`,
    "",
  ].join("\n");
}

/** Lambda calls `exports.default`. A module that is itself the handler, `module.exports = …`, is accepted too. */
function commonJsDefault(source: string): readonly string[] {
  return [`const source = require(${source});`, "const original = source.default ?? source;"];
}

/**
 * Renders the absolute path of a module as an import specifier.
 *
 * esbuild derives variable names from a specifier, and for `…/index.js` from the name of its folder. `/./` before the
 * file name hides that folder, so that the project's location does not affect the bundle.
 */
function entrySpecifier(path: string): string {
  const slashed = path.split(sep).join("/");
  return `${posix.dirname(slashed)}/./${posix.basename(slashed)}`;
}

/** A generated entry that was written to a temporary file. */
export interface Entry {
  readonly request: BundleRequest;
  readonly path: string;
  /** The file's name in esbuild's metafile: its path relative to the project's root. */
  readonly key: string;
  /** The specifier by which the entry imports the handler's file. */
  readonly specifier: string;
  /** The name of the entry's outputs during the build, without an extension. */
  readonly output: string;
  readonly form: EntryForm;
}

/** The project's root, and how the entries get their handlers. */
interface EntryContext {
  readonly root: string;
  readonly form: EntryForm;
}

/** Writes the entries of one esbuild call to a temporary folder, calls `use`, and removes the folder in any case. */
export function withEntries<T>(
  requests: readonly BundleRequest[],
  context: EntryContext,
  use: (entries: readonly Entry[], outputs: string) => T,
): T {
  const written = new WrittenEntries(requests, context);
  try {
    return use(written.entries, written.outputs);
  } finally {
    written.remove();
  }
}

/** The entries of one esbuild call, in a temporary folder. */
export class WrittenEntries {
  public readonly entries: readonly Entry[];
  /** The folder for the outputs of the call. */
  public readonly outputs: string;
  private readonly folder = temporaryFolder("bundle-");

  constructor(requests: readonly BundleRequest[], context: EntryContext) {
    // esbuild also looks for these files in parent folders. Without them, it would read another program's files there.
    writeFileSync(join(this.folder, "package.json"), "{}");
    writeFileSync(join(this.folder, "tsconfig.json"), "{}");
    this.entries = requests.map((request, index) => writeEntry(request, context, this.folder, index));
    this.outputs = join(this.folder, "outputs");
  }

  public remove(): void {
    removeTemporaryFolder(this.folder);
  }
}

function writeEntry(request: BundleRequest, { root, form }: EntryContext, folder: string, index: number): Entry {
  // All entries have the same file name, because esbuild derives variable names from it.
  const path = join(folder, String(index), "entry.js");
  const specifier = entrySpecifier(resolve(root, request.source.relative));
  const wrapper = request.wrapper && entrySpecifier(request.wrapper.module);
  const shape = { form, wrapper: request.wrapper };
  const text = renderEntry(request.source.exportName, { source: specifier, wrapper }, shape);
  mkdirSync(dirname(path));
  writeFileSync(path, text);
  return { request, path, key: posixRelative(root, path), specifier, output: `bundled-entry-${index}`, form };
}
