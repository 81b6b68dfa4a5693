import type { Construct } from "constructs";
import type { BundleOptions } from "../bundle/bundle";
import { validateEsbuildOptions } from "../bundle/options";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import type { FunctionNodejs } from "./function-args";
import { knownRuntimes } from "./function-rules";

const nodeRuntimes = knownRuntimes.filter((name) => name.startsWith("nodejs"));

/** Validates the options of a bundle and completes them with the defaults. */
export function bundleOptions(scope: Construct, runtime: string, nodejs: FunctionNodejs): BundleOptions {
  const target = nodeTarget(runtime);
  if (target === undefined) {
    const remedy = didYouMean(runtime, nodeRuntimes, 'Build the function and write bundle: "<directory>".');
    throw new ValidationError(
      scope,
      `"bundle" has to be set for a runtime other than Node.js; got runtime ${quoted(runtime)}. ${remedy}`,
    );
  }
  const problem = nodejs.esbuild && validateEsbuildOptions(nodejs.esbuild);
  if (problem !== undefined) throw new ValidationError(scope, problem.replace(/^"/, '"nodejs.esbuild.'));
  const { format = "esm", minify = true, sourcemap = false, esbuild } = nodejs;
  if (format !== "esm" && format !== "cjs")
    throw new ValidationError(
      scope,
      `"nodejs.format" has to be "esm" or "cjs"; got ${quoted(format)}. Choose one of them.`,
    );
  return { format, minify, sourcemap, target, ...(esbuild && { esbuild }) };
}

/** Returns esbuild's target for a Node.js runtime: "node24" for "nodejs24.x". Undefined for other runtimes. */
export function nodeTarget(runtime: string): string | undefined {
  const version = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  return version && `node${version}`;
}
