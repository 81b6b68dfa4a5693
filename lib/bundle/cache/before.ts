import { opendirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { BundleRequest } from "../request";
import { upwards } from "./folders";

/** What esbuild looks for in every folder. */
const WANTED = [
  ...["package.json", "tsconfig.json", "jsconfig.json", "node_modules", "node_modules/package.json"],
  ...[".pnp.data.json", ".pnp.cjs", ".pnp.js"],
];

/** A folder of more is that of temporary files, or the like: it takes longer to read than all else. */
const MOST = 1000;

/**
 * What was missing in the folders of handlers and above them before the bundling. After it, a file that is missing from
 * a folder which has changed meanwhile could have been there; and some folders always change, such as that of temporary
 * files, and the `node_modules` that the cache was just made in.
 */
export class Before {
  private readonly listings = new Map<string, ReadonlySet<string>>();
  private readonly missing = new Set<string>();

  constructor(root: string, requests: readonly BundleRequest[]) {
    const homes = new Set([root, ...requests.map(({ source }) => dirname(resolve(root, source.relative)))]);
    for (const folder of new Set([...homes].flatMap(upwards))) {
      for (const path of WANTED.map((name) => join(folder, name))) if (isMissing(path)) this.missing.add(path);
      this.list(folder);
      this.list(join(folder, "node_modules"));
    }
  }

  /** Whether it is certain that a path was missing. */
  public lacked(path: string): boolean {
    return this.missing.has(path) || this.listings.get(dirname(path))?.has(basename(path).toLowerCase()) === false;
  }

  private list(folder: string): void {
    const names = this.missing.has(folder) ? undefined : namesOf(folder);
    if (names) this.listings.set(folder, names);
  }
}

/** The names in a folder, in lower case; `undefined` when there are too many, or none that may be read. */
function namesOf(folder: string): ReadonlySet<string> | undefined {
  try {
    const directory = opendirSync(folder, { bufferSize: 256 });
    try {
      const names = new Set<string>();
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        if (names.add(entry.name.toLowerCase()).size > MOST) return undefined;
      }
      return names;
    } finally {
      directory.closeSync();
    }
  } catch {
    return undefined;
  }
}

function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
