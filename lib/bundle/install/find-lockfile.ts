import { existsSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { BundleError, posixRelative } from "../sources";
import { brokenLockfile, type Lockfile, membersOf } from "./lockfile";
import { readNpmLockfile } from "./npm-lockfile";
import { readPnpmLockfile } from "./pnpm-lockfile";
import { readYarnLockfile } from "./yarn-lockfile";

/** The lockfile of a project. */
export interface ProjectLockfile extends Lockfile {
  /** The absolute path of its folder. */
  readonly folder: string;
  /** The command that adds a package to it. */
  readonly addCommand: string;
}

/** A package manager: its lockfile, and a file that it leaves in `node_modules`. */
interface Manager {
  readonly file: string;
  readonly marker: string;
  readonly addCommand: string;
}

const managers: readonly Manager[] = [
  { file: "npm-shrinkwrap.json", marker: ".package-lock.json", addCommand: "npm install" },
  { file: "package-lock.json", marker: ".package-lock.json", addCommand: "npm install" },
  { file: "pnpm-lock.yaml", marker: ".modules.yaml", addCommand: "pnpm add" },
  { file: "yarn.lock", marker: ".yarn-integrity", addCommand: "yarn add" },
  { file: "yarn.lock", marker: ".yarn-state.yml", addCommand: "yarn add" },
];

/**
 * Reads the lockfile in the nearest folder above some code, up to the root of its workspace or repository.
 *
 * @param project the absolute path of the project's root
 * @throws BundleError if there is none, or if it can't be read
 */
export function findLockfile(code: string, project: string): ProjectLockfile {
  const home = homeFolder();
  for (let folder = code; ; folder = dirname(folder)) {
    const manager = managerOf(folder);
    if (manager !== undefined) return readLockfile(manager, folder, code);
    const above = dirname(folder);
    // A lockfile in the home folder or above is there by mistake, and not that of the project.
    if (isRoot(folder) || folder === home || (above === home && project !== home)) throw noLockfile();
  }
}

/** Whether a folder is the root of a workspace, a repository or a disk. */
function isRoot(folder: string): boolean {
  const has = (name: string) => existsSync(join(folder, name));
  if (folder === dirname(folder) || has(".git") || has("pnpm-workspace.yaml")) return true;
  return has("package.json") && isWorkspace(join(folder, "package.json"));
}

function isWorkspace(manifest: string): boolean {
  try {
    return membersOf(JSON.parse(readFileSync(manifest, "utf8"))).workspaces !== undefined;
  } catch {
    // npm reports a package.json that can't be parsed.
    return false;
  }
}

/** Undefined for a user without a home folder, as in some containers. */
function homeFolder(): string | undefined {
  try {
    return realpathSync(homedir());
  } catch {
    return undefined;
  }
}

/** The package manager with a lockfile in a folder. Of several, the one that installed `node_modules`. */
function managerOf(folder: string): Manager | undefined {
  const found = managers.filter(({ file }) => existsSync(join(folder, file)));
  const [first] = found;
  return found.find(({ marker }) => existsSync(join(folder, "node_modules", marker))) ?? first;
}

function readLockfile({ file, addCommand }: Manager, folder: string, code: string): ProjectLockfile {
  const text = readFileSync(join(folder, file), "utf8");
  return { ...parse(file, text, folder, code), folder, addCommand };
}

function parse(file: string, text: string, root: string, code: string): Lockfile {
  const from = posixRelative(root, code) || ".";
  try {
    if (file.endsWith(".json")) return readNpmLockfile(file, text, from);
    return file === "yarn.lock" ? readYarnLockfile(file, text, { code, root }) : readPnpmLockfile(file, text, from);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw brokenLockfile(file, `can't be read (${(error as Error).message})`);
  }
}

function noLockfile(): BundleError {
  return new BundleError(
    [],
    '"nodejs.install" takes the versions of packages from the lockfile of npm, pnpm or yarn, but there is no package-lock.json, pnpm-lock.yaml or yarn.lock above the handler, up to the root of its workspace or repository. Run "npm install", and commit package-lock.json.',
  );
}
