import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isInPackage } from "../cache/folders";
import { packageFolder } from "../duplicate-packages";
import type { Entry } from "../entry";
import { bundleExtension } from "../options";
import { contributors, type Outputs } from "../outputs";
import type { BundledFile } from "../request";
import { type BundleContents, externalModules } from "./external-modules";
import { type FileRead, fileReads } from "./file-reads";
import { nativePackages } from "./native-packages";
import { isDeployed, type Need } from "./need";

/** What a bundle uses when it runs, apart from its own files, Node.js and the Lambda runtime. */
export function needsOf(entry: Entry, outputs: Outputs, own: readonly BundledFile[]): readonly Need[] {
  const { root, built, keys, stable, reads } = outputs;
  const { options } = entry.request;
  const output = built.metafile.outputs[keys.get(entry.output + bundleExtension(options)) ?? ""];
  const contents: BundleContents = {
    root,
    inputs: built.metafile.inputs,
    files: contributors(entry, outputs),
    imports: new Set(output?.imports.map(({ path }) => path)),
    options,
  };
  const isUnused = unusedPackages(contents.files, root);
  const paths = own.map((file) => file.path);
  const files = [...contents.files].flatMap((from) => {
    const missing = readsOf(from, root, reads).filter(({ path }) => !isDeployed(path, paths));
    return missing.length === 0 || isUnused(from)
      ? []
      : missing.map(({ path }): Need => ({ kind: "file", name: path, from }));
  });
  return [...externalModules(contents), ...files, ...nativePackages(contents.files, root)].map((need) => ({
    ...need,
    from: stable(need.from),
  }));
}

/** The files that an input reads. Each input is parsed once for all entries of a call. */
function readsOf(from: string, root: string, known: Map<string, readonly FileRead[]>): readonly FileRead[] {
  const path = resolve(root, from);
  const reads = known.get(from) ?? findReads(path, isInPackage(from));
  known.set(from, reads);
  return reads;
}

/**
 * A package may look for files that it does not bring, and handle their absence. The code of the project is assumed to
 * need every file.
 */
function findReads(path: string, isPackage: boolean): readonly FileRead[] {
  const reads = fileReads(path, textOf(path));
  const needed = reads.filter((read) => !/^(?:\.\.?\/?)*$/.test(read.path));
  return isPackage
    ? needed.filter((read) => !read.isOptional && existsSync(resolve(dirname(path), read.path)))
    : needed;
}

/** Packages that read files only for a feature, and the word that sources contain which use it. */
const FEATURES: ReadonlyMap<string, RegExp> = new Map([
  ["pino", /\btransport/],
  ["thread-stream", /\btransport|\bthread-stream\b/],
]);

/** Returns a function that tells inputs of packages whose feature no source of the project uses. */
function unusedPackages(files: ReadonlySet<string>, root: string): (from: string) => boolean {
  let texts: readonly string[] | undefined;
  return (from) => {
    const feature = FEATURES.get(basename(packageFolder(from) ?? ""));
    if (feature === undefined) return false;
    texts ??= [...files].filter((file) => !isInPackage(file)).map((file) => textOf(resolve(root, file)));
    return !texts.some((text) => feature.test(text));
  };
}

/** The text of an input; nothing for those of other namespaces than the file system's. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
