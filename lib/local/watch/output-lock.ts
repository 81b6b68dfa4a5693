import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { uptime } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../cache-folder";
import { createFile } from "../whole-file";

/**
 * The right to run the app into an output folder. Of several runs with the same folder, only one has it, so that two
 * syntheses never write the folder at the same time. The others read what it writes.
 */
export class OutputLock {
  private readonly path: string;

  constructor(dir: string) {
    const digest = createHash("sha256").update(resolve(dir)).digest("hex").slice(0, 16);
    this.path = join(cacheFolder(), `output-${digest}.lock`);
  }

  /** Takes the right, unless another process that is alive has it. */
  public take(): boolean {
    mkdirSync(dirname(this.path), { recursive: true });
    for (;;) {
      createFile(this.path, `${process.pid}`);
      const { owner } = this;
      if (owner === process.pid) return true;
      if (owner !== undefined && isAlive(owner)) return false;
      rmSync(this.path, { force: true });
    }
  }

  /** The process that has the right. Not set if nobody has it, or if the process was of another start of the machine. */
  public get owner(): number | undefined {
    try {
      const startOfMachine = Date.now() - uptime() * 1000;
      return statSync(this.path).mtimeMs < startOfMachine ? undefined : Number(readFileSync(this.path, "utf8"));
    } catch {
      return undefined;
    }
  }

  public release(): void {
    if (this.owner === process.pid) rmSync(this.path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
