import type { Metafile } from "esbuild";

/** The files that a file imports, directly or not, and the file itself. */
export function reachable(inputs: Metafile["inputs"], start: string): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const file of seen) {
    for (const record of inputs[file]?.imports ?? []) seen.add(record.path);
  }
  return seen;
}
