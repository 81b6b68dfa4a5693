import { createHash } from "node:crypto";
import {
  constants,
  cpSync,
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
import { linkRuntimePackages } from "./runtime-packages";

/** A file of a function's code. */
export interface CodeFile {
  /** Relative to the function's folder, with forward slashes. */
  readonly path: string;
  readonly contents: Uint8Array;
}

/**
 * Copies of the code that a run uses, in a temporary folder of the run. The processes of functions start at any time, so
 * that they must not read the output folder: a synthesis may be writing it, or somebody may have deleted it.
 *
 * The folder is outside of the project, because Node.js also searches the `node_modules` above a file: a function would
 * find packages that are not deployed. Files are copied and not linked, because Node.js resolves links first.
 *
 * The name of a copy is a digest of its content. So equal code has the same folder, and its processes can stay.
 */
export class CodeStore {
  private root: string | undefined;
  private readonly folders = new Set<string>();

  /** Copies a folder, and returns the path of the copy. */
  public keepFolder(folder: string): string {
    return this.keep(digestOf(filesBelow(folder)), (target) => copyFolder(folder, target));
  }

  /**
   * Writes files into a folder, and returns its path.
   *
   * @param beside a folder whose other files are copied too
   */
  public keepFiles(files: readonly CodeFile[], beside?: string): string {
    const paths = new Set(files.map(({ path }) => path));
    const others = beside === undefined ? [] : filesBelow(beside).filter(({ path }) => !paths.has(path));
    return this.keep(digestOf([...others, ...files]), (target) => {
      if (beside !== undefined) copyFolder(beside, target);
      for (const { path, contents } of files) {
        mkdirSync(dirname(join(target, path)), { recursive: true });
        writeFileSync(join(target, path), contents);
      }
    });
  }

  /** Removes all copies except these. */
  public retain(used: ReadonlySet<string>): void {
    for (const folder of this.folders) {
      if (used.has(folder)) continue;
      rmSync(folder, { recursive: true, force: true });
      this.folders.delete(folder);
    }
  }

  public dispose(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
  }

  private keep(digest: string, write: (target: string) => void): string {
    this.root ??= createRoot();
    const target = join(this.root, digest);
    if (this.folders.has(target)) return target;
    mkdirSync(target);
    write(target);
    this.folders.add(target);
    return target;
  }
}

function copyFolder(folder: string, target: string): void {
  cpSync(folder, target, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE });
}

/** Creates a folder whose `node_modules` contains what Lambda's runtime brings. */
function createRoot(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "websocket-code-")));
  linkRuntimePackages(root);
  return root;
}

function digestOf(files: Iterable<CodeFile>): string {
  const hash = createHash("sha256");
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of sorted) {
    // Read once: the contents of a folder's file are a getter.
    const { contents } = file;
    hash.update(JSON.stringify([file.path, contents.length])).update(contents);
  }
  return hash.digest("hex").slice(0, 32);
}

/** The files below a folder. Their contents are read when they are used. */
function filesBelow(folder: string, prefix = ""): readonly CodeFile[] {
  return readdirSync(folder).flatMap((name): readonly CodeFile[] => {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return filesBelow(path, `${prefix}${name}/`);
    return stats?.isFile()
      ? [
          {
            path: prefix + name,
            get contents() {
              return readFileSync(path);
            },
          },
        ]
      : [];
  });
}
