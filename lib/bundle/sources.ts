import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, parse, posix, relative, resolve, sep, win32 } from "node:path";
import { isRecord } from "./canonical-data";

/** What could not be bundled or staged, and for whom. */
export class BundleError extends Error {
  /**
   * @param owners what the failing requests call themselves, for example `route "sendMessage"`
   */
  constructor(
    readonly owners: readonly string[],
    message: string,
  ) {
    super(message);
    this.name = "BundleError";
  }
}

/** The file and the export that a handler path names. */
export interface HandlerSource {
  /** Absolute path of the source file. */
  readonly entry: string;
  /** Path of the source file relative to the project's root, with forward slashes. */
  readonly relative: string;
  readonly exportName: string;
}

// TypeScript comes first: where a compiler leaves its output beside the source, the source is what the user edits.
const EXTENSIONS = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"] as const;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const FORM =
  'A handler is a path without its file extension, a dot and the name of an export, such as "src/a.handler".';
const BASE = "Handler paths are relative to the folder that holds cdktf.json, or else to the working directory";

/** Finds the source file of a handler such as `src/a.handler`. */
export function locateHandler(root: string, handler: string): HandlerSource {
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

function splitHandler(handler: string): { stem: string; exportName: string } {
  // Judged by Windows' rules, which know both kinds of absolute path, so that every machine gives the same answer.
  if (win32.isAbsolute(handler)) {
    const name = win32.basename(handler);
    throw new BundleError(
      [],
      `The handler ".../${name}" is an absolute path, which another machine would not have. ${BASE}: give it as one.`,
    );
  }
  const dot = handler.lastIndexOf(".");
  const stem = handler.slice(0, dot);
  const exportName = handler.slice(dot + 1);
  if (dot < 1 || stem.endsWith("/") || !IDENTIFIER.test(exportName)) {
    throw new BundleError([], `The handler "${handler}" names no export. ${FORM}`);
  }
  return { stem, exportName };
}

/** "src/a.ts" and "src/a.ts.handler" parse as a handler too, but are what one writes by mistake. */
function refuseExtension(handler: string, stem: string, exportName: string, names: readonly string[]): void {
  const stemExtension = EXTENSIONS.find((extension) => stem.endsWith(extension));
  if (sourceExtension(exportName) && names.includes(`${basename(stem)}.${exportName}`)) {
    throw new BundleError(
      [],
      `The handler "${handler}" is a file name and names no export. Name the export instead of the extension, such as "${stem}.handler".`,
    );
  }
  if (stemExtension !== undefined && names.includes(basename(stem))) {
    const right = `${stem.slice(0, -stemExtension.length)}.${exportName}`;
    throw new BundleError(
      [],
      `The handler "${handler}" contains a file extension. Leave "${stemExtension}" out: "${right}".`,
    );
  }
}

function sourceExtension(name: string): boolean {
  return EXTENSIONS.some((extension) => extension === `.${name}`);
}

/**
 * The files of a folder whose names begin alike, in upper or lower case. The folder is read: a probe for one name would
 * succeed on a disk that ignores case, and fail on another one.
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
    return `${start} there is no folder "${where}". ${BASE}.`;
  }
  const name = basename(stem);
  const otherType = names.find((file) => withoutExtension(file) === name || file === `${name}.${exportName}`);
  if (otherType !== undefined) {
    return `${start} "${join(where, otherType)}" is not TypeScript or JavaScript, and this type of file can't be bundled. Build it yourself and pass the ready directory as "bundle".`;
  }
  const files = EXTENSIONS.map((extension) => name + extension).join(", ");
  const otherCase = names.find((file) => EXTENSIONS.some((end) => file.toLowerCase() === (name + end).toLowerCase()));
  const advice =
    otherCase === undefined
      ? "Create the file, or correct the path."
      : `There is "${otherCase}": upper and lower case must agree.`;
  return `${start} the folder "${where}" holds none of ${files}. ${advice} ${BASE}.`;
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^.]+$/, "");
}

/** The folder that handler paths are relative to: the nearest one upwards with a `cdktf.json`, else `from` itself. */
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

/** What a generated entry is called in bundles and maps, where its temporary path must not show. */
const ENTRY_NAME = "cdktf-apigateway-websocket/entry.js";

/** What a source file is called, from its path relative to the root. */
export type StablePaths = (path: string) => string;

/**
 * What source files are called in bundles and maps.
 *
 * Inside the project that is the path from the root. The way to a file outside of it depends on where both lie on the
 * machine, so such a file is called by its package's name and its path within the package.
 */
export function stablePaths(root: string, entries: readonly string[]): StablePaths {
  const known = new Map(entries.map((entry) => [entry, ENTRY_NAME]));
  return (path) => {
    const name = known.get(path) ?? stablePath(root, path);
    known.set(path, name);
    return name;
  };
}

/** Those of some paths that are called otherwise. */
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
    // No such file, or none that can be read: the next folder upwards may have one.
    return undefined;
  }
}

/** A path that reads the same on every operating system, for everything that is written or shown. */
export function posixRelative(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
