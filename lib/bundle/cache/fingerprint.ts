import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "./digest";

/** To be raised with a change that makes older bundles wrong and shows in none of the files below. */
const GENERATION = 1;

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
  const room = join(__dirname, "..");
  const all = existsSync(room) ? readdirSync(room, { recursive: true, encoding: "utf8" }).sort() : [];
  const names = all.filter((name) => /(?<!\.d)\.[jt]s$/.test(name));
  // A build may have the whole library in one file, this one.
  const files = names.length > 0 ? names.map((name) => join(room, name)) : [__filename];
  return digest([...files, join(room, "../../package.json")].map((file) => digest(readFileSync(file))).join());
}
