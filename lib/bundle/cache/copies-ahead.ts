import { lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { BundledFile } from "../request";
import { type CopyJob, copyFolders, MARKS } from "./copy-folders";
import { temporaryPath } from "./safe-file";

/** A function's folder, and all that is to lie in it. */
export interface Wanted {
  readonly folder: string;
  readonly files: readonly BundledFile[];
}

type Cached = BundledFile & Required<Pick<BundledFile, "cached">>;

interface Copy {
  readonly folder: string;
  /** Where it lies until it is moved. */
  readonly path: string;
  readonly files: readonly Cached[];
}

/** Below that, starting a thread takes longer than the copying. */
const FEWEST = 24;

/** What one folder may take, in milliseconds, before this thread copies it rather than wait. */
const PATIENCE = 2000;

/**
 * Bundles that a second thread copies out of the cache while this one goes on. They lie beside the cache at first, so
 * that the output holds nothing of a synthesis that fails, and are moved from there. What is not copied by then, this
 * thread takes over: a thread that never starts, or dies, costs nothing but the time it would have saved.
 */
export class CopiesAhead {
  /** Copies of folders that are not there yet, or `undefined` where that would not pay or can't be done. */
  public static start(wanted: readonly Wanted[]): CopiesAhead | undefined {
    const copied = wanted.flatMap(({ folder, files }) =>
      isPlain(files) && isMissing(folder) ? [{ folder, files }] : [],
    );
    const [first] = copied;
    const cache = first?.files[0]?.cached.staged.folder;
    if (first === undefined || cache === undefined || copied.length < FEWEST) return undefined;
    const room = temporaryPath(join(cache, "copies"));
    try {
      mkdirSync(room);
      // A folder can only be moved on its own disk.
      if (diskOf(first.folder) === statSync(room).dev) return new CopiesAhead(room, copied);
    } catch {
      // The cache can't be written, or Node.js is not allowed to start threads.
    }
    rmSync(room, { recursive: true, force: true });
    return undefined;
  }

  private readonly copies: readonly Copy[];
  private readonly indices: ReadonlyMap<string, number>;
  private readonly state: Int32Array;

  private constructor(
    private readonly room: string,
    wanted: ReadonlyArray<Omit<Copy, "path">>,
  ) {
    this.copies = wanted.map((one, index) => ({ ...one, path: join(room, String(index)) }));
    this.indices = new Map(wanted.map(({ folder }, index) => [folder, index]));
    this.state = new Int32Array(new SharedArrayBuffer(wanted.length * Int32Array.BYTES_PER_ELEMENT));
    this.run();
  }

  /** Moves the copy of a folder to its place, and tells whether it lies there now. */
  public moveTo(folder: string): boolean {
    const index = this.indices.get(folder);
    const copy = this.copies[index ?? -1];
    if (index === undefined || copy === undefined || !this.isReady(index)) return false;
    // Looked at after the copying, so that no change meanwhile goes unseen.
    if (!copy.files.every(({ cached }) => cached.isUnchanged())) return false;
    try {
      renameSync(copy.path, folder);
    } catch {
      return false;
    }
    for (const { path, cached } of copy.files) cached.staged.wrote(join(folder, path), cached.hash);
    return true;
  }

  /** Has the thread stop, and removes what was not moved. */
  public end(): void {
    this.copies.forEach((_, index) => {
      this.isReady(index);
    });
    try {
      rmSync(this.room, { recursive: true, force: true });
    } catch {
      // A later synthesis will remove it.
    }
  }

  private run(): void {
    const folders = this.copies.map(({ path, files }) => ({
      path,
      files: files.map((file) => ({ from: file.cached.path, to: join(path, file.path) })),
    }));
    const workerData: CopyJob = { marks: MARKS, state: this.state, folders };
    const code = `(${copyFolders})(require("node:fs"), require("node:worker_threads").workerData);`;
    // Without what the process was told to load first, by its arguments or NODE_OPTIONS, such as ts-node.
    const worker = new Worker(code, { eval: true, env: {}, execArgv: [], workerData });
    worker.on("error", () => {});
    worker.unref();
  }

  /** Whether a folder is copied. One that the thread has not begun with is taken from it. */
  private isReady(index: number): boolean {
    const { state } = this;
    if (Atomics.compareExchange(state, index, MARKS.open, MARKS.gone) === MARKS.open) return false;
    Atomics.wait(state, index, MARKS.taken, PATIENCE);
    return Atomics.load(state, index) === MARKS.ready;
  }
}

/** Whether all files come from the cache, and lie in the folder itself. */
function isPlain(files: readonly BundledFile[]): files is readonly Cached[] {
  return files.length > 0 && files.every(({ path, cached }) => cached !== undefined && !path.includes("/"));
}

function isMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** The disk that a path will lie on once it is made. */
function diskOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.dev ?? diskOf(dirname(path));
}
