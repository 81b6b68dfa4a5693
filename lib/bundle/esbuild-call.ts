import type { BuildFailure, BuildResult, Message } from "esbuild";
import { isRecord } from "./canonical";
import { bundleExtension, compileOptions } from "./compile-options";
import type { BundleOptions } from "./options";

export type Built = BuildResult<{ metafile: true; write: false }>;

/** A call that failed, with all that esbuild had to say. */
export class EsbuildFailure extends Error {
  constructor(readonly messages: readonly Message[]) {
    super("esbuild failed");
  }
}

/** Entry points by the name of their output. */
type EntryPoints = ReadonlyArray<{ readonly in: string; readonly out: string }>;

/** Bundles the entry points in memory, in one run of esbuild. */
export function callEsbuild(root: string, entryPoints: EntryPoints, options: BundleOptions): Built {
  try {
    return esbuild().buildSync({
      ...compileOptions(options),
      absWorkingDir: root,
      entryPoints: entryPoints.map((point) => ({ ...point })),
      // Nothing is written, so this is no folder for output: it makes the sources in a map relative to the root.
      outdir: root,
      outExtension: { ".js": bundleExtension(options) },
      allowOverwrite: true,
      write: false,
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
  return esbuild()
    .formatMessagesSync([...messages], { kind, color: false })
    .map((text) => text.trim());
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

/** Loaded at the first use: an app without functions to bundle should not pay for it. */
function esbuild(): typeof import("esbuild") {
  return require("esbuild");
}
