import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Contents by path. */
export type Files = Readonly<Record<string, string>>;

const home = process.cwd();
const folders: string[] = [];

/** Creates a user's project with a `cdktf.json` in a new folder. `removeProjects` removes it. */
export function project(files: Files, under = ""): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "users-")));
  folders.push(base);
  const root = join(base, under);
  write(root, { "cdktf.json": '{ "language": "typescript" }', ...files });
  return root;
}

/** Makes a project the working directory of this process, as for `cdktf synth`. */
export function enter(root: string): string {
  process.chdir(root);
  return root;
}

/** Restores the working directory and removes all projects. */
export function removeProjects(): void {
  process.chdir(home);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function write(root: string, files: Files, mode?: number): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    if (mode !== undefined) chmodSync(join(root, path), mode);
  }
}

/** Returns the bytes of all files below a folder, by path. Empty if the folder does not exist. */
export function filesBelow(folder: string): Files {
  return Object.fromEntries(pathsBelow(folder).map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}

/** Returns the modes of all files below a folder, such as "755". */
export function modesBelow(folder: string): Files {
  return Object.fromEntries(
    pathsBelow(folder).map((path) => [path, (statSync(join(folder, path)).mode & 0o777).toString(8)]),
  );
}

function pathsBelow(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
