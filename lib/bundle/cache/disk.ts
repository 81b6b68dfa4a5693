import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { digest } from "./digest";

/** What one look at a path tells, links followed. */
export interface Status {
  readonly kind: "file" | "folder" | "none";
  /** Differs when the file or the listing of the folder may have changed. */
  readonly stamp: string;
  /** When that was, in the clock of the disk. */
  readonly changed: number;
}

/** What stands in a text for bytes that are none. */
const REPLACED = "\ufffd";

const NONE: Status = { kind: "none", stamp: "", changed: 0 };
const UNSTABLE = { stamp: "unstable", changed: Number.POSITIVE_INFINITY };

/** An entry of a folder. */
export interface Name {
  readonly name: string;
  readonly kind: "file" | "folder" | "link";
}

/**
 * The files and folders that handlers depend on, each looked at once, however many handlers share it. Nothing here
 * throws: what can't be read is a state of its own.
 */
export class Disk {
  private readonly statuses = new Map<string, Status>();
  private readonly hashes = new Map<string, string>();
  private readonly listings = new Map<string, readonly Name[] | undefined>();
  private readonly targets = new Map<string, string>();

  /**
   * @param moment the time of the disk when the looking began
   */
  constructor(readonly moment: number) {}

  public status(path: string): Status {
    return remembered(this.statuses, path, () => statusOf(path));
  }

  /** The digest of a file's content, "" where there is no file. */
  public hash(path: string): string {
    return remembered(this.hashes, path, () => {
      if ((this.statuses.get(path)?.kind ?? "file") !== "file") return "";
      const text = textOf(path);
      if (this.lookAfter(path).kind !== "file") return "";
      if (text?.includes(REPLACED)) return digest(read(path) ?? "");
      return text === undefined ? "unreadable" : digest(text);
    });
  }

  /** What is in a folder, sorted; `undefined` where there is none or it can't be read. */
  public names(path: string): readonly Name[] | undefined {
    return remembered(this.listings, path, () => {
      const names = listing(path);
      this.lookAfter(path);
      return names;
    });
  }

  /** The look after the reading is the one that counts: what changes meanwhile must not pass for old. */
  private lookAfter(path: string): Status {
    const before = this.statuses.get(path);
    const after = statusOf(path);
    const status = before === undefined || before.stamp === after.stamp ? after : { ...UNSTABLE, kind: after.kind };
    this.statuses.set(path, status);
    return status;
  }

  /** Where a path leads when all links are followed, "" when nowhere. */
  public target(path: string): string {
    return remembered(this.targets, path, () => {
      try {
        return realpathSync.native(path);
      } catch {
        return "";
      }
    });
  }

  /** Whether a file or a folder is as it was before the looking began. */
  public isSettled(status: Status): boolean {
    return isSettled(status, this.moment);
  }

  /** Whether an entry of a folder, which may be a link, was there before the looking began. */
  public isOld(path: string): boolean {
    try {
      return this.isSettled({ ...NONE, changed: changeOf(lstatSync(path)) });
    } catch {
      return false;
    }
  }
}

/** The text of a file, `undefined` where there is none. Node.js is twice as fast with it as with the bytes. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether the last change was so long before a moment, in the clock of the disk, that any later one will show. */
export function isSettled({ changed }: Status, moment: number): boolean {
  return changed < moment - grain(changed);
}

// Two changes within one tick of a disk's clock look like one. Some disks count whole seconds, FAT even pairs of them;
// the others go by the clock of the kernel, which ticks at least every 16 ms.
function grain(time: number): number {
  return Number.isInteger(time / 1000) ? 2100 : 30;
}

// The time of the last change of the inode can't be set by a program, as that of the content can: `cp -p` and `tar` do.
function changeOf(stats: Stats): number {
  return Math.max(stats.ctimeMs, stats.mtimeMs);
}

export function statusOf(path: string): Status {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NONE;
    const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "none";
    const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
    return { kind, stamp, changed: changeOf(stats) };
  } catch {
    // A parent is a file, links go in a circle, or a folder on the way may not be entered.
    return NONE;
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function listing(path: string): readonly Name[] | undefined {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const names = entries.map((entry): Name => {
      const kind = entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : "file";
      return { name: entry.name, kind };
    });
    return names.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

function remembered<T>(known: Map<string, T>, path: string, find: () => T): T {
  const value = known.get(path);
  if (value !== undefined || known.has(path)) return value as T;
  const found = find();
  known.set(path, found);
  return found;
}
