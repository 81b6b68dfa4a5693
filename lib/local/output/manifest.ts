import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestFolder, ManifestFunction } from "../../bundle/manifest";

/** The functions that this library bundled for a stack, from the manifest next to their code. */
export function bundledFunctions(stackFolder: string): readonly ManifestFunction[] {
  return manifestOf(stackFolder).functions ?? [];
}

/** The folders of the project that the synthesis copied for a stack. */
export function copiedFolders(stackFolder: string): readonly ManifestFolder[] {
  return manifestOf(stackFolder).folders ?? [];
}

interface FunctionManifest {
  readonly functions?: readonly ManifestFunction[];
  readonly folders?: readonly ManifestFolder[];
}

function manifestOf(stackFolder: string): FunctionManifest {
  const path = join(stackFolder, "functions/manifest.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FunctionManifest) : {};
}
