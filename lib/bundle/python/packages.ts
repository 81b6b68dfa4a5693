import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sweep, TEMPORARY } from "../cache/store";
import { digest } from "../canonical-data";
import { removeMachine, requirePlatform } from "./installed";
import { pipInstall } from "./pip";
import type { PythonPlatform } from "./platform";
import type { Requirements } from "./requirements";

/** Changes when the files of an installation change. */
const LAYOUT = 1;

/** The folders with the packages of Python functions. */
export class PythonPackages {
  private readonly fresh = new Map<string, string>();

  /** @param cache the folder of the cache; undefined to install everything again in each synthesis */
  constructor(private readonly cache: string | undefined) {}

  /**
   * Returns a folder with the packages of some requirements. If the cache has them, pip is not started.
   *
   * @param from the folder of the requirements
   * @param isProtected whether the function decides about access, so that nothing of the cache may be used
   */
  public folder(requirements: Requirements, from: string, platform: PythonPlatform, isProtected: boolean): string {
    const key = digest(JSON.stringify([LAYOUT, requirements.lines, platform.version, platform.architecture]));
    const known = this.fresh.get(key);
    if (known !== undefined) return known;
    if (this.cache === undefined || isProtected) return this.temporary(key, requirements, from, platform);
    const folder = join(this.cache, "python", key);
    if (!existsSync(folder)) this.install(folder, this.cache, { requirements, from, platform });
    return folder;
  }

  /** Installs into a folder of this process. */
  private temporary(key: string, requirements: Requirements, from: string, platform: PythonPlatform): string {
    const parent = mkdtempSync(join(tmpdir(), "python-packages-"));
    process.once("exit", () => rmSync(parent, { recursive: true, force: true }));
    const folder = join(parent, key);
    this.install(folder, parent, { requirements, from, platform });
    this.fresh.set(key, folder);
    return folder;
  }

  /** The folder appears only when it is complete: an installation that fails or is interrupted leaves nothing in it. */
  private install(folder: string, parent: string, { requirements, from, platform }: Installed): void {
    mkdirSync(dirname(folder), { recursive: true });
    sweep(parent, (name) => !name.startsWith(TEMPORARY));
    const scratch = mkdtempSync(join(parent, TEMPORARY));
    try {
      const target = join(scratch, "packages");
      const file = requirements.file ?? join(scratch, "pyproject.toml");
      if (requirements.text !== undefined) writeFileSync(file, requirements.text);
      mkdirSync(target);
      pipInstall({ file, folder: from, platform, target });
      requirePlatform(target, platform);
      removeMachine(target);
      // Another synthesis may have written the same folder meanwhile.
      if (!existsSync(folder)) renameSync(target, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}

interface Installed {
  readonly requirements: Requirements;
  readonly from: string;
  readonly platform: PythonPlatform;
}
