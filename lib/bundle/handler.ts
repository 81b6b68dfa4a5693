import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, win32 } from "node:path";
import { BundleError } from "./esbuild";
import { posixRelative } from "./paths";

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
