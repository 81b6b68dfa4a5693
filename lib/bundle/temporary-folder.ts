import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const attempts = 5;

const folders = new Set<string>();
let isListening = false;

/** Creates a folder that is removed when this process ends, also by a signal, if nothing removed it before. */
export function temporaryFolder(prefix: string, parent = tmpdir()): string {
  const folder = realpathSync(mkdtempSync(join(parent, prefix)));
  folders.add(folder);
  if (!isListening) listen();
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  remove(folder);
  if (!existsSync(folder)) folders.delete(folder);
  // A signal that arrived meanwhile reaches its listener only when the event loop turns.
  if (folders.size === 0)
    setImmediate(() => {
      if (folders.size === 0) unlisten();
    });
}

/** Calls `use` with a new folder, and removes the folder in any case. */
export function withTemporaryFolder<T>(prefix: string, use: (folder: string) => T, parent?: string): T {
  const folder = temporaryFolder(prefix, parent);
  try {
    return use(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}

function listen(): void {
  isListening = true;
  process.on("exit", removeAll);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
}

function unlisten(): void {
  isListening = false;
  process.off("exit", removeAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

/** Without a listener, the signal would have ended the process at once, and the folders would have stayed. */
function endBySignal(signal: NodeJS.Signals): void {
  removeAll();
  unlisten();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function removeAll(): void {
  for (const folder of folders) remove(folder);
  folders.clear();
}

/** Another process, such as esbuild, may write into the folder while it is removed. */
function remove(folder: string): void {
  for (let attempt = 1; existsSync(folder) && attempt <= attempts; attempt += 1)
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // A temporary folder that stays is no reason for an error.
    }
}
