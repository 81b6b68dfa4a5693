import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BundledFile, type BundleOptions, type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { locateHandler } from "../../lib/bundle/sources";
import { stageFiles } from "../../lib/bundle/stage";

const folders: string[] = [];

/** Creates a folder for a test. `removeTemporaryFolders` removes it. */
export function temporaryFolder(prefix = "project-"): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export type Files = Readonly<Record<string, string>>;

export function writeFiles(root: string, files: Files): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Creates a project in a subfolder of the temporary folder, because the temporary folder itself changes all the time. */
export function project(files: Files): string {
  const above = temporaryFolder();
  chmodSync(above, 0o755);
  const root = join(above, "app");
  mkdirSync(root);
  return writeFiles(root, files);
}

export const defaults: BundleOptions = { format: "esm", minify: false, sourcemap: false, target: "node20" };

export function request(
  root: string,
  handler: string,
  options: Partial<BundleOptions> = {},
  more: Partial<BundleRequest> = {},
): BundleRequest {
  const source = locateHandler(root, handler);
  return { id: handler, owner: `route "${handler}"`, source, options: { ...defaults, ...options }, ...more };
}

/** The files of one handler, bundled alone. */
export function bundleOne(
  root: string,
  handler: string,
  options: Partial<BundleOptions> = {},
  more: Partial<BundleRequest> = {},
): readonly BundledFile[] {
  const one = request(root, handler, options, more);
  return bundleAll([one], root).files.get(one.id) ?? [];
}

export function textOf(files: readonly BundledFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no ${path} among ${files.map(({ path }) => path).join(", ")}`);
  return Buffer.from(file.contents).toString("utf8");
}

export function bytesOf(files: readonly BundledFile[]): Files {
  return Object.fromEntries(files.map(({ path, contents }) => [path, Buffer.from(contents).toString("latin1")]));
}

/** Calls the handler in a new Node.js process, from a folder outside of the project, and returns its result. */
export function run(files: readonly BundledFile[], exportName: string, event: unknown = {}): unknown {
  const folder = join(temporaryFolder("deployed-"), "code");
  stageFiles(folder, files);
  const index = files.find(({ path }) => /^index\.[cm]js$/.test(path))?.path;
  const script = `const m = await import("./${index}"); console.log(JSON.stringify(await m[${JSON.stringify(exportName)}](${JSON.stringify(event)})));`;
  return JSON.parse(node(folder, ["--input-type=module", "-e", script]));
}

function node(folder: string, args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

export function thrown(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}
