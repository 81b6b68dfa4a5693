import { posix, sep } from "node:path";

/** A function of the library around a user's handler. */
export interface Wrapper {
  /** Absolute path of the module that exports it. */
  readonly module: string;
  /** Name of a function `(handler, options) => handler`. */
  readonly export: string;
  /** Plain JSON. */
  readonly options?: unknown;
}

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
export function entrySpecifier(path: string): string {
  const slashed = path.split(sep).join("/");
  return `${posix.dirname(slashed)}/./${posix.basename(slashed)}`;
}
