import { copyFileSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "../run-program";
import { BundleError } from "../sources";
import type { Platform } from "./platform";

/** A call of npm. */
export interface NpmCall {
  /** The project's root. Relative paths in an `.npmrc` are relative to it. */
  readonly root: string;
  /** The temporary folder that npm works in. */
  readonly folder: string;
  /** Folders that may contain the project's `.npmrc`. */
  readonly settingsIn: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly platform: Platform;
}

// Options of an .npmrc must not change what is installed. npm's cache has priority over the network: the lockfile has
// the hashes of the packages.
const OPTIONS = [
  ...["--ignore-scripts", "--no-bin-links", "--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier"],
  ...["--include=optional", "--omit=dev", "--install-strategy=hoisted", "--global=false", "--dry-run=false"],
  ...["--package-lock=true", "--workspaces=false", "--loglevel=error", "--progress=false"],
];

/** Runs npm in a temporary folder, with the settings of the project. */
export function runNpm({ root, folder, settingsIn, files, command, platform }: NpmCall): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const settings = settingsIn.map((each) => join(each, ".npmrc")).find((path) => existsSync(path));
  const ownSettings = join(folder, ".npmrc");
  if (settings !== undefined && !existsSync(ownSettings)) link(settings, ownSettings);
  const forPlatform = [`--os=${platform.os}`, `--cpu=${platform.cpu}`, `--libc=${platform.libc}`];
  const { status, error, stderr } = runProgram(
    "npm",
    [...npmProgram(), ...command, `--prefix=${folder}`, ...forPlatform, ...OPTIONS],
    { cwd: root, env: process.env, stdio: ["ignore", "ignore", "pipe"] },
  );
  if (error !== undefined) throw npmMissing(error);
  if (status !== 0) throw new BundleError([], `"nodejs.install" failed. npm reports:\n${reportOf(stderr, folder)}`);
}

/** A link, because the file may contain a token. Windows may forbid links. */
function link(file: string, path: string): void {
  try {
    symlinkSync(file, path);
  } catch {
    copyFileSync(file, path);
  }
}

/** Windows can't start npm's script without a shell, so Node.js runs npm's program. */
function npmProgram(): readonly [string, ...string[]] {
  if (process.platform !== "win32") return ["npm"];
  return [process.execPath, join(dirname(process.execPath), "node_modules/npm/bin/npm-cli.js")];
}

function reportOf(stderr: string, folder: string): string {
  const lines = stderr.trim().split("\n");
  return lines
    .filter((line) => !/A complete log of this run|_logs[\\/]/.test(line))
    .map((line) => line.replaceAll(folder, "."))
    .join("\n");
}

function npmMissing({ message }: Error): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" runs npm, which could not be started (${message}). Install npm, which comes with Node.js.`,
  );
}
