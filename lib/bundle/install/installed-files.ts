import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BundleError, posixRelative } from "../sources";
import type { Layout } from "./layout";
import { type Members, membersOf, textsIn } from "./lockfile";
import { fits, type Platform, type SupportedPlatforms } from "./platform";

/**
 * Removes optional packages that are not for the platform. Lockfiles of yarn 1 do not contain the platforms of packages.
 *
 * @throws BundleError if a required package is not for the platform
 */
export function removeOtherPlatforms(folder: string, layout: Layout, platform: Platform): Layout {
  const others = [...layout].filter(([location]) => !fits(platformsIn(join(folder, location)), platform));
  for (const [location, { isOptional, package: locked }] of others) {
    if (!isOptional)
      throw new BundleError(
        [],
        `"${locked.name}" ${locked.version} is not for Lambda's ${platform.os} on ${platform.cpu}: its package.json excludes it. Remove it from "nodejs.install".`,
      );
    rmSync(join(folder, location), { recursive: true, force: true });
  }
  const removed = new Set(others.map(([location]) => location));
  return new Map([...layout].filter(([location]) => !removed.has(location)));
}

function platformsIn(folder: string): SupportedPlatforms {
  const { os, cpu, libc } = membersOf(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  return { os: listOf(os), cpu: listOf(cpu), libc: listOf(libc) };
}

function listOf(value: Members[string]): readonly string[] | undefined {
  return typeof value === "string" ? [value] : textsIn(value);
}

/** The paths of all installed files. npm's own list of them is not deployed, because it depends on the version of npm. */
export function installedFiles(folder: string): readonly string[] {
  const modules = join(folder, "node_modules");
  const entries = readdirSync(modules, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => posixRelative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => path !== "node_modules/.package-lock.json")
    .sort();
}
