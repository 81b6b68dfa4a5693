import { isAbsolute } from "node:path";
import type { BuildFailure, BuildOptions, BuildResult, Message, Metafile } from "esbuild";
import { isRecord } from "./canonical-data";
import { type BundleOptions, bundleExtension, compileOptions } from "./options";
import { posixRelative } from "./sources";

export type Built = BuildResult<{ metafile: true }>;

/** A failed call of esbuild, with its messages. */
export class EsbuildFailure extends Error {
  constructor(readonly messages: readonly Message[]) {
    super("esbuild failed");
  }
}

/** Entry points with the names of their outputs. */
type EntryPoints = ReadonlyArray<{ readonly in: string; readonly out: string }>;

/** One call of esbuild. */
export interface EsbuildCall {
  readonly root: string;
  readonly entryPoints: EntryPoints;
  readonly options: BundleOptions;
  /** The folder that the outputs are written into. Without it, nothing is written. */
  readonly folder?: string;
}

/** Bundles the entry points in one call of esbuild. Writes the outputs into `folder`; without it, writes nothing. */
export function callEsbuild(root: string, entryPoints: EntryPoints, options: BundleOptions, folder?: string): Built {
  try {
    return loadEsbuild().buildSync(callOptions({ root, entryPoints, options, folder }));
  } catch (error) {
    throw new EsbuildFailure(failureMessages(error));
  }
}

/** The options of esbuild for a call. */
export function callOptions({ root, entryPoints, options, folder }: EsbuildCall) {
  return {
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
  } as const satisfies BuildOptions;
}

/** The messages of an error that esbuild threw. */
export function failureMessages(error: unknown): readonly Message[] {
  return isBuildFailure(error) ? error.errors : [plainMessage(error)];
}

/** Formats messages as esbuild prints them, without colours. */
export function formatMessages(messages: readonly Message[], kind: "error" | "warning"): readonly string[] {
  if (messages.length === 0) return [];
  const texts = loadEsbuild().formatMessagesSync([...messages], { kind, color: false });
  return texts.map((text) => text.trim());
}

/** Loads esbuild on first use, because a synthesis with nothing to bundle does not need it. */
export function loadEsbuild(): typeof import("esbuild") {
  return require("esbuild");
}

/** A message without a location. */
export function plainMessage(cause: unknown): Message {
  const text = isRecord(cause) && typeof cause.message === "string" ? cause.message : String(cause);
  return { id: "", pluginName: "", text, location: null, notes: [], detail: undefined };
}

// Checked by shape and not by `instanceof`: esbuild creates the error in a worker thread, with its own `Error` class.
function isBuildFailure(error: unknown): error is BuildFailure {
  return isRecord(error) && Array.isArray(error.errors) && error.errors.length > 0;
}

/** A formatted message, and the owner that it concerns. */
export interface Notice {
  readonly owner: string;
  readonly text: string;
}

/** Renders each distinct message once, below the owners that it concerns. */
export function renderNotices(notices: readonly Notice[]): readonly string[] {
  const owners = new Map<string, Set<string>>();
  for (const { owner, text } of notices) owners.set(text, (owners.get(text) ?? new Set()).add(owner));
  return [...owners].map(([text, names]) => `${[...names].sort().join(", ")}:\n${text}`).sort();
}

/** Removes machine-specific paths from a message: the generated entries and the location of the project. */
export function withoutMachine(message: Message, root: string, entries: ReadonlySet<string>): Message {
  const relative = (text: string) =>
    text.replaceAll(`${root}/./`, "").replaceAll(`${root}/`, "").replaceAll("/./", "/");
  const place = (location: Message["location"]) =>
    location !== null && (entries.has(location.file) || isAbsolute(location.file)) ? null : location;
  return {
    ...message,
    text: relative(message.text),
    location: place(message.location),
    notes: message.notes.map((note) => ({ text: relative(note.text), location: place(note.location) })),
  };
}

/**
 * A file and all files that it imports, directly or indirectly. The imports of a file for which `stopsAt` is true are
 * not followed.
 */
export function reachable(
  inputs: Metafile["inputs"],
  start: string,
  root: string,
  stopsAt: (file: string) => boolean = () => false,
): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const file of seen) {
    if (stopsAt(file)) continue;
    for (const { path, external } of inputs[file]?.imports ?? []) {
      // esbuild reports the files of the option "inject" as external imports with absolute paths.
      const key = external && isAbsolute(path) ? posixRelative(root, path) : path;
      if (!external || inputs[key] !== undefined) seen.add(key);
    }
  }
  return seen;
}
