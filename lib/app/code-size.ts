import type { IConstruct } from "constructs";
import { megabytes, oversizedFile } from "../bundle/largest-file";
import { ValidationError } from "../core/validation-error";
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

/** Rejects code that is too large for Lambda. `argument` is the argument of the function that names the code. */
export function requireCodeSize(scope: IConstruct, argument: string, files: readonly CodeFile[]): void {
  const oversized = oversizedFile(argument, files);
  if (oversized !== undefined) throw new ValidationError(scope, oversized);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  requireRule(
    scope,
    "lambda-code-size",
    total > MOST_MEGABYTES * MEGABYTE ? problem(argument, total, files) : undefined,
  );
}

function problem(argument: string, total: number, files: readonly CodeFile[]): string {
  const bySize = [...files].sort((a, b) => b.size - a.size);
  const largest = bySize.slice(0, 3).map(({ path, size }) => `${path} ${megabytes(size)}`);
  return `"${argument}" takes at most ${MOST_MEGABYTES} MB of files, unzipped and without layers; got ${megabytes(total)} (${largest.join(", ")}). Leave files out, or put them on a volume.`;
}
