import { constants, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectRoot } from "../../bundle/sources";
import type { LocalFunction } from "../local-function";

/** What the Node.js runtimes of Lambda contain beside Node.js itself. */
const RUNTIME_SCOPES = ["@aws-sdk", "@smithy"];

/**
 * The folders that functions run from. They are outside of the project, because Node.js also searches the `node_modules`
 * above a file: a function would find packages that are not deployed. Files are copied and not linked, because Node.js
 * resolves links first.
 */
export class TaskFolders {
  private readonly placed = new Map<LocalFunction, Promise<LocalFunction>>();
  private root: string | undefined;

  /** Copies the code of a function. Returns the function with its new folder. */
  public place(fn: LocalFunction): Promise<LocalFunction> {
    const known = this.placed.get(fn);
    if (known) return known;
    const made = this.copy(fn, this.placed.size + 1);
    this.placed.set(fn, made);
    return made;
  }

  /** Removes all folders. */
  public async remove(): Promise<void> {
    await Promise.allSettled(this.placed.values());
    if (this.root !== undefined) await rm(this.root, { recursive: true, force: true });
  }

  private async copy(fn: LocalFunction, number: number): Promise<LocalFunction> {
    this.root ??= createRoot();
    const folder = join(this.root, String(number), "task");
    await cp(fn.folder, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return { ...fn, folder };
  }
}

/** Creates a folder whose `node_modules` contains what Lambda's runtime brings, as far as the project has it. */
function createRoot(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "websocket-functions-")));
  for (const scope of RUNTIME_SCOPES) {
    const target = join(root, "node_modules", scope);
    mkdirSync(target, { recursive: true });
    for (const folder of foldersAbove(projectRoot())) linkPackages(join(folder, "node_modules", scope), target);
  }
  return root;
}

function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return;
  // A package of a nearer folder hides those of the same name.
  for (const name of readdirSync(from))
    if (!existsSync(join(to, name))) symlinkSync(join(from, name), join(to, name), "junction");
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

/** The package of Lambda's runtime that a function did not find; undefined if that is not why it failed. */
export function missingRuntimePackage(errorMessage: string): string | undefined {
  return /Cannot find (?:package|module) '((?:@aws-sdk|@smithy)\/[^'/]+)/.exec(errorMessage)?.[1];
}
