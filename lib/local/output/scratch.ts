import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder for unpacked code, created on first use. */
export class Scratch {
  private root: string | undefined;
  private count = 0;

  /** Creates a subfolder. */
  public folder(): string {
    this.root ??= mkdtempSync(join(tmpdir(), "websocket-api-"));
    this.count += 1;
    const folder = join(this.root, String(this.count));
    mkdirSync(folder);
    return folder;
  }

  public remove(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
  }
}
