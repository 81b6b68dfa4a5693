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
import { parseYaml } from "./yaml";

/** The maps of a `pnpm-lock.yaml`. */
interface PnpmLockfile {
  readonly file: string;
  /** The dependencies of each package, by its id. */
  readonly snapshots: Members;
  /** The archives. */
  readonly packages: Members;
  /** The text before each id: "/" in versions before 9. */
  readonly prefix: string;
}

/**
 * Reads a `pnpm-lock.yaml`. The id of a package is its key there: `sharp@0.35.5`, `a@1.0.0(b@2.0.0)`.
 *
 * @param from the folder of the code, relative to the lockfile's folder
 */
export function readPnpmLockfile(file: string, text: string, from: string): Lockfile {
  // pnpm may write a first document about itself.
  const document = membersOf(parseYaml(text.split(/^---$/m).at(-1) ?? ""));
  const version = Number.parseFloat(textOf(document.lockfileVersion) ?? "0");
  if (version < 6) throw brokenLockfile(file, "has the format of pnpm 7 or earlier");
  const packages = membersOf(document.packages);
  const snapshots = version < 9 ? packages : membersOf(document.snapshots);
  const lockfile: PnpmLockfile = { file, snapshots, packages, prefix: version < 9 ? "/" : "" };
  const importers = membersOf(document.importers ?? { ".": document });
  return {
    name: file,
    find: (name) => find(lockfile, importers, from, name),
    get: (id) => readPackage(lockfile, id),
  };
}

/** Finds a dependency of the nearest package of the project above a folder. Another package counts if it is unique. */
function find(lockfile: PnpmLockfile, importers: Members, from: string, name: string): string | undefined {
  const importer = membersOf(importers[from]);
  const [direct] = [importer.dependencies, importer.devDependencies, importer.optionalDependencies].flatMap((all) => {
    const dependency = membersOf(all)[name];
    return textOf(membersOf(dependency).version ?? dependency) ?? [];
  });
  if (direct !== undefined) return idOf(lockfile, name, direct);
  if (from !== ".") return find(lockfile, importers, dirname(from), name);
  const ids = Object.keys(lockfile.snapshots).filter((id) => partsOf(id, lockfile).name === name);
  return ids.length === 1 ? ids[0] : undefined;
}

/** The id of a dependency. Its version in the lockfile may be an id, for another name of the package. */
function idOf({ snapshots, prefix }: PnpmLockfile, name: string, version: string): string {
  const id = `${prefix}${name}@${version}`;
  if (snapshots[id] !== undefined) return id;
  if (snapshots[version] !== undefined) return version;
  throw notInRegistry(name, version);
}

function readPackage(lockfile: PnpmLockfile, id: string): LockedPackage {
  const { snapshots, packages } = lockfile;
  const snapshot = membersOf(snapshots[id]);
  const entry = membersOf(packages[id] ?? packages[id.replace(/\(.*$/, "")]);
  const { name, version } = partsOf(id, lockfile);
  const { integrity, tarball } = membersOf(entry.resolution);
  if (textOf(integrity) === undefined) throw notInRegistry(name, version);
  const links = (all: unknown) => {
    const versions = membersOf(all);
    return resolveNames(Object.keys(versions), (each) => idOf(lockfile, each, String(versions[each]))).found;
  };
  return {
    name,
    version: textOf(entry.version) ?? version,
    resolved: textOf(tarball),
    integrity: textOf(integrity),
    dependencies: links(snapshot.dependencies),
    optional: links(snapshot.optionalDependencies),
    absent: [],
    os: textsIn(entry.os),
    cpu: textsIn(entry.cpu),
    libc: textsIn(entry.libc),
  };
}

function partsOf(id: string, { prefix }: PnpmLockfile): { readonly name: string; readonly version: string } {
  const text = id.slice(prefix.length).replace(/\(.*$/, "");
  const at = text.indexOf("@", 1);
  return { name: text.slice(0, at), version: text.slice(at + 1) };
}
