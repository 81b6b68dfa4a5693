import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, parse, posix, relative, resolve, sep, win32 } from "node:path";
import { isRecord } from "./canonical-data";

/** A handler or directory that could not be bundled or staged. */
export class BundleError extends Error {
  /**
   * @param owners the owners of the failing requests, such as `route "sendMessage"`
   */
  constructor(
    readonly owners: readonly string[],
    message: string,
  ) {
    super(message);
    this.name = "BundleError";
  }
}

/** The source file and the export that a handler path names. */
export interface HandlerSource {
  /** Absolute path of the source file. */
  readonly entry: string;
  /** Path of the source file relative to the project's root, with forward slashes. */
  readonly relative: string;
  readonly exportName: string;
}

// TypeScript comes first: if compiler output is next to the source, the user edits the source.
const EXTENSIONS = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"] as const;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const FORM = 'A handler is a path without file extension, a dot and the name of an export, such as "src/a.handler".';
const BASE = "Handler paths are relative to the folder of cdktf.json, else to the working directory";

/** Finds the source file of a handler such as `src/a.handler`. Also takes Windows' spelling, `src\\a.handler`. */
export function locateHandler(root: string, given: string): HandlerSource {
  const handler = withSlashes(given);
  const { stem, exportName } = splitHandler(handler);
  const folder = join(root, dirname(stem));
  const names = filesNamedLike(basename(stem), folder);
  refuseExtension(handler, stem, exportName, names ?? []);
  const name = EXTENSIONS.map((extension) => basename(stem) + extension).find((file) => names?.includes(file));
  if (name === undefined) {
    throw new BundleError([], notFound({ root, folder, handler, stem, exportName, names }));
  }
  const entry = join(folder, name);
  return { entry, relative: posixRelative(root, entry), exportName };
}

/** Replaces the backslashes of a path, so that it means the same on every operating system. */
export function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function splitHandler(handler: string): { stem: string; exportName: string } {
  // Windows' rules recognize both kinds of absolute path, so that the result is the same on every machine.
  if (win32.isAbsolute(handler)) {
    const name = win32.basename(handler);
    throw new BundleError(
      [],
      `The handler ".../${name}" is an absolute path, which differs on other machines. ${BASE}.`,
    );
  }
  const dot = handler.lastIndexOf(".");
  const stem = handler.slice(0, dot);
  const exportName = handler.slice(dot + 1);
  if (dot < 1 || stem.endsWith("/") || !IDENTIFIER.test(exportName)) {
    throw new BundleError([], `The handler "${handler}" does not name an export. ${FORM}`);
  }
  return { stem, exportName };
}

/** Rejects "src/a.ts" and "src/a.ts.handler". Both parse as a handler, but are usually a mistake. */
function refuseExtension(handler: string, stem: string, exportName: string, names: readonly string[]): void {
  const stemExtension = EXTENSIONS.find((extension) => stem.endsWith(extension));
  if (sourceExtension(exportName) && names.includes(`${basename(stem)}.${exportName}`)) {
    throw new BundleError(
      [],
      `The handler "${handler}" is a file name and does not name an export. Replace the extension by the export, such as "${stem}.handler".`,
    );
  }
  if (stemExtension !== undefined && names.includes(basename(stem))) {
    const right = `${stem.slice(0, -stemExtension.length)}.${exportName}`;
    throw new BundleError(
      [],
      `The handler "${handler}" contains a file extension. Remove "${stemExtension}": "${right}".`,
    );
  }
}

function sourceExtension(name: string): boolean {
  return EXTENSIONS.some((extension) => extension === `.${name}`);
}

/**
 * The files of a folder whose names start with `start`, ignoring case. The folder is listed, because checking a single
 * name would give different results on case-sensitive and case-insensitive disks.
 */
function filesNamedLike(start: string, folder: string): readonly string[] | undefined {
  try {
    const names = readdirSync(folder).filter((name) => name.toLowerCase().startsWith(start.toLowerCase()));
    return names.filter((name) => isFile(join(folder, name))).sort();
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

interface Search {
  readonly root: string;
  readonly folder: string;
  readonly handler: string;
  readonly stem: string;
  readonly exportName: string;
  readonly names: readonly string[] | undefined;
}

function notFound({ root, folder, handler, stem, exportName, names }: Search): string {
  const where = posixRelative(root, folder) || ".";
  const start = `The handler "${handler}" was not found:`;
  if (names === undefined) {
    return `${start} the folder "${where}" does not exist. ${BASE}.`;
  }
  const name = basename(stem);
  const otherType = names.find((file) => withoutExtension(file) === name || file === `${name}.${exportName}`);
  if (otherType !== undefined) {
    return `${start} "${join(where, otherType)}" is not TypeScript or JavaScript, so it can't be bundled. Build it yourself and pass the directory as "bundle".`;
  }
  const files = EXTENSIONS.map((extension) => name + extension).join(", ");
  const otherCase = names.find((file) => EXTENSIONS.some((end) => file.toLowerCase() === (name + end).toLowerCase()));
  const advice =
    otherCase === undefined
      ? "Create the file, or correct the path."
      : `"${otherCase}" exists, but its name differs in upper and lower case. Correct the path.`;
  return `${start} the folder "${where}" contains none of ${files}. ${advice} ${BASE}.`;
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^.]+$/, "");
}

/**
 * The folder that handler paths are relative to: `from` or its nearest parent folder with a `cdktf.json`; `from` itself
 * if there is none.
 */
export function projectRoot(from = process.cwd()): string {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "cdktf.json"))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      return start;
    }
  }
}

/** The name of a generated entry in bundles and source maps, in place of its temporary path. */
const ENTRY_NAME = "cdktf-apigateway-websocket/entry.js";

/** Maps the path of a source file, relative to the root, to its stable name. */
export type StablePaths = (path: string) => string;

/**
 * Creates the mapping from source paths to the names in bundles and source maps.
 *
 * A file inside the project keeps its path from the root. The path to a file outside of the project depends on the
 * machine, so such a file gets the name of its package and its path within the package.
 */
export function stablePaths(root: string, entries: readonly string[]): StablePaths {
  const known = new Map(entries.map((entry) => [entry, ENTRY_NAME]));
  return (path) => {
    const name = known.get(path) ?? stablePath(root, path);
    known.set(path, name);
    return name;
  };
}

/** The paths whose stable names differ from them. */
export function renamedPaths(paths: readonly string[], stable: StablePaths): ReadonlySet<string> {
  return new Set(paths.filter((path) => stable(path) !== path));
}

function stablePath(root: string, path: string): string {
  if (!path.startsWith("../")) return path;
  const file = resolve(root, path);
  const owner = packageOf(dirname(file));
  if (owner !== undefined) return `${owner.name}/${posixRelative(owner.folder, file)}`;
  const common = resolve(root, "../".repeat(path.split("../").length - 1));
  return common === parse(common).root ? posix.basename(path) : path;
}

function packageOf(folder: string): { readonly name: string; readonly folder: string } | undefined {
  const name = readPackageName(join(folder, "package.json"));
  if (name !== undefined) return { name, folder };
  const parent = dirname(folder);
  return parent === folder ? undefined : packageOf(parent);
}

function readPackageName(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(content) && typeof content.name === "string" && content.name !== "" ? content.name : undefined;
  } catch {
    // Missing or unreadable. A parent folder may contain a package.json.
    return undefined;
  }
}

/** A relative path with forward slashes on every operating system, for output and messages. */
export function posixRelative(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
