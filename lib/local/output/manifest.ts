import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestFolder, ManifestFunction } from "../../bundle/manifest";
import { withSlashes } from "../../bundle/sources";

/** The functions that this library bundled for a stack, from the manifest next to their code. */
export function bundledFunctions(stackFolder: string): readonly ManifestFunction[] {
  return manifestOf(stackFolder).functions ?? [];
}

/** The folders and files of the project that the synthesis copied for a stack, relative to the project's root. */
export function copiedPaths(stackFolder: string): readonly string[] {
  const { functions = [], folders = [] } = manifestOf(stackFolder);
  const copied = functions.flatMap(({ copyFiles = [] }) => copyFiles.map(({ from }) => withSlashes(from)));
  return [...folders.map(({ source }) => source), ...copied];
}

interface FunctionManifest {
  readonly functions?: readonly ManifestFunction[];
  readonly folders?: readonly ManifestFolder[];
}

function manifestOf(stackFolder: string): FunctionManifest {
  const path = join(stackFolder, "functions/manifest.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FunctionManifest) : {};
}
