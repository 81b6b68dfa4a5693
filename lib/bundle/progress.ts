import { writeSync } from "node:fs";

/** Runs some work. On a terminal, shows a line meanwhile. */
export function withProgress<T>(text: string, work: () => T): T {
  if (!isInteractive()) return work();
  writeNow(text);
  try {
    return work();
  } finally {
    // Returns to the start of the line and erases it.
    writeNow("\r\u001b[K");
  }
}

function isInteractive(): boolean {
  const { CI = "", TERM } = process.env;
  return process.stderr.isTTY && ["", "0", "false"].includes(CI) && TERM !== "dumb";
}

/** Writes synchronously, because the work blocks the event loop. */
function writeNow(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // If the terminal is not writable, the progress line is lost. Nothing else depends on it.
  }
}
