import type { BuildFailure, BuildResult, Message } from "esbuild";
import { isRecord } from "./canonical";
import { bundleExtension, compileOptions } from "./compile-options";
import type { BundleOptions } from "./options";

export type Built = BuildResult<{ metafile: true }>;

/** A call that failed, with all that esbuild had to say. */
export class EsbuildFailure extends Error {
  constructor(readonly messages: readonly Message[]) {
    super("esbuild failed");
  }
}

/** Entry points by the name of their output. */
type EntryPoints = ReadonlyArray<{ readonly in: string; readonly out: string }>;

/** Bundles the entry points in one run of esbuild, into a folder; without one nothing is written. */
export function callEsbuild(root: string, entryPoints: EntryPoints, options: BundleOptions, folder?: string): Built {
  try {
    return loadEsbuild().buildSync({
      ...compileOptions(options),
      absWorkingDir: root,
      entryPoints: entryPoints.map((point) => ({ ...point })),
      outdir: folder ?? root,
      outExtension: { ".js": bundleExtension(options) },
      allowOverwrite: true,
      write: folder !== undefined,
      metafile: true,
      logLevel: "silent",
      logLimit: 0,
    });
  } catch (error) {
    throw new EsbuildFailure(isBuildFailure(error) ? error.errors : [plainMessage(error)]);
  }
}

/** Messages as esbuild prints them, without colours. */
export function formatMessages(messages: readonly Message[], kind: "error" | "warning"): readonly string[] {
  if (messages.length === 0) return [];
  const texts = loadEsbuild().formatMessagesSync([...messages], { kind, color: false });
  return texts.map((text) => text.trim());
}

/** Loaded at the first use: a synthesis with nothing to bundle should not pay for it. */
function loadEsbuild(): typeof import("esbuild") {
  return require("esbuild");
}

/** A message that no place in a file belongs to. */
export function plainMessage(cause: unknown): Message {
  const text = isRecord(cause) && typeof cause.message === "string" ? cause.message : String(cause);
  return { id: "", pluginName: "", text, location: null, notes: [], detail: undefined };
}

// Judged by its shape: the error comes from a thread of esbuild's, whose `Error` is not the same class everywhere.
function isBuildFailure(error: unknown): error is BuildFailure {
  return isRecord(error) && Array.isArray(error.errors) && error.errors.length > 0;
}
