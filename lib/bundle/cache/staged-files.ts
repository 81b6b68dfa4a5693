import { lstatSync, readFileSync, type Stats } from "node:fs";
import { join, relative } from "node:path";
import { readChecked, writeChecked } from "./checked-file";
import { digest } from "./digest";
import { Disk } from "./disk";
import { writeSafely } from "./safe-file";

type Note = readonly [hash: string, stamp: string];

const KEY = "staged files, 1";

/** Which files of bundles lie in the output, so that what is there already need not be written again. */
export class StagedFiles {
  private readonly touched = new Map<string, string>();
  private notes: Readonly<Record<string, Note>> | undefined;
  private changed = false;

  constructor(
    private readonly root: string,
    public readonly folder: string,
  ) {}

  /** Whether a file of its own has the content, and the mode. */
  public holds(path: string, hash: string, size: number, mode: number): boolean {
    const stats = statsOf(path);
    if (stats === undefined || stats.size !== size || !hasMode(stats, mode)) return false;
    const [known, stamp] = this.known()[relative(this.root, path)] ?? [];
    if (known !== hash || stamp !== stampOf(stats)) {
      if (contentDigest(path) !== hash) return false;
      this.changed = true;
    }
    this.touched.set(path, hash);
    return true;
  }

  /** Notes a file that was written. */
  public wrote(path: string, hash: string): void {
    this.touched.set(path, hash);
    this.changed = true;
  }

  public save(): void {
    if (!this.changed) return;
    this.changed = false;
    const moment = writeSafely(join(this.folder, "clock"), "");
    if (moment === undefined) return;
    const disk = new Disk(moment);
    const others = Object.entries(this.read()).filter(([path]) => statsOf(join(this.root, path)) !== undefined);
    const mine = [...this.touched].map(([path, hash]): [string, Note] => {
      const stats = disk.isOld(path) ? statsOf(path) : undefined;
      return [relative(this.root, path), [hash, stats === undefined ? "" : stampOf(stats)]];
    });
    // An output elsewhere, as tests have it, would only make the list grow.
    const inside = mine.filter(([path]) => !path.startsWith(".."));
    writeChecked(this.file(), KEY, Object.fromEntries([...others, ...inside]));
  }

  private known(): Readonly<Record<string, Note>> {
    this.notes ??= this.read();
    return this.notes;
  }

  private read(): Readonly<Record<string, Note>> {
    return (readChecked(this.file(), KEY) as Readonly<Record<string, Note>> | undefined) ?? {};
  }

  private file(): string {
    return join(this.folder, "staged.json");
  }
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

function contentDigest(path: string): string | undefined {
  try {
    return digest(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** Not of a link, nor of a file with a second name: through it, someone else's file would be changed one day. */
function statsOf(path: string): Stats | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() && stats.nlink === 1 ? stats : undefined;
  } catch {
    return undefined;
  }
}

// Windows has no such modes, and shows others than were set.
function hasMode(stats: Stats, mode: number): boolean {
  return process.platform === "win32" || (stats.mode & 0o777) === mode;
}
