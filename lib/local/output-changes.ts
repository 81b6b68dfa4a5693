import { type Stats, unwatchFile, watchFile } from "node:fs";
import { dirname, resolve } from "node:path";
import { timeOf } from "./file-times";
import type { RunLog } from "./log/run-log";
import { outputManifest } from "./output/stack";

/** How often the output is checked, in milliseconds. */
const interval = 500;

/** Says that the output has changed, in a run that does not apply changes by itself. */
export class OutputChanges {
  private readonly path: string;
  /** The time of the last change that is known; 0 without a file. `watchFile` itself takes a while to begin. */
  private changedAt: number;

  constructor(
    dir: string,
    private readonly log: RunLog,
  ) {
    this.path = resolve(outputManifest(dir));
    this.changedAt = timeOf(this.path);
    watchFile(this.path, { interval, persistent: false }, this.changed);
  }

  public close(): void {
    unwatchFile(this.path, this.changed);
  }

  private readonly changed = ({ mtimeMs }: Stats): void => {
    if (mtimeMs === this.changedAt) return;
    this.changedAt = mtimeMs;
    const what = mtimeMs > 0 ? "has changed" : "was deleted";
    this.log.message(
      "warning",
      `${dirname(this.path)} ${what}. This run does not watch: it serves the app as it read it before.`,
    );
  };
}
