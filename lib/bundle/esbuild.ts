import { isAbsolute } from "node:path";
import type { BuildFailure, BuildResult, Message, Metafile } from "esbuild";
import { isRecord } from "./canonical-data";
import { type BundleOptions, bundleExtension, compileOptions } from "./options";
import { posixRelative } from "./sources";

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

/** A message as esbuild prints it, and the one it concerns. */
export interface Notice {
  readonly owner: string;
  readonly text: string;
}

/** Every distinct message once, each under the owners it concerns. */
export function renderNotices(notices: readonly Notice[]): readonly string[] {
  const owners = new Map<string, Set<string>>();
  for (const { owner, text } of notices) owners.set(text, (owners.get(text) ?? new Set()).add(owner));
  return [...owners].map(([text, names]) => `${[...names].sort().join(", ")}:\n${text}`).sort();
}

/** A message without what only this machine has: the generated entries, and where the project lies. */
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

/** The files that a file imports, directly or not, and the file itself; behind some of them the walk may stop. */
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
      // Among the imports are files of the option "inject", which esbuild calls external and names in full.
      const key = external && isAbsolute(path) ? posixRelative(root, path) : path;
      if (!external || inputs[key] !== undefined) seen.add(key);
    }
  }
  return seen;
}
