import type { IConstruct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { requireRule } from "../validation/rule";

/** A file of a function. */
export interface CodeFile {
  /** Relative to the function's folder. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

const MEGABYTE = 1024 * 1024;
/** The most that Lambda unzips for a function. Its layers count too, but their sizes are not known. */
const MOST_MEGABYTES = 250;
/** A zip file without extensions has 32-bit sizes, and tools for it read a file as a whole. */
const MOST_OF_A_FILE = 2 * 1024 * MEGABYTE;

/** Rejects code that is too large for Lambda. `argument` is the argument of the function that names the code. */
export function requireCodeSize(scope: IConstruct, argument: string, files: readonly CodeFile[]): void {
  const bySize = [...files].sort((a, b) => b.size - a.size);
  const [largest] = bySize;
  if (largest !== undefined && largest.size > MOST_OF_A_FILE)
    throw new ValidationError(
      scope,
      `"${argument}" takes files of at most 2 GiB; got ${quoted(largest.path)} with ${megabytes(largest.size)}. Leave the file out, and read it from S3 or a volume.`,
    );
  const total = files.reduce((sum, { size }) => sum + size, 0);
  requireRule(
    scope,
    "lambda-code-size",
    total > MOST_MEGABYTES * MEGABYTE ? problem(argument, total, bySize) : undefined,
  );
}

function problem(argument: string, total: number, bySize: readonly CodeFile[]): string {
  const largest = bySize.slice(0, 3).map(({ path, size }) => `${path} ${megabytes(size)}`);
  return `"${argument}" takes at most ${MOST_MEGABYTES} MB of files, unzipped and without layers; got ${megabytes(total)} (${largest.join(", ")}). Leave files out, or put them on a volume.`;
}

function megabytes(size: number): string {
  return `${Math.ceil(size / MEGABYTE)} MB`;
}
