import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { BundleError } from "./sources";

/** A folder on the disk. */
export interface Place {
  /** Absolute path, through symbolic links. */
  readonly path: string;
  /** Where its files are in the function's folder; empty for the directory itself. */
  readonly target: string;
  /** The real paths of the folders above it. */
  readonly above: readonly string[];
}

/** The real paths of the packages in a `node_modules` folder, by name. */
type Packages = ReadonlyMap<string, string>;

/** What a layout needs of the listing that it belongs to. */
interface LayoutCalls {
  /** Lists the files of a folder. */
  readonly list: (place: Place) => void;
  readonly problem: (path: string, what: string) => BundleError;
}

/** More packages than any function has. Packages that many others need are repeated for each of them. */
const MOST_PACKAGES = 10_000;
const REMEDY = 'Install it with "node-linker=hoisted" in .npmrc';

/**
 * Lays out `node_modules` folders whose packages are links into a store, such as `.pnpm`. Node.js finds the dependencies
 * of a linked package next to its real path. A copy of the package does not have them there, so it gets them beneath it,
 * except those that Node.js finds above it anyway.
 */
export class PackageLayout {
  /** The `node_modules` folders around the one that is being listed, the nearest first. */
  private around: readonly Packages[] = [];
  /** The real paths of the linked packages that are being listed. */
  private linked: readonly string[] = [];
  private count = 0;

  constructor(private readonly calls: LayoutCalls) {}

  /** Lists the packages of a `node_modules` folder, and returns the names of its other entries. */
  public listPackages({ path, target, above }: Place): readonly string[] {
    const real = realpathSync(path);
    const names = namesIn(path).filter((name) => !name.startsWith("."));
    const packages = realPaths(path, names);
    const isLaidOut = this.linked.length > 0 || [...packages].some(([name, each]) => isStored(real, name, each));
    const stores = new Set([...packages.values()].map((each) => relative(real, each).split(sep)[0] ?? ""));
    const hoisted = isLaidOut && this.linked.length === 0 ? hoistedPackages(path, stores) : new Map<string, string>();
    const all = new Map([...hoisted, ...packages]);
    this.inside(all, () => this.place(all, real, { path, target, above }));
    const others = namesIn(path).filter((name) => !packages.has(name));
    if (!isLaidOut) return others;
    // Programs and records of the package manager contain paths of the machine and times.
    return others.filter((name) => !name.startsWith(".") || (isGenerated(path, name) && !stores.has(name)));
  }

  private place(packages: Packages, folder: string, { path, target, above }: Place): void {
    for (const [name, real] of packages) {
      this.count += 1;
      if (this.count > MOST_PACKAGES)
        throw this.calls.problem(path, `has more than ${MOST_PACKAGES} packages without links. ${REMEDY}`);
      const place = { path: real, target: `${target}/${name}`, above };
      if (real === join(folder, name)) this.calls.list(place);
      else this.placeLinked(name, place);
    }
  }

  private placeLinked(name: string, place: Place): void {
    const { path: real, target, above } = place;
    if (this.linked.includes(real))
      throw this.calls.problem(real, `needs itself beside another version of itself. ${REMEDY}`);
    const { linked } = this;
    const own = join(real, "node_modules");
    const bundled = existsSync(own) ? realPaths(own, namesIn(own)) : new Map<string, string>();
    const missing = this.missingDependencies(name, real, bundled);
    this.linked = [...linked, real];
    this.inside(new Map([...bundled, ...missing]), () => {
      this.calls.list(place);
      this.place(missing, "", { path: own, target: `${target}/node_modules`, above });
    });
    this.linked = linked;
  }

  /** The dependencies of a linked package that Node.js would not find, or find in another version. */
  private missingDependencies(name: string, real: string, bundled: Packages): Packages {
    const store = storeOf(name, real);
    if (store === undefined) return new Map();
    const names = namesIn(store).filter((each) => each !== name && !bundled.has(each));
    const siblings = [...realPaths(store, names)];
    return new Map(siblings.filter(([other, path]) => path !== real && this.nearest(other) !== path));
  }

  private nearest(name: string): string | undefined {
    return this.around.find((packages) => packages.has(name))?.get(name);
  }

  private inside(packages: Packages, work: () => void): void {
    const { around } = this;
    this.around = [packages, ...around];
    work();
    this.around = around;
  }
}

/**
 * The packages that Node.js finds from every package of a store, such as those in `.pnpm/node_modules`. Packages import
 * some that they do not list, and work only because of this folder. It also contains links to packages of a workspace.
 */
function hoistedPackages(folder: string, stores: ReadonlySet<string>): Packages {
  const own = [...stores].filter((store) => /^\.[^.]/.test(store)).map((store) => join(folder, store, "node_modules"));
  const found = own.filter(isFolder).flatMap((each) => [...realPaths(each, namesIn(each))]);
  return new Map(found.filter(([name, real]) => storeOf(name, real) !== undefined));
}

export function entriesOf(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}

/** The names in a `node_modules` folder. Those of packages with a scope contain the scope. */
function namesIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((name) =>
    name.startsWith("@") && isFolder(join(folder, name))
      ? entriesOf(join(folder, name)).map((each) => `${name}/${each}`)
      : [name],
  );
}

/** The real paths of those names that are folders. */
function realPaths(folder: string, names: readonly string[]): Packages {
  const found = names.filter((name) => name !== ".bin" && isFolder(join(folder, name)));
  return new Map(found.map((name) => [name, realpathSync(join(folder, name))]));
}

/** Whether a hidden folder contains generated code, such as `.prisma`. */
function isGenerated(folder: string, name: string): boolean {
  return name !== ".bin" && isFolder(join(folder, name));
}

/** Whether a package is a link to a package of another `node_modules` folder. */
function isStored(folder: string, name: string, real: string): boolean {
  return real !== join(folder, name) && storeOf(name, real) !== undefined;
}

/** The `node_modules` folder that contains a package; undefined for a package of a workspace. */
function storeOf(name: string, real: string): string | undefined {
  const folder = name.startsWith("@") ? dirname(dirname(real)) : dirname(real);
  return basename(folder) === "node_modules" ? folder : undefined;
}

/** Also of a link to a folder. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
