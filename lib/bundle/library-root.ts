import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder of the library's own files: lib/ in a checkout, and dist/ in the package. There, this file is part of the
 * library's main files and of its command, and all of them are in a folder below dist/, like this file in lib/.
 */
export const libraryRoot = join(__dirname, "..");

export function libraryVersion(): string {
  const manifest = JSON.parse(readFileSync(join(libraryRoot, "../package.json"), "utf8")) as { version: string };
  return manifest.version;
}
