import { existsSync, type Stats, unwatchFile, watchFile } from "node:fs";
import { dirname, resolve } from "node:path";
import type { RunLog } from "./log/run-log";
import { outputManifest } from "./output/stack";

/** How often the output is checked, in milliseconds. */
const interval = 500;

/** Says that the output has changed, in a run that does not apply changes by itself. */
export class OutputChanges {
  private readonly path: string;

  constructor(
    dir: string,
    private readonly log: RunLog,
  ) {
    this.path = resolve(outputManifest(dir));
    watchFile(this.path, { interval, persistent: false }, this.changed);
  }

  public close(): void {
    unwatchFile(this.path, this.changed);
  }

  private readonly changed = (now: Stats, before: Stats): void => {
    if (now.mtimeMs === before.mtimeMs) return;
    const what = existsSync(this.path) ? "has changed" : "was deleted";
    this.log.message(
      "warning",
      `${dirname(this.path)} ${what}. This run does not watch: it serves the app as it read it before.`,
    );
  };
}
