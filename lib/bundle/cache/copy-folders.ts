/** How far the copy of a folder is. */
export const MARKS = { open: 0, taken: 1, ready: 2, gone: 3 } as const;

/** What is to be copied, and where both threads see how far it is. */
export interface CopyJob {
  readonly marks: typeof MARKS;
  /** A mark for each of the folders. */
  readonly state: Int32Array;
  readonly folders: ReadonlyArray<{
    readonly path: string;
    readonly files: ReadonlyArray<{ readonly from: string; readonly to: string }>;
  }>;
}

/**
 * Makes folders and copies files into them, but for those that the other thread has taken meanwhile.
 *
 * A thread runs the text of this function by itself: nothing outside of it is known there.
 */
export function copyFolders(fs: typeof import("node:fs"), { marks, state, folders }: CopyJob): void {
  folders.forEach(({ path, files }, index) => {
    if (Atomics.compareExchange(state, index, marks.open, marks.taken) !== marks.open) return;
    let mark: number = marks.gone;
    try {
      fs.mkdirSync(path);
      // The umask takes from the mode that something is made with, but not from one that is set.
      fs.chmodSync(path, 0o755);
      for (const { from, to } of files) {
        fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
        fs.chmodSync(to, 0o644);
      }
      mark = marks.ready;
    } catch {
      // The other thread will copy it, and tell what is wrong.
    }
    Atomics.store(state, index, mark);
    Atomics.notify(state, index);
  });
}
