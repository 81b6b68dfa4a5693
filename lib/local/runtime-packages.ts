import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../bundle/sources";

/** What the Node.js runtimes of Lambda contain beside Node.js itself. */
const RUNTIME_SCOPES = ["@aws-sdk", "@smithy"];

/** Links into a folder's `node_modules` what Lambda's runtime brings, as far as the project has it. */
export function linkRuntimePackages(root: string, project = projectRoot()): void {
  for (const scope of RUNTIME_SCOPES) {
    const target = join(root, "node_modules", scope);
    mkdirSync(target, { recursive: true });
    for (const folder of foldersAbove(project)) linkPackages(join(folder, "node_modules", scope), target);
  }
}

function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return;
  // A package of a nearer folder hides those of the same name, but a broken link in it does not.
  for (const name of readdirSync(from))
    if (existsSync(join(from, name)) && !existsSync(join(to, name)))
      symlinkSync(join(from, name), join(to, name), "junction");
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

/** The package of Lambda's runtime that a function did not find; undefined if that is not why it failed. */
export function missingRuntimePackage(errorMessage: string): string | undefined {
  return /Cannot find (?:package|module) '((?:@aws-sdk|@smithy)\/[^'/]+)/.exec(errorMessage)?.[1];
}
