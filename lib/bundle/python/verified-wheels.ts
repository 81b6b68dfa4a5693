import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWholeFolder } from "../cache/whole-folder";
import { InterruptedError } from "../run-program";
import { BundleError } from "../sources";
import { type PipPackages, pipDownload, pipInstall } from "./pip";

/** A folder of the cache with the wheels of some requirements, and the cache itself. */
export interface CachedWheels {
  readonly cache: string;
  readonly folder: string;
}

/** Installs wheels of the cache, without the network. Downloads them if they are missing, or have other hashes. */
export function installVerified(packages: PipPackages, target: string, scratch: string, cached: CachedWheels): void {
  const wheels = join(scratch, "wheels");
  const options = { requireHashes: true, wheels };
  // pip compares the hash of a wheel before it unpacks it. Nobody else can change the copy in between.
  if (isCopied(cached.folder, wheels) && succeeds(() => pipInstall(packages, target, options))) return;
  rmSync(wheels, { recursive: true, force: true });
  mkdirSync(wheels);
  pipDownload(packages, wheels);
  pipInstall(packages, target, options);
  keepWheels(wheels, cached);
}

function keepWheels(wheels: string, { cache, folder }: CachedWheels): void {
  try {
    rmSync(folder, { recursive: true, force: true });
    writeWholeFolder(cache, folder, (scratch) => {
      copyWheels(wheels, join(scratch, "wheels"));
      return join(scratch, "wheels");
    });
  } catch {
    // The cache is not writable: the next synthesis downloads the wheels again.
  }
}

/** Whether the wheels of the cache could be copied. A cache that can't be read is as good as none. */
function isCopied(from: string, to: string): boolean {
  try {
    copyWheels(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Copies the wheels of a folder. A link could point to a file that changes afterwards. */
function copyWheels(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith(".whl")) copyFileSync(join(from, entry.name), join(to, entry.name));
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof BundleError) || error instanceof InterruptedError) throw error;
    return false;
  }
}
