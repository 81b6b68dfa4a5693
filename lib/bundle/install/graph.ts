import { BundleError } from "../sources";
import type { LockedPackage, Lockfile } from "./lockfile";
import { fits, type Platform, platformsInName } from "./platform";

/** A package to install, and the ids of the packages that it imports, by the names that it uses. */
export interface PackageNode {
  readonly package: LockedPackage;
  readonly imports: ReadonlyMap<string, string>;
  /** Whether the code works without it, because only optional dependencies lead to it. */
  readonly isOptional: boolean;
  /** Whether its native code is in packages for each platform, and whether one of them is for this platform. */
  readonly platformPackage: "none" | "found" | "missing";
}

/** The packages to install, by id, and those that the code itself imports, by name. */
export interface PackageGraph {
  readonly roots: ReadonlyMap<string, string>;
  readonly nodes: ReadonlyMap<string, PackageNode>;
}

/** A package in one of several lockfiles. */
export interface PackageRef {
  readonly lockfile: Lockfile;
  readonly id: string;
}

/**
 * Follows the dependencies of packages. Optional ones that are not for the platform are left out.
 *
 * @throws BundleError if a required package is not for the platform
 */
export function graphOf(packages: ReadonlyMap<string, PackageRef>, platform: Platform): PackageGraph {
  const refs = new Map<string, PackageRef>();
  const read = new Map<string, LockedPackage>();
  const keyOf = (ref: PackageRef) => {
    const key = `${ref.lockfile.name} ${ref.id}`;
    refs.set(key, ref);
    return key;
  };
  const packageOf = (key: string) => {
    const known = read.get(key) ?? readRef(refs.get(key) as PackageRef);
    read.set(key, known);
    return known;
  };
  const keysOf = (key: string, edges: LockedPackage["dependencies"]) => {
    const { lockfile } = refs.get(key) as PackageRef;
    return new Map([...edges].map(([name, id]) => [name, keyOf({ lockfile, id })]));
  };
  const requiredOf = (key: string) => keysOf(key, packageOf(key).dependencies);
  const optionalOf = (key: string) =>
    new Map([...keysOf(key, packageOf(key).optional)].filter(([, each]) => fits(packageOf(each), platform)));

  const roots = new Map([...packages].map(([name, ref]) => [name, keyOf(ref)]));
  const required = reached(roots.values(), (key) => requiredOf(key).values());
  for (const key of required) requireFit(packageOf(key), platform);
  const all = reached(roots.values(), (key) => [...requiredOf(key).values(), ...optionalOf(key).values()]);
  const nodes = [...all].map((key): [string, PackageNode] => {
    const optional = optionalOf(key);
    const platformPackage = platformPackageOf(packageOf(key), [...optional.keys()]);
    const imports = new Map([...optional, ...requiredOf(key)]);
    return [key, { package: packageOf(key), imports, isOptional: !required.has(key), platformPackage }];
  });
  return { roots, nodes: new Map(nodes) };
}

function readRef({ lockfile, id }: PackageRef): LockedPackage {
  return lockfile.get(id);
}

function reached(starts: Iterable<string>, next: (key: string) => Iterable<string>): ReadonlySet<string> {
  const seen = new Set(starts);
  for (const key of seen) for (const each of next(key)) seen.add(each);
  return seen;
}

function requireFit(locked: LockedPackage, platform: Platform): void {
  if (fits(locked, platform)) return;
  throw new BundleError(
    [],
    `"${locked.name}" ${locked.version} is not for Lambda's ${platform.os} on ${platform.cpu}: its package.json excludes it. Remove it from "nodejs.install".`,
  );
}

function platformPackageOf(
  { optional, absent }: LockedPackage,
  kept: readonly string[],
): PackageNode["platformPackage"] {
  const isForLinux = (name: string) => platformsInName(name).os?.includes("linux") === true;
  if (![...optional.keys(), ...absent].some(isForLinux)) return "none";
  return kept.some(isForLinux) ? "found" : "missing";
}
