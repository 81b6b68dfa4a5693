import { join, parse } from "node:path";
import { canonicalJson } from "./canonical-data";
import type { BundleOptions } from "./options";
import type { Wrapper } from "./request";
import { posixRelative } from "./sources";

/** What it takes to bundle a function again. */
export interface ManifestFunction {
  /** Terraform address, such as `aws_lambda_function.X`. */
  readonly address: string;
  /** Relative to the stack's folder. */
  readonly folder: string;
  /** The source file, relative to the project's root… */
  readonly handler?: string;
  /** …or the absolute path of a module of this library. */
  readonly module?: string;
  readonly export: string;
  readonly options: BundleOptions;
  readonly wrapper?: Wrapper;
}

/** The text of the manifest: the same on every machine and for every order of the functions. */
export function renderManifest(functions: readonly ManifestFunction[]): string {
  const entries = functions.map(({ wrapper, module, ...rest }) => ({
    ...rest,
    ...(module === undefined ? {} : { module: libraryModule(module) }),
    ...(wrapper === undefined ? {} : { wrapper: { ...wrapper, module: libraryModule(wrapper.module) } }),
  }));
  entries.sort((a, b) => (a.address < b.address ? -1 : 1));
  return `${canonicalJson({ version: 1, functions: entries }, 2)}\n`;
}

/** A module of this library by its name, such as "runtime/adapter", which is the same for sources and for builds. */
function libraryModule(path: string): string {
  const relative = posixRelative(join(__dirname, ".."), path);
  if (relative.startsWith("../")) throw new RangeError("A wrapper, or a module, must be of this library.");
  return relative.slice(0, relative.length - parse(relative).ext.length);
}
