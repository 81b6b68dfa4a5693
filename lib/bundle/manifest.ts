import { parse } from "node:path";
import type { FileCopy } from "./additions/additions";
import { canonicalJson } from "./canonical-data";
import { libraryRoot } from "./library-root";
import type { BundleOptions } from "./options";
import type { Wrapper } from "./request";
import { posixRelative } from "./sources";

/** The parameters of a function's bundle, from which it can be built again. */
export interface ManifestFunction {
  /** Terraform address, such as `aws_lambda_function.X`. */
  readonly address: string;
  /** Folder of the bundle, relative to the stack's folder. */
  readonly folder: string;
  /** The source file, relative to the project's root. Not set if `module` is set. */
  readonly handler?: string;
  /** The absolute path of a module of this library that is the function's source. The manifest contains its name. */
  readonly module?: string;
  readonly export: string;
  readonly options: BundleOptions;
  readonly wrapper?: Wrapper;
  /** The installed packages, with their versions. They are in the folder of the bundle. */
  readonly install?: Readonly<Record<string, string>>;
  /** The files that are copied into the folder. */
  readonly copyFiles?: readonly FileCopy[];
  /** Whether the folder is what `hook.postbuild` made of it. Only a synthesis can call the hook. */
  readonly hasPostbuild?: boolean;
}

/** A file or a folder of the project that a function's code is a copy of, or contains. */
export interface ManifestFolder {
  /** Folder of the function, relative to the stack's folder. */
  readonly folder: string;
  /** The copied file or folder, relative to the project's root. */
  readonly source: string;
}

/** Renders the manifest. The text does not depend on the machine or on the order of the functions. */
export function renderManifest(
  functions: readonly ManifestFunction[],
  folders: readonly ManifestFolder[] = [],
): string {
  const entries = functions.map(({ wrapper, module, ...rest }) => ({
    ...rest,
    ...(module === undefined ? {} : { module: libraryModule(module) }),
    ...(wrapper === undefined ? {} : { wrapper: { ...wrapper, module: libraryModule(wrapper.module) } }),
  }));
  entries.sort((a, b) => (a.address < b.address ? -1 : 1));
  const copies = [...folders].sort((a, b) => (`${a.folder} ${a.source}` < `${b.folder} ${b.source}` ? -1 : 1));
  return `${canonicalJson({ version: 1, functions: entries, ...(copies.length > 0 && { folders: copies }) }, 2)}\n`;
}

/** The name of a module of this library, such as "runtime/scope-guard". It is the same for sources and for builds. */
function libraryModule(path: string): string {
  const relative = posixRelative(libraryRoot, path);
  if (relative.startsWith("../")) throw new RangeError("A wrapper or module must belong to this library.");
  return relative.slice(0, relative.length - parse(relative).ext.length);
}
