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

/** A user's project in a folder of its own, with its `cdktf.json`. `removeProjects` takes it away. */
export function project(files: Files, under = ""): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "users-")));
  folders.push(base);
  const root = join(base, under);
  write(root, { "cdktf.json": '{ "language": "typescript" }', ...files });
  return root;
}

/** Makes a project the one that this process works in, as `cdktf synth` does. */
export function enter(root: string): string {
  process.chdir(root);
  return root;
}

/** Back to where the tests started, with all projects gone. */
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

/** All files below a folder, byte for byte, by their path in it; empty where there is no such folder. */
export function filesBelow(folder: string): Files {
  return Object.fromEntries(pathsBelow(folder).map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}

/** The modes of all files below a folder, such as "755". */
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
