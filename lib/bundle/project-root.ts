import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder that handler paths are relative to: the nearest one upwards with a `cdktf.json`, else `from` itself. */
export function projectRoot(from = process.cwd()): string {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "cdktf.json"))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      return start;
    }
  }
}
