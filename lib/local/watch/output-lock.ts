import { createHash, randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../cache-folder";
import { statOf } from "../file-times";
import { createFile } from "../whole-file";

/** How often the owner of a lock renews it, in milliseconds. */
const renewal = 1000;
/** A lock that was not renewed for so long, in milliseconds, belongs to a process that has ended. */
const lifetime = 20_000;
/** The same, if this machine has no process of that id. It can be one of another container, which renews its lock. */
const lifetimeWithoutProcess = 3000;

/**
 * The right to run the app into an output folder. Of several runs with the same folder, only one has it, so that two
 * syntheses never write the folder at the same time. The others read what it writes. Its file is renewed as long as the
 * owner runs: the id of a process alone does not tell, because another process can have the same one.
 */
export class OutputLock {
  public readonly path: string;
  private readonly own = `${process.pid} ${randomUUID()}`;
  private timer: NodeJS.Timeout | undefined;

  constructor(dir: string) {
    const folder = existsSync(dir) ? realpathSync(dir) : resolve(dir);
    const digest = createHash("sha256").update(folder).digest("hex").slice(0, 16);
    this.path = join(cacheFolder(), `output-${digest}.lock`);
  }

  /** Takes the right, unless another process has it. */
  public acquire(): boolean {
    mkdirSync(dirname(this.path), { recursive: true });
    if (this.isStale()) this.removeStale();
    createFile(this.path, this.own);
    if (this.text !== this.own) return false;
    this.timer ??= setInterval(() => this.renew(), renewal).unref();
    return true;
  }

  /** The id of the process that has the right; undefined if nobody has it. */
  public get owner(): number | undefined {
    return ownerIn(this.path);
  }

  public release(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.text === this.own) rmSync(this.path, { force: true });
  }

  private get text(): string | undefined {
    return textIn(this.path);
  }

  private isStale(path = this.path): boolean {
    const stats = statOf(path);
    if (stats === undefined) return false;
    const owner = ownerIn(path);
    const isGone = owner !== undefined && !isRunning(owner);
    return Date.now() - stats.mtimeMs > (isGone ? lifetimeWithoutProcess : lifetime);
  }

  private renew(): void {
    const now = new Date();
    // After a long stop of this process, the lock may be that of another one.
    if (this.text === this.own) utimesSync(this.path, now, now);
  }

  // Of several processes that find a stale lock, only one can move it away, and it may have been replaced meanwhile.
  private removeStale(): void {
    const moved = `${this.path}.${randomUUID()}`;
    try {
      renameSync(this.path, moved);
      if (!this.isStale(moved)) linkSync(moved, this.path);
    } catch {
      // Another process was faster.
    } finally {
      rmSync(moved, { force: true });
    }
  }
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The id of the process that wrote a lock. */
function ownerIn(path: string): number | undefined {
  const id = Number(textIn(path)?.split(" ")[0]);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
