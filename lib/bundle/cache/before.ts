import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { BundleRequest } from "../request";
import { upwards } from "./folders";

/**
 * What was in the folders of handlers and above them before the bundling. After it, a file that is missing from a
 * folder which has changed meanwhile could have been there; and some folders always change, such as that of temporary
 * files, and the `node_modules` that the cache was just made in.
 */
export class Before {
  private readonly listings = new Map<string, ReadonlySet<string>>();

  constructor(root: string, requests: readonly BundleRequest[]) {
    const homes = [root, ...requests.map(({ source }) => dirname(resolve(root, source.relative)))];
    for (const folder of new Set(homes.flatMap(upwards))) {
      this.look(folder);
      this.look(join(folder, "node_modules"));
    }
  }

  /** Whether it is certain that a path was missing. */
  public lacked(path: string): boolean {
    return this.listings.get(dirname(path))?.has(basename(path).toLowerCase()) === false;
  }

  private look(folder: string): void {
    try {
      this.listings.set(folder, new Set(readdirSync(folder).map((name) => name.toLowerCase())));
    } catch {
      if (!existsSync(folder)) this.listings.set(folder, new Set());
    }
  }
}
