import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  brokenLockfile,
  type LockedPackage,
  type Lockfile,
  type Members,
  membersOf,
  notInRegistry,
  resolveNames,
  textOf,
} from "./lockfile";
import { platformsInName, type SupportedPlatforms } from "./platform";
import { parseYaml } from "./yaml";

/** The entries of a `yarn.lock`, by each of the ranges that they are for: `sharp@^0.35.0`. */
interface YarnLockfile {
  readonly file: string;
  readonly entries: ReadonlyMap<string, Members>;
  /** The first range of each entry, which is the id of its package. */
  readonly ids: ReadonlyMap<Members, string>;
  /** Yarn 2 and later. */
  readonly isBerry: boolean;
}

/** Absolute paths. */
interface YarnFolders {
  /** The folder of the code. */
  readonly code: string;
  /** The folder of the lockfile, which is above it. */
  readonly root: string;
}

/**
 * Reads a `yarn.lock` of any version. The id of a package is the first of its ranges: `sharp@^0.35.0`.
 *
 * @param folders the package.json files between these folders contain the ranges of the project
 */
export function readYarnLockfile(file: string, text: string, folders: YarnFolders): Lockfile {
  const document = membersOf(parseYaml(text));
  const pairs = Object.entries(document).flatMap(([keys, entry]) =>
    keys.split(/,\s*/).map((key) => [key, membersOf(entry)] as const),
  );
  const ids = new Map([...pairs].reverse().map(([key, entry]) => [entry, key]));
  const lockfile = { file, entries: new Map(pairs), ids, isBerry: document.__metadata !== undefined };
  return {
    name: file,
    find: (name) => {
      const range = rangeIn(folders.code, name, folders.root);
      return range === undefined ? onlyEntry(lockfile, name) : idOf(lockfile, name, range);
    },
    get: (id) => readPackage(lockfile, id),
  };
}

/** The range of a dependency in the nearest package.json that has it. */
function rangeIn(folder: string, name: string, root: string): string | undefined {
  const path = join(folder, "package.json");
  const manifest = existsSync(path) ? membersOf(JSON.parse(readFileSync(path, "utf8"))) : {};
  const [range] = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap(
    (all) => textOf(membersOf(all)[name]) ?? [],
  );
  if (range !== undefined) return range;
  return folder === root ? undefined : rangeIn(dirname(folder), name, root);
}

function idOf(lockfile: YarnLockfile, name: string, range: string): string | undefined {
  const { entries, ids } = lockfile;
  const entry = entries.get(`${name}@${range}`) ?? entries.get(`${name}@npm:${range}`);
  // The field "resolutions" of a package.json replaces ranges.
  return entry === undefined ? onlyEntry(lockfile, name) : ids.get(entry);
}

/** The entry of a package that has only one version in the lockfile. */
function onlyEntry({ entries, ids }: YarnLockfile, name: string): string | undefined {
  const own = [...entries].filter(([key]) => key.startsWith(`${name}@`)).map(([, entry]) => entry);
  return new Set(own).size === 1 ? ids.get(own[0] as Members) : undefined;
}

function readPackage(lockfile: YarnLockfile, id: string): LockedPackage {
  const { file, entries, isBerry } = lockfile;
  const entry = entries.get(id) ?? {};
  const own = id.slice(0, id.indexOf("@", 1));
  const name = (isBerry ? nameIn(entry.resolution) : nameIn(id.slice(own.length + 1))) ?? own;
  const version = textOf(entry.version);
  if (version === undefined) throw brokenLockfile(file, `contains no version of ${name}`);
  requireRegistry(lockfile, name, entry);
  const ranges = withoutBuildTool(membersOf(entry.dependencies));
  const optionalRanges: Members = { ...optionalOfBerry(entry), ...membersOf(entry.optionalDependencies) };
  const resolve = (all: Members) => (each: string) => idOf(lockfile, each, String(all[each]));
  const requiredNames = Object.keys(ranges).filter((each) => optionalRanges[each] === undefined);
  const required = resolveNames(requiredNames, resolve(ranges));
  const [missing] = required.absent;
  if (missing !== undefined) throw brokenLockfile(file, `does not contain ${missing}, which ${name} needs`);
  const optional = resolveNames(Object.keys(optionalRanges), resolve(optionalRanges));
  const peers = resolveNames(requiredPeers(entry), (each) => onlyEntry(lockfile, each));
  return {
    name,
    version,
    ...(!isBerry && { resolved: addressOf(entry), integrity: textOf(entry.integrity) }),
    dependencies: new Map([...peers.found, ...required.found]),
    optional: optional.found,
    absent: optional.absent,
    ...(isBerry ? conditionsOf(entry) : platformsInName(name)),
  };
}

/** Yarn 2 and later add this dependency to packages with install scripts, which do not run here. */
function withoutBuildTool(ranges: Members): Members {
  const { "node-gyp": tool, ...others } = ranges;
  return tool === "npm:latest" ? others : ranges;
}

/** The name in `sharp@npm:0.35.5` or `npm:sharp@0.35.5`. */
function nameIn(text: unknown): string | undefined {
  return /^npm:((?:@[^/]+\/)?[^@]+)@/.exec(String(text))?.[1] ?? /^((?:@[^/]+\/)?[^@]+)@npm:/.exec(String(text))?.[1];
}

function requireRegistry({ isBerry }: YarnLockfile, name: string, { resolution, resolved }: Members): void {
  const source = String(isBerry ? resolution : resolved);
  const isOfRegistry = isBerry ? /@npm:/.test(source) : /^https?:[^#]+\.tgz(?:[#?]|$)/.test(source);
  if (!isOfRegistry) throw notInRegistry(name, source);
}

/** npm finds the archives of the public registry itself, also through a mirror. */
function addressOf({ resolved }: Members): string | undefined {
  const address = String(resolved).replace(/#.*$/, "");
  return /^https?:\/\/registry\.(?:yarnpkg\.com|npmjs\.org)\//.test(address) ? undefined : address;
}

function optionalOfBerry({ dependencies, dependenciesMeta }: Members): Members {
  const meta = membersOf(dependenciesMeta);
  return Object.fromEntries(
    Object.entries(membersOf(dependencies)).filter(([name]) => membersOf(meta[name]).optional === "true"),
  );
}

function requiredPeers({ peerDependencies, peerDependenciesMeta }: Members): readonly string[] {
  const meta = membersOf(peerDependenciesMeta);
  return Object.keys(membersOf(peerDependencies)).filter((name) => membersOf(meta[name]).optional !== "true");
}

/** Yarn 2 and later write `os=linux & cpu=x64 & libc=glibc`. */
function conditionsOf({ conditions }: Members): SupportedPlatforms {
  const valuesOf = (name: string) => {
    const found = [...String(conditions ?? "").matchAll(new RegExp(`\\b${name}=(!?[\\w-]+)`, "g"))];
    return found.length === 0 ? undefined : found.map(([, value]) => value as string);
  };
  return { os: valuesOf("os"), cpu: valuesOf("cpu"), libc: valuesOf("libc") };
}
