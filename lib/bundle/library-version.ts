import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version of this library. */
export function libraryVersion(): string {
  // Both lib/bundle and dist/main, where the package has this code, lie two folders below the package.json.
  const manifest = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return manifest.version;
}
