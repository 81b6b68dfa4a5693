import { dirname } from "node:path/posix";
import {
  brokenLockfile,
  type LockedPackage,
  type Lockfile,
  type Members,
  membersOf,
  notInRegistry,
  resolveNames,
  textOf,
  textsIn,
} from "./lockfile";

/**
 * Reads a `package-lock.json`. The id of a package is its folder.
 *
 * @param from the folder of the code, relative to the lockfile's folder
 */
export function readNpmLockfile(name: string, text: string, from: string): Lockfile {
  const packages = membersOf(membersOf(JSON.parse(text)).packages);
  if (Object.keys(packages).length === 0) throw brokenLockfile(name, "has the format of npm 6 or contains no packages");
  return {
    name,
    find: (wanted) => resolve(packages, from, wanted),
    get: (id) => readPackage(name, packages, id),
  };
}

/** Finds a package as Node.js does: in each `node_modules` above a folder. */
function resolve(packages: Members, from: string, name: string): string | undefined {
  const id = from === "" || from === "." ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (packages[id] !== undefined) return id;
  return from === "" || from === "." ? undefined : resolve(packages, dirname(from), name);
}

function readPackage(file: string, packages: Members, id: string): LockedPackage {
  const entry = membersOf(packages[id]);
  const name = textOf(entry.name) ?? id.slice(id.lastIndexOf("node_modules/") + "node_modules/".length);
  const [version, resolved] = [textOf(entry.version), textOf(entry.resolved)];
  if (entry.link === true || (resolved !== undefined && !/^https?:/.test(resolved)))
    throw notInRegistry(name, resolved ?? id);
  if (version === undefined) throw brokenLockfile(file, `contains no version of ${name}`);
  const own = (dependency: string) => resolve(packages, id, dependency);
  // A bundled package is part of the archive of the package that bundles it.
  const isSeparate = (dependency: string) => membersOf(packages[own(dependency) ?? ""]).inBundle !== true;
  const optional = resolveNames(Object.keys(membersOf(entry.optionalDependencies)).filter(isSeparate), own);
  const required = resolveNames(requiredNames(entry).filter(isSeparate), own);
  const [missing] = required.absent;
  if (missing !== undefined) throw brokenLockfile(file, `does not contain ${missing}, which ${name} needs`);
  return {
    name,
    version,
    resolved,
    integrity: textOf(entry.integrity),
    dependencies: required.found,
    optional: optional.found,
    absent: optional.absent,
    os: textsIn(entry.os),
    cpu: textsIn(entry.cpu),
    libc: textsIn(entry.libc),
  };
}

function requiredNames({ dependencies, peerDependencies, peerDependenciesMeta }: Members): readonly string[] {
  const meta = membersOf(peerDependenciesMeta);
  const peers = Object.keys(membersOf(peerDependencies)).filter((name) => membersOf(meta[name]).optional !== true);
  return [...Object.keys(membersOf(dependencies)), ...peers];
}
