import { writeSync } from "node:fs";

/** From so many handlers on, bundling is what a synthesis takes longest for. */
const MANY = 10;

/** Does some work and shows meanwhile, on a terminal, what is being done, where that takes about a second or more. */
export function withProgress<T>(handlers: number, work: () => T): T {
  const isLong = handlers >= MANY || (handlers > 0 && process.uptime() > 1);
  if (!isLong || !isWatched()) return work();
  show(`Bundling ${handlers} ${handlers === 1 ? "handler" : "handlers"} ...`);
  try {
    return work();
  } finally {
    // To the start of the line, and nothing left of it.
    show("\r\u001b[K");
  }
}

function isWatched(): boolean {
  const { CI = "", TERM } = process.env;
  return process.stderr.isTTY && ["", "0", "false"].includes(CI) && TERM !== "dumb";
}

/** At once, because nothing that waits is written before the work is done. */
function show(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // A terminal that takes nothing right now misses a line that is only there to be looked at.
  }
}
