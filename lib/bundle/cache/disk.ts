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

const NONE: Status = { kind: "none", stamp: "", changed: 0 };
const UNSTABLE: Status = { kind: "none", stamp: "unstable", changed: Number.POSITIVE_INFINITY };

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
   * @param known digests of files that need not be read while they have the stamp
   */
  constructor(
    readonly moment: number,
    private readonly known: ReadonlyMap<string, { readonly stamp: string; readonly value: string }> = new Map(),
  ) {}

  public status(path: string): Status {
    return remembered(this.statuses, path, () => statusOf(path));
  }

  /** The digest of a file's content, "" where there is no file. */
  public hash(path: string): string {
    return remembered(this.hashes, path, () => {
      const { kind, stamp } = this.status(path);
      if (kind !== "file") return "";
      const known = this.known.get(path);
      if (known?.stamp === stamp) return known.value;
      const content = read(path);
      this.lookAgain(path);
      return content === undefined ? "unreadable" : digest(content);
    });
  }

  /** What is in a folder, sorted; `undefined` where there is none or it can't be read. */
  public names(path: string): readonly Name[] | undefined {
    return remembered(this.listings, path, () => {
      this.status(path);
      const names = listing(path);
      this.lookAgain(path);
      return names;
    });
  }

  /** After reading: what changes meanwhile must not pass for old. */
  private lookAgain(path: string): void {
    if (statusOf(path).stamp !== this.status(path).stamp) this.statuses.set(path, UNSTABLE);
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
    return status.changed < this.moment - grain(status.changed);
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

/** The text of a file, `undefined` where there is none. */
export function textOf(path: string): string | undefined {
  return read(path)?.toString("utf8");
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
