import { BundleError } from "../sources";
import type { PackageGraph, PackageNode } from "./graph";
import type { LockedPackage } from "./lockfile";

/** The packages to install, by their folders: `node_modules/sharp`. */
export type Layout = ReadonlyMap<string, PackageNode>;

/** The depth of `node_modules` in each other from which packages of different versions require each other in a circle. */
const DEPTH_LIMIT = 20;

/**
 * Gives each package a folder where its importers find it: at the top, or beneath the importer if another version is at
 * the top. The order of names decides, so the same packages always have the same folders.
 */
export function layOut({ roots, nodes }: PackageGraph): Layout {
  const placed = new Map<string, string>();
  const queue: string[] = [];
  const place = (folder: string, key: string) => {
    placed.set(folder, key);
    queue.push(folder);
  };
  for (const [name, key] of sorted(roots)) place(`node_modules/${name}`, key);
  for (const folder of queue) {
    if (folder.split("/node_modules/").length > DEPTH_LIMIT) throw circular(folder);
    for (const [name, key] of sorted(nodes.get(placed.get(folder) as string)?.imports ?? new Map())) {
      const visible = visibleFolder(folder, name, placed);
      if (visible !== undefined && placed.get(visible) === key) continue;
      place(visible === undefined ? `node_modules/${name}` : `${folder}/node_modules/${name}`, key);
    }
  }
  return new Map([...sorted(placed)].map(([folder, key]) => [folder, nodes.get(key) as PackageNode]));
}

/** Where Node.js finds a package that is imported by a file of a folder. */
function visibleFolder(folder: string, name: string, placed: ReadonlyMap<string, string>): string | undefined {
  const own = `${folder}/node_modules/${name}`;
  if (placed.has(own)) return own;
  const above = folder.lastIndexOf("/node_modules/");
  if (above >= 0) return visibleFolder(folder.slice(0, above), name, placed);
  const top = `node_modules/${name}`;
  return placed.has(top) ? top : undefined;
}

function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyArray<readonly [string, T]> {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function circular(folder: string): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" can't place ${folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length)}: versions of packages require each other in a circle. Remove one of them from "nodejs.install".`,
  );
}

/**
 * The package.json and the package-lock.json with which `npm ci` installs exactly the packages of a layout.
 *
 * @param hasAddresses whether each package has an address. With one and a hash, npm does not ask the registry about it.
 */
export function npmFiles(
  layout: Layout,
  { roots, nodes }: PackageGraph,
  hasAddresses = false,
): Readonly<Record<string, string>> {
  const versionsOf = (imports: PackageNode["imports"]) =>
    Object.fromEntries(sorted(imports).map(([name, key]) => [name, specifier(name, nodes.get(key) as PackageNode)]));
  const packages = [...layout].map(([folder, { package: locked, imports }]) => [
    folder,
    {
      name: locked.name,
      version: locked.version,
      ...(locked.resolved !== undefined && { resolved: locked.resolved }),
      ...(hasAddresses && { resolved: locked.resolved ?? usualAddress(locked) }),
      ...(locked.integrity !== undefined && { integrity: locked.integrity }),
      dependencies: versionsOf(imports),
    },
  ]);
  const root = { name: "function", version: "0.0.0", private: true, dependencies: versionsOf(roots) };
  const lockfile = {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, ...Object.fromEntries(packages) },
  };
  return { "package.json": JSON.stringify(root), "package-lock.json": JSON.stringify(lockfile) };
}

function usualAddress({ name, version }: LockedPackage): string {
  return `https://registry.npmjs.org/${name}/-/${name.replace(/^.*\//, "")}-${version}.tgz`;
}

function specifier(name: string, { package: locked }: PackageNode): string {
  return locked.name === name ? locked.version : `npm:${locked.name}@${locked.version}`;
}
