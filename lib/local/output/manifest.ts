import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestFunction } from "../../bundle/manifest";

/** The functions that this library bundled for a stack, from the manifest next to their code. */
export function bundledFunctions(stackFolder: string): readonly ManifestFunction[] {
  const path = join(stackFolder, "functions/manifest.json");
  if (!existsSync(path)) return [];
  const { functions } = JSON.parse(readFileSync(path, "utf8")) as { readonly functions?: readonly ManifestFunction[] };
  return functions ?? [];
}
