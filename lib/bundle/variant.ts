import { decoratedFiles } from "./decorators/decorated-files";
import { hasDuplicatePackage } from "./duplicate-packages";
import type { Entry, EntryForm } from "./entry";
import type { BundleOptions } from "./options";
import { contributors, type Outputs } from "./outputs";

/**
 * What differs from the usual way to bundle a handler. esbuild's report about the usual bundle shows whether something
 * has to differ, and the handler is then bundled again.
 */
export interface Variant {
  /** Whether packages that have ECMAScript modules and CommonJS are bundled as CommonJS. */
  readonly prefersCommonJs: boolean;
  /** Whether the handler is the member `default` of a CommonJS module, which an import would take for the module. */
  readonly isCommonJsDefault: boolean;
  /** Absolute paths of source files whose decorators need metadata, which TypeScript emits. */
  readonly decorated: readonly string[];
}

export const usualVariant: Variant = { prefersCommonJs: false, isCommonJsDefault: false, decorated: [] };

/** The variant that a handler needs, from the outputs of `current`. It keeps everything that `current` contains. */
export function neededVariant(entry: Entry, outputs: Outputs, current: Variant): Variant {
  const { root, built } = outputs;
  const { inputs } = built.metafile;
  const { options, source } = entry.request;
  const files = contributors(entry, outputs);
  const decorated = current.decorated.length > 0 ? current.decorated : decoratedFiles(files, root, options);
  return {
    prefersCommonJs:
      current.prefersCommonJs || (choosesMainFields(options) && hasDuplicatePackage(inputs, files, root)),
    isCommonJsDefault:
      source.exportName === "default" &&
      inputs[entry.key]?.imports.some(
        ({ original, path }) => original === entry.specifier && inputs[path]?.format === "cjs",
      ) === true,
    decorated,
  };
}

/** How the entry of a variant gets the handler. */
export function entryForm({ isCommonJsDefault }: Variant): EntryForm {
  return isCommonJsDefault ? "commonJsDefault" : "import";
}

/** A key that is equal for requests that share a call of esbuild. */
export function variantKey({ prefersCommonJs, isCommonJsDefault, decorated }: Variant): string {
  return JSON.stringify([prefersCommonJs, isCommonJsDefault, decorated.length > 0]);
}

/** The options for a call of esbuild. */
export function variantOptions(options: BundleOptions, { prefersCommonJs }: Variant): BundleOptions {
  return prefersCommonJs ? { ...options, esbuild: { mainFields: ["main", "module"], ...options.esbuild } } : options;
}

/** Whether the library chooses the main fields. CommonJS bundles prefer `main` anyway. */
function choosesMainFields({ format, esbuild }: BundleOptions): boolean {
  return format === "esm" && esbuild?.mainFields === undefined;
}
