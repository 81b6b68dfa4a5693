import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { digest } from "../canonical-data";

/** A file or folder at one moment, symbolic links followed. */
export interface Status {
  readonly kind: "file" | "folder" | "none";
  /** Differs when the file may have changed. */
  readonly stamp: string;
  /** The time of the last change, in the clock of the disk. */
  readonly changed: number;
}

const NONE: Status = { kind: "none", stamp: "", changed: 0 };

/**
 * The files and folders that bundles depend on. Each is read once per synthesis, for all bundles together. Nothing here
 * throws: a path that can't be read has a value of its own.
 */
export class Disk {
  private readonly statuses = new Map<string, Status>();
  private readonly contents = new Map<string, string>();
  private readonly listings = new Map<string, string>();
  /** By folders that are listed: the names in them, without regard to case. */
  private readonly names = new Map<string, ReadonlySet<string>>();

  /**
   * @param moment the time of the disk before anything was read; `-Infinity` if it is not known
   * @param leftOut absolute paths that listings do not mention, because a synthesis itself writes them
   */
  constructor(
    private readonly moment: number,
    private readonly leftOut: ReadonlySet<string>,
  ) {}

  public status(path: string): Status {
    return memoize(this.statuses, path, () => statusOf(path));
  }

  public isFolder(path: string): boolean {
    return this.mayExist(path) && this.status(path).kind === "folder";
  }

  /** Whether a look is needed to know that a path is missing: a listing says it of all names that it does not mention. */
  public mayExist(path: string): boolean {
    return this.names.get(dirname(path))?.has(caseFolded(basename(path))) ?? true;
  }

  /** The digest of a file's content, "" where there is no file. */
  public content(path: string): string {
    return memoize(this.contents, path, () => {
      const bytes = tryReadFile(path);
      // Looked at after the reading, so that a change meanwhile shows in the time stamp.
      const status = statusOf(path);
      this.statuses.set(path, status);
      if (status.kind !== "file") return "";
      return bytes === undefined ? "unreadable" : digest(bytes);
    });
  }

  /** The digest of a folder's names, with the targets of its links and of the folder itself, "" where there is none. */
  public listing(path: string): string {
    return memoize(this.listings, path, () => {
      if (this.status(path).kind !== "folder") return "";
      const names = this.read(path);
      this.statuses.set(path, statusOf(path));
      return names === undefined ? "unreadable" : digest(names.join("\0"));
    });
  }

  /** Whether a path has not changed since the moment, nor just before. */
  public isSettled({ kind, changed }: Status): boolean {
    return kind !== "none" && isSettled(changed, this.moment);
  }

  private read(path: string): readonly string[] | undefined {
    try {
      const target = realpathSync.native(path);
      const entries = readdirSync(path, { withFileTypes: true });
      this.names.set(path, new Set(entries.map(({ name }) => caseFolded(name))));
      const names = entries.flatMap((entry) => {
        // Not by `join`: of thousands of names this is what takes the time.
        const full = `${target}${sep}${entry.name}`;
        if (this.leftOut.has(full)) return [];
        return entry.isSymbolicLink() ? `${entry.name}>${targetOf(full)}` : entry.name + (entry.isFile() ? "" : "/");
      });
      return [target, ...names.sort()];
    } catch {
      return undefined;
    }
  }
}

/** Whether the last change was so long before a moment that any later one has another time. */
export function isSettled(changed: number, moment: number): boolean {
  return changed < moment - clockResolution(changed);
}

// Two changes within one tick of a disk's clock look like one. Some disks count whole seconds, FAT even pairs of them;
// the others use the clock of the kernel, which ticks at least every 16 ms.
function clockResolution(time: number): number {
  return Number.isInteger(time / 1000) ? 2100 : 30;
}

export function statusOf(path: string): Status {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NONE;
    const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "none";
    const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
    // Programs such as `cp -p` and `tar` set the time of the content, but none can set that of the inode.
    return { kind, stamp, changed: Math.max(stats.ctimeMs, stats.mtimeMs) };
  } catch {
    // A parent is a file, links form a circle, or a folder on the way is not accessible.
    return NONE;
  }
}

function tryReadFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string {
  try {
    return `${realpathSync.native(link)} ${statusOf(link).kind}`;
  } catch {
    return "";
  }
}

export function memoize<T>(known: Map<string, T>, key: string, find: () => T): T {
  const value = known.get(key);
  if (value !== undefined) return value;
  const found = find();
  known.set(key, found);
  return found;
}

/** Equal for names that a disk may take for the same. */
function caseFolded(name: string): string {
  return name.normalize().toLowerCase();
}
