import { relative, sep } from "node:path";

/** A path that reads the same on every operating system, for everything that is written or shown. */
export function posixRelative(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
