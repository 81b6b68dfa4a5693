import { readFileSync } from "node:fs";
import { digest } from "./digest";
import { writeSafely } from "./safe-file";

/** The content of a file that `writeChecked` wrote with the same key, `undefined` for anything else. */
export function readChecked(path: string, key: string): unknown {
  try {
    const text = readFileSync(path, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === digest(key + body) ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes JSON under a line that tells whether it is whole, and what it is for. */
export function writeChecked(path: string, key: string, content: unknown): void {
  const body = JSON.stringify(content);
  writeSafely(path, `${digest(key + body)}\n${body}`);
}
