import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeWholeFolder } from "../cache/whole-folder";
import { digest } from "../canonical-data";
import { temporaryFolder, withTemporaryFolder } from "../temporary-folder";
import { removeMachine, requirePlatform } from "./installed";
import { type PipPackages, pipInstall } from "./pip";
import type { PythonPlatform } from "./platform";
import type { Requirements } from "./requirements";
import { installVerified } from "./verified-wheels";

/** Changes when the files of an installation change. */
const LAYOUT = 1;

/** The folders with the packages of Python functions. */
export class PythonPackages {
  /** The installations of this process, by key. */
  private readonly fresh = new Map<string, string>();

  /** @param cache the folder of the cache; undefined to install everything again in each synthesis */
  constructor(private readonly cache: string | undefined) {}

  /**
   * Returns a folder with the packages of some requirements. If the cache has them, pip is not started.
   *
   * @param from the folder of the requirements
   * @param isProtected whether the function decides about access, so that nothing unverified of the cache may be used
   */
  public folder(requirements: Requirements, from: string, platform: PythonPlatform, isProtected: boolean): string {
    const key = digest(JSON.stringify([LAYOUT, requirements.lines, platform.version, platform.architecture]));
    const known = this.fresh.get(key);
    if (known !== undefined) return known;
    const job: Job = { key, requirements, from, platform };
    if (this.cache === undefined || isProtected) return this.installFresh(job);
    const folder = join(this.cache, "python", key);
    if (existsSync(folder)) return folder;
    if (!isWritable(this.cache)) return this.installFresh(job);
    this.installInto(this.cache, folder, job);
    return folder;
  }

  /** Installs into a folder of this process, which nobody else can write to. */
  private installFresh(job: Job): string {
    const target = temporaryFolder("python-packages-");
    withTemporaryFolder("python-", (scratch) => {
      const packages = pipPackages(job, scratch);
      const { isHashed } = job.requirements;
      if (this.cache !== undefined && isHashed)
        installVerified(packages, target, scratch, { cache: this.cache, folder: join(this.cache, "wheels", job.key) });
      else pipInstall(packages, target, { requireHashes: isHashed });
    });
    finish(target, job);
    this.fresh.set(job.key, target);
    return target;
  }

  /** The folder appears only when it is complete: an installation that fails or is interrupted leaves nothing in it. */
  private installInto(cache: string, folder: string, job: Job): void {
    writeWholeFolder(cache, folder, (scratch) => {
      const target = join(scratch, "packages");
      mkdirSync(target);
      pipInstall(pipPackages(job, scratch), target);
      finish(target, job);
      return target;
    });
  }
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

interface Job {
  readonly key: string;
  readonly requirements: Requirements;
  readonly from: string;
  readonly platform: PythonPlatform;
}

function pipPackages({ requirements, from, platform }: Job, scratch: string): PipPackages {
  const file = requirements.file ?? join(scratch, "pyproject.toml");
  if (requirements.text !== undefined) writeFileSync(file, requirements.text);
  return { file, folder: from, platform };
}

function finish(target: string, { platform }: Job): void {
  requirePlatform(target, platform);
  removeMachine(target);
}
