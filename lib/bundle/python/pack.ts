import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type DirectoryFile, listDirectory } from "../directory";
import { mayReplaceHandler } from "../entry-point";
import { BundleError, posixRelative } from "../sources";
import { installedPackages } from "./installed";
import type { PythonPackages } from "./packages";
import type { PythonPlatform } from "./platform";
import { findReplacedModule } from "./replaced-module";
import { normalizedName, readRequirements } from "./requirements";
import type { PythonSource } from "./source";

/** One Python function to pack. */
export interface PythonRequest {
  readonly source: PythonSource;
  readonly platform: PythonPlatform;
  /** Whether the function authorizes clients. Its packages are then not taken from the cache. */
  readonly decidesAccess: boolean;
}

/** What packing depends on, beside the request. */
export interface PackSettings {
  readonly project: string;
  readonly packages: PythonPackages;
  /** The function's folder. */
  readonly output: string;
  /** Absolute paths that a synthesis writes to. */
  readonly outputs: readonly string[];
}

/** The files of a Python function, and warnings about them. */
interface PackedPython {
  readonly files: readonly DirectoryFile[];
  readonly warnings: readonly string[];
}

/** Lists the source files of a Python function and the packages that it requires. */
export function packPython({ source, platform, decidesAccess }: PythonRequest, settings: PackSettings): PackedPython {
  const { root, requirements: path } = source;
  const isLeftOut = (file: string) => settings.outputs.includes(file) || isNotCode(file);
  const own = listDirectory(root, [settings.output], { isLeftOut });
  const atRoot = root === settings.project ? [rootWarning(path)] : [];
  const requirements = path === undefined ? undefined : readRequirements(path);
  if (path === undefined || requirements === undefined || requirements.lines.length === 0)
    return { files: own, warnings: atRoot };
  const folder = settings.packages.folder(requirements, root, platform, decidesAccess);
  const ownPaths = new Set(own.map((file) => file.path));
  const installed = installedFiles(folder, settings.output).filter((file) => !ownPaths.has(file.path));
  requireOwnHandler(installed, source.handler);
  requireOwnModules(installed, own);
  const files = [...own, ...installed].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files,
    warnings: [
      ...atRoot,
      ...unpinned(folder, requirements.pinned, posixRelative(settings.project, path)),
      ...(decidesAccess && !requirements.isHashed ? [unverified(root, posixRelative(settings.project, path))] : []),
    ],
  };
}

/** No files if the requirements are only for other platforms. */
function installedFiles(folder: string, output: string): readonly DirectoryFile[] {
  return readdirSync(folder).length === 0 ? [] : listDirectory(folder, [output]);
}

/** A package must not replace the handler, also by mistake: some packages bring a module with a common name. */
function requireOwnHandler(installed: readonly DirectoryFile[], handler: string): void {
  const file = installed.find(({ path }) => mayReplaceHandler(path, { language: "python", handler }));
  if (file === undefined) return;
  throw new BundleError(
    [],
    `"handler" can't be packed with its packages: one of them contains ${JSON.stringify(file.path)}, which Python might import in place of ${JSON.stringify(handler)}. Rename the handler's file or folder.`,
  );
}

function requireOwnModules(installed: readonly DirectoryFile[], own: readonly DirectoryFile[]): void {
  const found = findReplacedModule(installed.map(pathOf), own.map(pathOf));
  if (found === undefined) return;
  throw new BundleError(
    [],
    `"handler" can't be packed with its packages: one of them contains ${JSON.stringify(found.path)}, which Python might import in place of your ${JSON.stringify(found.own)}. Rename your file or folder.`,
  );
}

function pathOf({ path }: DirectoryFile): string {
  return path;
}

/** Hidden files, bytecode, virtual environments, packages of Node.js, and files with secrets of Terraform. */
function isNotCode(path: string): boolean {
  const name = basename(path);
  const isLeftOut = name === "node_modules" || name === "__pycache__" || name === "cdktf.out" || name.startsWith(".");
  return isLeftOut || /\.(py[co]|egg-info|tfstate|tfvars)(\.|$)/.test(name) || existsSync(join(path, "pyvenv.cfg"));
}

function rootWarning(path = ""): string {
  return `"handler" is packed with all files of the project, because ${basename(path) || "it"} is in the project's root folder. To deploy only the function's files, move them and ${basename(path) || "the file"} into a folder of their own.`;
}

function unpinned(folder: string, pinned: ReadonlySet<string>, path: string): readonly string[] {
  const open = installedPackages(folder).filter(({ name }) => !pinned.has(normalizedName(name)));
  if (open.length === 0) return [];
  const lines = open.map(({ name, version }) => `${normalizedName(name)}==${version}`);
  return [
    `"handler" has packages without an exact version, so that another machine may install other ones; got ${path} without ${lines.length} of them. Add these lines, or have them written by a tool such as pip-compile: ${lines.join(", ")}`,
  ];
}

function unverified(root: string, path: string): string {
  return `"handler" decides about access, and its packages are not verified: whoever controls the index or the connection could replace them; got ${path} without a hash for each requirement. Write a requirements.txt with hashes, after which synthesis also works offline: ${hashCommand(root)}`;
}

/** The command that writes a requirements.txt with hashes, in the folder of the requirements. */
function hashCommand(root: string): string {
  const has = (name: string) => existsSync(join(root, name));
  if (has("uv.lock")) return "uv export --no-dev --no-emit-project --output-file requirements.txt";
  if (has("poetry.lock")) return "poetry export --output requirements.txt";
  const compile = "pip-compile --generate-hashes --output-file requirements.txt";
  if (has("requirements.in")) return `${compile} requirements.in`;
  if (has("requirements.txt")) return `mv requirements.txt requirements.in && ${compile} requirements.in`;
  return `${compile} pyproject.toml`;
}
