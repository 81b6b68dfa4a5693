import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { digest, isRecord } from "../canonical-data";
import { BundleError } from "../sources";

/** What pip installs for a function. */
export interface Requirements {
  /** The requirements file that pip reads; undefined if a `pyproject.toml` has the requirements. */
  readonly file?: string;
  /** The text of the file that pip reads instead. */
  readonly text?: string;
  /** The requirements, without comments and includes. */
  readonly lines: readonly string[];
  /** The normalized names of the packages whose exact versions are given. */
  readonly pinned: ReadonlySet<string>;
  /** Whether each requirement has the hashes of its files, which pip then compares. */
  readonly isHashed: boolean;
}

/** Reads a `requirements.txt`, or the `project.dependencies` of a `pyproject.toml`. */
export function readRequirements(path: string): Requirements {
  if (basename(path) !== "pyproject.toml") {
    const lines = linesOf(path, []);
    return { file: path, lines, pinned: pinnedIn(lines), isHashed: lines.every(isHashedOrOption) };
  }
  const given = projectDependencies(path);
  const lines = given.map((line) => checkLocal(line, path));
  return { text: `${given.join("\n")}\n`, lines, pinned: pinnedIn(lines), isHashed: false };
}

const HASH = /\s--hash[= ]\w+:\w+/g;

/** An option such as `--index-url` names no package. The requirements behind `-r <address>` are not known. */
function isHashedOrOption(line: string): boolean {
  if (line.startsWith("-")) return !/^(-r|--requirement)\b/.test(line);
  return line.search(HASH) >= 0;
}

/** The form of a package's name in which different spellings are equal. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** The lines of a requirements file and of those that it includes, without comments. */
function linesOf(path: string, above: readonly string[]): readonly string[] {
  if (above.includes(path)) return [];
  const lines = joinedLines(readFileSync(path, "utf8").replace(/^\ufeff/, "")).map((line) =>
    line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .replace(/\s+/g, " "),
  );
  return lines
    .filter((line) => line !== "")
    .flatMap((line) => {
      const included = /^(?:-r|-c|--requirement|--constraint)(?: ?=? ?)(\S+)$/.exec(line)?.[1];
      if (included === undefined) return [checkLocal(line, path)];
      if (/^\w+:\/\//.test(included)) return [line];
      const other = resolve(dirname(path), included);
      if (!existsSync(other)) throw problem(path, `names "${included}", which does not exist. Correct the path`);
      return linesOf(other, [...above, path]);
    });
}

/** Joins continued lines as pip does: a comment has no next line, and ends the line that it continues. */
function joinedLines(text: string): readonly string[] {
  const lines: string[] = [];
  let start = "";
  for (const line of text.split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/)) {
    const isComment = /^\s*#/.test(line);
    if (line.endsWith("\\") && !isComment) start += line.replace(/^\\+|\\+$/g, "");
    else {
      lines.push(`${start}${isComment ? " " : ""}${line}`);
      start = "";
    }
  }
  return [...lines, start];
}

/** Returns a line. For a file on this machine, the line contains the digest of the file instead of its path. */
function checkLocal(line: string, path: string): string {
  if (/^(-e|--editable)\b/.test(line))
    throw problem(
      path,
      `installs "${line}" from its sources on this machine. Remove the line; the function's own files are packed anyway`,
    );
  const [, target = line] = /^[\w.-]+(?:\[[^\]]*\])? ?@ ?file:(?:\/\/)?(\S+)/.exec(line) ?? [];
  const local = resolve(dirname(path), target.replace(/^file:(\/\/)?/, "").split(/[ ;]/)[0] ?? "");
  const isPath = target !== line || /^(\.|\/|file:)|\.whl\b/.test(line);
  const stats = isPath ? statSync(local, { throwIfNoEntry: false }) : undefined;
  if (stats?.isDirectory() === true)
    throw problem(
      path,
      `installs the folder "${target}". Build a wheel of it, and name the file: ./${basename(local)}-1.0-py3-none-any.whl`,
    );
  if (stats?.isFile() !== true) return line;
  const hashes = line.match(HASH) ?? [];
  return [basename(local), `--content=${digest(readFileSync(local))}`, ...hashes].join(" ");
}

function problem(path: string, what: string): BundleError {
  return new BundleError([], `"handler" can't be packed with its packages: ${basename(path)} ${what}.`);
}

function projectDependencies(path: string): readonly string[] {
  const document = parsed(path);
  const project = isRecord(document.project) ? document.project : {};
  const tool = isRecord(document.tool) ? document.tool : {};
  const isDynamic = Array.isArray(project.dynamic) && project.dynamic.includes("dependencies");
  const poetry = isRecord(tool.poetry) && isRecord(tool.poetry.dependencies) && project.dependencies === undefined;
  if (isDynamic || poetry)
    throw problem(
      path,
      `has its dependencies in ${isDynamic ? "project.dynamic" : "tool.poetry.dependencies"}, and not in project.dependencies. Export them next to it: ${isDynamic ? "pip-compile --output-file requirements.txt" : "poetry export --output requirements.txt"}`,
    );
  return (Array.isArray(project.dependencies) ? project.dependencies : []).map(String);
}

function parsed(path: string): Readonly<Record<string, unknown>> {
  // Loaded only where a project has such a file.
  const { parse } = require("smol-toml") as typeof import("smol-toml");
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw problem(path, `is not valid TOML: ${(error as Error).message.split("\n")[0]}`);
  }
}

function pinnedIn(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap(pinnedName));
}

/** A version without a pattern, a wheel, or a commit is exact. */
function pinnedName(line: string): readonly string[] {
  const wheel = /(?:^|[/ ])([A-Za-z0-9_.]+)-[^/ ]+\.whl\b/.exec(line)?.[1];
  const exact = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])? ?(?:===? ?[^\s,;*]+(?=$|[\s;])|@ ?\S+@[0-9a-f]{40}\b)/.exec(
    line,
  )?.[1];
  return [wheel, exact].flatMap((name) => (name === undefined ? [] : [normalizedName(name)]));
}
