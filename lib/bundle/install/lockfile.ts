import { BundleError } from "../sources";
import type { SupportedPlatforms } from "./platform";

/** A package in a lockfile. */
export interface LockedPackage extends SupportedPlatforms {
  /** Its name in the registry. A dependency may have another name for it. */
  readonly name: string;
  readonly version: string;
  /** The address of its archive, if the lockfile contains it. */
  readonly resolved?: string;
  /** The hash of its archive, as npm writes it. */
  readonly integrity?: string;
  /** The ids of the packages that it requires, by the names under which it imports them. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Like `dependencies`, of packages that may be missing. */
  readonly optional: ReadonlyMap<string, string>;
  /** The names of optional dependencies that the lockfile does not contain. */
  readonly absent: readonly string[];
}

/** The packages of a lockfile. An id is unique in its lockfile. */
export interface Lockfile {
  /** The file's name in messages. */
  readonly name: string;
  /** The id of a package that the project's code imports by a name. Undefined if there is none. */
  find(name: string): string | undefined;
  /** @throws BundleError if the package is not one of a registry */
  get(id: string): LockedPackage;
}

/** An object of a lockfile. Its members are checked where they are used. */
export type Members = Readonly<Record<string, unknown>>;

export function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Resolves the names of dependencies to ids. */
export function resolveNames(
  names: readonly string[],
  resolve: (name: string) => string | undefined,
): { readonly found: ReadonlyMap<string, string>; readonly absent: readonly string[] } {
  const pairs = names.map((name) => [name, resolve(name)] as const);
  return {
    found: new Map(pairs.flatMap(([name, id]) => (id === undefined ? [] : [[name, id] as const]))),
    absent: pairs.flatMap(([name, id]) => (id === undefined ? [name] : [])),
  };
}

/** A package whose files do not come from a registry. */
export function notInRegistry(name: string, source: string): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" takes packages of a registry, but "${name}" comes from ${JSON.stringify(source)}. Remove it from "nodejs.install", so that esbuild bundles it, or deploy a ready directory: bundle: "<directory>".`,
  );
}

export function brokenLockfile(file: string, what: string): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" reads the versions from ${file}, which ${what}. Install the project's packages again, and commit ${file}.`,
  );
}
