import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Message } from "esbuild";
import { type Built, type EsbuildCall, EsbuildFailure, plainMessage } from "../esbuild";
import { libraryRoot } from "../library-root";
import { posixRelative } from "../sources";

/** What the process gets, as JSON. */
export interface MetadataJob {
  readonly call: EsbuildCall;
  /** Absolute paths of the source files whose metadata TypeScript emits. */
  readonly decorated: readonly string[];
  /** The project's compiler: the absolute path of its program `tsc`, and its version. */
  readonly compiler: { readonly tsc: string; readonly version: string };
  /** A folder for temporary files. */
  readonly scratch: string;
}

/** What the process writes, as JSON. */
export interface MetadataResult {
  readonly built?: Pick<Built, "metafile" | "warnings">;
  readonly errors: readonly Message[];
  /** Absolute paths of the files that the compiler read. */
  readonly read: readonly string[];
}

/** A result of esbuild, and the files that TypeScript's compiler read. */
interface BuiltWithMetadata {
  readonly built: Built;
  /** Relative to the project's root. */
  readonly alsoRead: readonly string[];
}

/**
 * Bundles sources with decorators, whose metadata TypeScript's own compiler emits: esbuild knows no types.
 *
 * esbuild takes the compiler's output from a plugin, and runs plugins only in its asynchronous API. Synthesis is
 * synchronous, so this is done by another process, for which synthesis waits.
 *
 * @throws EsbuildFailure with the errors of the compiler and of esbuild
 */
export function buildWithMetadata(call: CallWithFolder, decorated: readonly string[]): BuiltWithMetadata {
  const job = writeJob(call, decorated);
  const { status, signal, stderr } = spawnSync(process.execPath, [...programArguments(), job.scratch], {
    cwd: call.root,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  return resultOf(job, `${signal ?? `exit code ${status}`}): ${stderr.trim()}`);
}

/** Does the same without blocking this process. */
export async function buildWithMetadataLater(
  call: CallWithFolder,
  decorated: readonly string[],
): Promise<BuiltWithMetadata> {
  const job = writeJob(call, decorated);
  const child = spawn(process.execPath, [...programArguments(), job.scratch], {
    cwd: call.root,
    // The process notices by the channel that this one has ended.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const [stderr, [status, signal]] = await Promise.all([text(child.stderr as Readable), once(child, "exit")]);
  return resultOf(job, `${signal ?? `exit code ${status}`}): ${stderr.trim()}`);
}

type CallWithFolder = EsbuildCall & { readonly folder: string };

function writeJob(call: CallWithFolder, decorated: readonly string[]): MetadataJob {
  const scratch = join(dirname(call.folder), "metadata");
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const job = { call, decorated, compiler: findCompiler(decorated, call.root), scratch };
  writeFileSync(join(scratch, "job.json"), JSON.stringify(job));
  return job;
}

function resultOf({ call, scratch }: MetadataJob, exit: string): BuiltWithMetadata {
  const output = join(scratch, "result.json");
  if (!existsSync(output))
    throw new EsbuildFailure([plainMessage(`The process that emits decorator metadata failed (${exit}`)]);
  const { built, errors, read } = JSON.parse(readFileSync(output, "utf8")) as MetadataResult;
  if (built === undefined) throw new EsbuildFailure(errors);
  return { built: built as Built, alsoRead: read.map((path) => posixRelative(call.root, path)) };
}

/** The program of the process. The package contains it compiled. In a checkout, sucrase compiles it. */
function programArguments(): readonly string[] {
  const program = join(libraryRoot, "bundle/decorators/main");
  if (existsSync(`${program}.js`)) return [`${program}.js`];
  return ["--require", require.resolve("sucrase/register"), `${program}.ts`];
}

/** Finds the project's own compiler, because its version has to fit the project's sources. */
function findCompiler(decorated: readonly string[], root: string): MetadataJob["compiler"] {
  const [file = root] = decorated;
  try {
    const path = createRequire(file).resolve("typescript/package.json");
    const { version, bin } = JSON.parse(readFileSync(path, "utf8")) as { version: string; bin: { tsc: string } };
    return { version, tsc: join(dirname(path), bin.tsc) };
  } catch {
    throw new EsbuildFailure([
      plainMessage(
        `"${posixRelative(root, file)}" has decorators, and "emitDecoratorMetadata" of its tsconfig.json needs TypeScript's own compiler, but the package "typescript" is not installed in the project. Install it: npm install --save-dev typescript`,
      ),
    ]);
  }
}
