import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listDirectory } from "../directory";
import { bundleEntryPoint, folded, mayReplaceHandler } from "../entry-point";
import { oversizedFile } from "../largest-file";
import type { BundledFile } from "../request";
import { BundleError } from "../sources";
import { stageFiles } from "../stage";
import { withTemporaryFolder } from "../temporary-folder";

/**
 * Calls `hook.postbuild` with a temporary folder that contains a function's files, and returns what it leaves there.
 *
 * @param bundle the files of the bundle. The hook of a protected function may not change them.
 */
export function runPostbuild(
  hook: (dir: string) => unknown,
  files: readonly BundledFile[],
  bundle: readonly BundledFile[],
  isProtected: boolean,
): readonly BundledFile[] {
  return withTemporaryFolder("postbuild-", (folder) => {
    const dir = join(folder, "code");
    requireReadable(files);
    stageFiles(dir, files, { mode: 0o755 });
    call(hook, dir);
    requireMainFile(dir, bundle);
    const result = readFiles(dir, files);
    if (isProtected) requireUnchanged(result, bundle);
    return result;
  });
}

function call(hook: (dir: string) => unknown, dir: string): void {
  const result = attempt(hook, dir);
  // Child processes of some packages have the method of a promise, and are no instances of it.
  if (typeof (result as PromiseLike<unknown> | undefined | null)?.then !== "function") return;
  // Otherwise Node.js would end the process at a rejection, before the error is reported.
  Promise.resolve(result).catch(() => undefined);
  throw new BundleError(
    [],
    '"hook.postbuild" has to be synchronous, because synthesis is synchronous; got a promise. Use functions such as execFileSync and writeFileSync.',
  );
}

function attempt(hook: (dir: string) => unknown, dir: string): unknown {
  try {
    return hook(dir);
  } catch (error) {
    throw new BundleError([], `"hook.postbuild" failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** Reads the folder. Only files that the hook changed or added are kept in memory. */
function readFiles(dir: string, before: readonly BundledFile[]): readonly BundledFile[] {
  if (readdirSync(dir).length === 0) return [];
  const known = new Map(before.map((file) => [file.path, file]));
  const found = listDirectory(dir, []);
  requireReadable(found);
  return found.map(({ path, from }) => {
    const contents = readFileSync(from);
    const file = known.get(path);
    return file !== undefined && contents.equals(file.contents) ? file : { path, contents };
  });
}

function requireReadable(files: readonly Pick<BundledFile, "path" | "size">[]): void {
  const oversized = oversizedFile("hook.postbuild", files);
  if (oversized !== undefined) throw new BundleError([], oversized);
}

function requireMainFile(dir: string, bundle: readonly BundledFile[]): void {
  const main = bundle.find(({ path }) => /^index\.[cm]js$/.test(path));
  if (main === undefined || existsSync(join(dir, main.path))) return;
  throw new BundleError(
    [],
    `"hook.postbuild" removed ${JSON.stringify(main.path)}, which Lambda loads. Keep the file.`,
  );
}

/** The guard and the code of an authorizer have to be what synthesis bundled. */
function requireUnchanged(files: readonly BundledFile[], bundle: readonly BundledFile[]): void {
  const after = new Map(files.map((file) => [file.path, file]));
  const own = new Set(bundle.map(({ path }) => folded(path)));
  const changed = bundle.find(({ path, contents }) => {
    const file = after.get(path);
    return file === undefined || !Buffer.from(file.contents).equals(contents);
  });
  const added = files.find(
    ({ path }) =>
      !bundle.some((file) => file.path === path) &&
      (own.has(folded(path)) || mayReplaceHandler(path, bundleEntryPoint)),
  );
  const wrong = changed ?? added;
  if (wrong === undefined) return;
  throw new BundleError(
    [],
    `"hook.postbuild" can't change the bundle of a function that decides about access: an authorizer, or a route with scopes; got a change of ${JSON.stringify(wrong.path)}. Change only other files, or change the source.`,
  );
}
