import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { digest } from "../canonical-data";

/** The state of a file or folder at one moment. Symbolic links are resolved. */
export interface Status {
  readonly kind: "file" | "folder" | "none";
  /** Size, times and inode. A changed file has another stamp, unless it changed twice within one tick of the clock. */
  readonly stamp: string;
  /** The time of the last change, by the clock of the disk. */
  readonly changed: number;
}

const NONE: Status = { kind: "none", stamp: "", changed: 0 };

/**
 * The files and folders that bundles depend on. Each one is read once per synthesis, for all bundles together. Nothing
 * here throws: an unreadable path has a value of its own.
 */
export class Disk {
  private readonly statuses = new Map<string, Status>();
  private readonly contents = new Map<string, string>();
  private readonly listings = new Map<string, string>();
  /** The names in each listed folder, case-folded. */
  private readonly names = new Map<string, ReadonlySet<string>>();

  /**
   * @param moment the time of the disk before anything was read; `-Infinity` if it is unknown
   * @param leftOut absolute paths that listings omit, because a synthesis itself writes them
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

  /** Whether a path may exist. A name that is missing from a known listing of its folder does not exist. */
  public mayExist(path: string): boolean {
    return this.names.get(dirname(path))?.has(caseFolded(basename(path))) ?? true;
  }

  /** The digest of a file's content; "" if there is no file. */
  public content(path: string): string {
    return memoize(this.contents, path, () => {
      const bytes = tryReadFile(path);
      // The status is read after the content, so that a change in between shows in the stamp.
      const status = statusOf(path);
      this.statuses.set(path, status);
      if (status.kind !== "file") return "";
      return bytes === undefined ? "unreadable" : digest(bytes);
    });
  }

  /** The digest of a folder's real path, its names and the targets of its links; "" if there is no folder. */
  public listing(path: string): string {
    return memoize(this.listings, path, () => {
      if (this.status(path).kind !== "folder") return "";
      const names = this.read(path);
      this.statuses.set(path, statusOf(path));
      return names === undefined ? "unreadable" : digest(names.join("\0"));
    });
  }

  /** Whether a path has changed neither since `moment` nor shortly before it. */
  public isSettled({ kind, changed }: Status): boolean {
    return kind !== "none" && isSettled(changed, this.moment);
  }

  private read(path: string): readonly string[] | undefined {
    try {
      const target = realpathSync.native(path);
      const entries = readdirSync(path, { withFileTypes: true });
      this.names.set(path, new Set(entries.map(({ name }) => caseFolded(name))));
      const names = entries.flatMap((entry) => {
        // `join` would take most of the time for folders with thousands of names.
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

/** Whether the last change was so long before `moment` that any later change gets another time. */
export function isSettled(changed: number, moment: number): boolean {
  return changed < moment - clockResolution(changed);
}

// Two changes within one tick of the disk's clock have the same time. Some disks count in seconds, FAT in two seconds.
// The others use the clock of the kernel, which ticks at least every 16 ms.
function clockResolution(time: number): number {
  return Number.isInteger(time / 1000) ? 2100 : 30;
}

export function statusOf(path: string): Status {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NONE;
    const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "none";
    const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
    // `cp -p` and `tar` set the modification time, but no program can set the change time of the inode.
    return { kind, stamp, changed: Math.max(stats.ctimeMs, stats.mtimeMs) };
  } catch {
    // A parent is a file, symbolic links form a cycle, or a parent folder is not accessible.
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

/** Equal for names that a case-insensitive disk may treat as the same. */
function caseFolded(name: string): string {
  return name.normalize().toLowerCase();
}
