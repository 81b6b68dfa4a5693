import { dirname, resolve, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { statOf, versionOf } from "../file-times";

/** What is watched, in absolute paths. The files need not exist. */
export interface WatchedPaths {
  readonly files: Iterable<string>;
  /** Folders whose files are all watched, except those for which `isIgnored` is true. */
  readonly folders: Iterable<string>;
}

export interface FileWatcherOptions {
  /** The folder in which missing files and folders are waited for. */
  readonly root: string;
  /** Whether a path inside of a watched folder is not watched. */
  readonly isIgnored: (path: string) => boolean;
  /** Receives the files that were written, created or removed since the last call. */
  readonly changed: (paths: ReadonlySet<string>) => void;
}

/** A watcher, and the paths that it was started for. */
interface PathsWatcher {
  readonly watcher: FSWatcher;
  readonly paths: readonly string[];
}

/** How long changes are collected, in milliseconds. Editors and Git write several files at once. */
const collection = 5;
/** chokidar drops changes of a file that follow within 50 ms. They are found by another look at the file. */
const secondLook = 80;
/** The clock of a file system can be late, in milliseconds. */
const tolerance = 10;

/** Watches single files, also those that do not exist yet, and whole folders. */
export class FileWatcher {
  private watchers: readonly PathsWatcher[] = [];
  private files: ReadonlySet<string> = new Set();
  private folders: readonly string[] = [];
  /** The folders that lead to the watched files. */
  private parents: ReadonlySet<string> = new Set();
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: FileWatcherOptions) {}

  /**
   * Replaces what is watched. Paths that were not watched before may have changed since they were read:
   * those that changed after `since`, in milliseconds, are reported.
   */
  public watch({ files, folders }: WatchedPaths, since: number): void {
    if (this.isClosed) return;
    const before = { files: this.files, folders: new Set(this.folders), parents: this.parents };
    this.files = new Set(files);
    this.folders = [...new Set(folders)];
    this.parents = new Set([...this.files, ...this.folders].flatMap((path) => this.parentsOf(path)));
    this.closeUnused();
    const newFiles = [...this.files].filter((path) => !before.files.has(path));
    const added = [
      ...[...this.parents].filter((path) => !before.parents.has(path)),
      ...this.folders.filter((path) => !before.folders.has(path)),
      ...newFiles,
    ];
    // The watched parent folder of a missing path announces it.
    const existing = added.filter((path) => statOf(path) !== undefined);
    const look = (inFolders: readonly string[] = []): void => {
      if (this.isClosed) return;
      for (const path of [...newFiles, ...inFolders]) if (hasChanged(path, since)) this.noticed(path);
      for (const path of existing) if (statOf(path) === undefined) this.noticed(path);
    };
    if (existing.length === 0) look();
    else this.watchMore(existing, look);
  }

  // A watcher of its own, because chokidar announces only the first paths of a watcher when they are watched.
  private watchMore(paths: readonly string[], ready: (inFolders: readonly string[]) => void): void {
    const watcher = watch([...paths], {
      ignoreInitial: true,
      ignored: (path: string) => !this.isWatched(resolve(path)) && !this.parents.has(resolve(path)),
    });
    this.watchers = [...this.watchers, { watcher, paths }];
    watcher.on("all", (_, path) => this.noticed(resolve(path)));
    // For example too many watched files. The others are still watched.
    watcher.on("error", () => undefined);
    watcher.once("ready", () => {
      const watched = Object.entries(watcher.getWatched());
      ready(watched.flatMap(([folder, names]) => names.map((name) => resolve(folder, name))));
    });
  }

  public async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const { watcher } of this.watchers) await watcher.close();
  }

  private closeUnused(): void {
    const used = new Set([...this.files, ...this.folders, ...this.parents]);
    const isUsed = ({ paths }: PathsWatcher) => paths.some((path) => used.has(path));
    for (const each of this.watchers) if (!isUsed(each)) void each.watcher.close();
    this.watchers = this.watchers.filter(isUsed);
  }

  private isWatched(path: string): boolean {
    if (this.files.has(path)) return true;
    return this.folders.some((folder) => isInside(path, folder)) && !this.options.isIgnored(path);
  }

  private parentsOf(path: string): readonly string[] {
    const parent = dirname(path);
    if (!isInside(path, this.options.root)) return [parent];
    return parent === this.options.root ? [parent] : [...this.parentsOf(parent), parent];
  }

  private noticed(path: string): void {
    if (!this.isWatched(path)) return;
    this.pending.add(path);
    this.timer ??= setTimeout(() => this.report(), collection);
  }

  private report(): void {
    this.timer = undefined;
    const paths = new Set(this.pending);
    this.pending.clear();
    this.lookAgain(paths);
    this.options.changed(paths);
  }

  private lookAgain(paths: Iterable<string>): void {
    const seen = new Map([...paths].map((path) => [path, versionOf(path)]));
    const timer = setTimeout(() => {
      if (this.isClosed) return;
      for (const [path, version] of seen) if (versionOf(path) !== version) this.noticed(path);
    }, secondLook);
    timer.unref();
  }
}

// A file that replaces another one by its name may have been written long before.
function hasChanged(path: string, since: number): boolean {
  const stats = statOf(path);
  return stats?.isFile() === true && stats.ctimeMs > since - tolerance;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
