import { mkdtempSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BundledFile } from "../request";
import { type CopyJob, copyFolders, MARKS } from "./copy-folders";
import { removeSafely, sweep, TEMPORARY } from "./safe-file";

/** A function's folder, and all that is to lie in it. */
export interface Wanted {
  readonly folder: string;
  readonly files: readonly BundledFile[];
}

/** A file of the cache. */
export type Cached = BundledFile & Required<Pick<BundledFile, "cached">>;

interface Copy {
  readonly folder: string;
  /** Where it lies until it is moved. */
  readonly path: string;
  readonly files: readonly Cached[];
}

/** What one folder may take, in milliseconds, before this thread copies it rather than wait. */
const PATIENCE = 2000;

/** After so many milliseconds a room was left by a synthesis that was killed. Of one that is so slow, the copies are made again. */
const FORGOTTEN = 5 * 60_000;

const COPIES = `${TEMPORARY}copies-`;

/**
 * Folders that one thread copies. What it has not begun with when it is asked for, this thread takes over: a thread that
 * never starts, or dies, costs nothing but the time it would have saved.
 */
export class CopyBatch {
  /** `undefined` where that can't be done. */
  public static start(wanted: ReadonlyArray<Omit<Copy, "path">>): CopyBatch | undefined {
    const [{ folder = "", files: [file] = [] } = {}] = wanted;
    if (file === undefined) return undefined;
    const room = roomIn(file.cached.staged.folder);
    if (room === undefined) return undefined;
    try {
      // A folder can only be moved on its own disk.
      if (diskOf(folder) === statSync(room).dev) return new CopyBatch(room, wanted);
    } catch {
      // Node.js is not allowed to start threads, or nothing can be made where the folder shall lie.
    }
    removeSafely(room);
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

  public has(folder: string): boolean {
    return this.indices.has(folder);
  }

  /** Moves the copy of a folder to its place, if that is what it is to hold, and tells whether it lies there now. */
  public moveTo({ folder, files }: Wanted): boolean {
    const index = this.indices.get(folder);
    const copy = this.copies[index ?? -1];
    if (index === undefined || copy === undefined || !this.isReady(index)) return false;
    // Aspects may have changed what a function is bundled with.
    if (contentsOf(files) !== contentsOf(copy.files)) return false;
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
    removeSafely(this.room);
  }

  private run(): void {
    const folders = this.copies.map(({ path, files }) => ({
      path,
      files: files.map((file) => ({ from: file.cached.path, to: join(path, file.path) })),
    }));
    const workerData: CopyJob = { marks: MARKS, state: this.state, folders };
    const code = `(${copyFolders})(require("node:fs"), require("node:worker_threads").workerData);`;
    // Only here: most apps have too few functions for a thread, and this module takes its time to load.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
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

function contentsOf(files: readonly BundledFile[]): string {
  return JSON.stringify(files.map(({ path, cached }) => [path, cached?.hash]));
}

/** A folder beside the cache that is nobody else's. What a killed synthesis left there goes. */
function roomIn(cache: string): string | undefined {
  sweep(cache, (name) => !name.startsWith(COPIES), FORGOTTEN, Date.now());
  try {
    return mkdtempSync(join(cache, COPIES));
  } catch {
    // The cache can't be written.
    return undefined;
  }
}

/** The disk that a path will lie on once it is made. */
function diskOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.dev ?? diskOf(dirname(path));
}
