import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type DirectoryFile, listDirectory } from "../directory";
import { posixRelative } from "../sources";
import { installedPackages } from "./installed";
import type { PythonPackages } from "./packages";
import type { PythonPlatform } from "./platform";
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
  const installed = listDirectory(folder, [settings.output]).filter((file) => !ownPaths.has(file.path));
  const files = [...own, ...installed].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files,
    warnings: [...atRoot, ...unpinned(folder, requirements.pinned, posixRelative(settings.project, path))],
  };
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
