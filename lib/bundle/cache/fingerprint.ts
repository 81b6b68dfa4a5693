import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "./digest";

/** To be raised with a change that makes older bundles wrong and shows in none of the files below. */
const GENERATION = 1;

/** The digest of all that, which the package is built with: there the room lies in one file with all others. */
declare const BUNDLE_ROOM: string | undefined;

let code: string | undefined;

/** What every bundle depends on beside its sources: the code that makes it, the environment, and the place. */
export function fingerprint(root: string): string {
  const { version } = require("esbuild/package.json") as { readonly version: string };
  const { ESBUILD_BINARY_PATH = "", NODE_PATH = "" } = process.env;
  code ??= ownCode();
  return digest(JSON.stringify([GENERATION, code, version, ESBUILD_BINARY_PATH, NODE_PATH, process.platform, root]));
}

/** This room of the library, with its version: between two releases the code may change as well. */
function ownCode(): string {
  if (typeof BUNDLE_ROOM === "string") return BUNDLE_ROOM;
  const room = join(__dirname, "..");
  const names = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const files = [...names.sort().map((name) => join(room, name)), join(room, "../../package.json")];
  return digest(files.map((file) => digest(readFileSync(file))).join());
}
