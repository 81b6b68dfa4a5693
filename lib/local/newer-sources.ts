import { join, resolve } from "node:path";
import { projectRoot } from "../bundle/sources";
import { timeOf } from "./file-times";
import type { LocalApp } from "./model";
import { outputManifest } from "./output/stack";
import { synthCommand } from "./synth-command";

/**
 * Returns a warning if files of handlers were saved after the synthesis. Their imports are not looked at, because only a
 * bundling finds them.
 */
export function newerSources({ functions }: Pick<LocalApp, "functions">, dir: string): string | undefined {
  const root = projectRoot();
  const written = timeOf(resolve(outputManifest(dir)));
  const handlers = new Set(functions.flatMap(({ source }) => source?.handler ?? []));
  const newer = [...handlers].filter((handler) => timeOf(join(root, handler)) > written);
  if (newer.length === 0) return undefined;
  return `${newer.join(", ")}: saved after the synthesis, so this run serves older code. Run ${synthCommand()} first.`;
}
