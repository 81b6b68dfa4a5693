import { dirname, resolve } from "node:path";
import type { TsConfigJsonResolved } from "get-tsconfig";
import { isRecord } from "../canonical-data";
import type { BundleOptions } from "../options";

/** The tsconfig.json that applies to a file. */
export interface FileConfig {
  /** Undefined if the user passes the settings as esbuild's `tsconfigRaw`. */
  readonly path?: string;
  readonly config: TsConfigJsonResolved;
}

type Lookup = (file: string) => FileConfig | undefined;

/** Returns a function that finds the tsconfig.json that esbuild uses for a file. It reads each one once. */
export function tsconfigLookup(root: string, { esbuild = {} }: BundleOptions): Lookup {
  // Loaded lazily, because a synthesis with nothing to bundle does not need it.
  const { getTsconfig, parseTsconfig } = require("get-tsconfig") as typeof import("get-tsconfig");
  const { tsconfig, tsconfigRaw } = esbuild;
  if (tsconfigRaw !== undefined) {
    const config = typeof tsconfigRaw === "string" ? tryTo(() => JSON.parse(tsconfigRaw) as unknown) : tsconfigRaw;
    return () => (isRecord(config) ? { config } : undefined);
  }
  if (typeof tsconfig === "string") {
    const path = resolve(root, tsconfig);
    const config = tryTo(() => parseTsconfig(path));
    return () => config && { path, config };
  }
  const folders = new Map<string, FileConfig | undefined>();
  const files = new Map<string, unknown>();
  return (file) => {
    const folder = dirname(file);
    if (!folders.has(folder))
      folders.set(folder, tryTo(() => getTsconfig(folder, "tsconfig.json", files)) ?? undefined);
    return folders.get(folder);
  };
}

/** Undefined for a file that can't be parsed. esbuild reports it. */
function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
