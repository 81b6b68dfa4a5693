import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { isInPackage, packageOfSpecifier } from "../cache/folders";
import { stringsIn } from "../canonical-data";
import type { BundleOptions } from "../options";
import type { Need } from "./need";

/** What the Node.js runtimes of Lambda contain beside Node.js itself. */
const RUNTIME = /^@(?:aws-sdk|smithy)\//;

/** The inputs of a bundle, and the modules that its code imports. */
export interface BundleContents {
  readonly root: string;
  readonly inputs: Metafile["inputs"];
  /** The inputs of which the bundle contains code. */
  readonly files: ReadonlySet<string>;
  /** The specifiers of the imports in the bundle. */
  readonly imports: ReadonlySet<string>;
  readonly options: BundleOptions;
}

/** The modules that a bundle imports at run time, and that Lambda's runtime does not contain. */
export function externalModules(contents: BundleContents): readonly Need[] {
  const { inputs, files, imports, root, options } = contents;
  const isExcluded = excludedBy(options);
  return [...files].flatMap((from) => {
    const external = (inputs[from]?.imports ?? []).filter((record) => record.external && imports.has(record.path));
    const names = new Set(external.map(({ path }) => path));
    return [...names]
      .filter((name) => isExcluded(name) && !isBuiltin(name) && !RUNTIME.test(name))
      .filter((name) => !isInPackage(from) || isInstalled(name, resolve(root, from)))
      .map((name): Need => ({ kind: "module", name, from }));
  });
}

/**
 * Returns a function that decides whether the user excludes a module from bundles. esbuild leaves other modules out only
 * where the source handles their absence: in a `try` block, or with `catch`.
 */
function excludedBy({ esbuild = {} }: BundleOptions): (name: string) => boolean {
  const patterns = stringsIn(esbuild.external).map(toPattern);
  return (name) => esbuild.packages === "external" || patterns.some((pattern) => pattern.test(name));
}

/** As in esbuild, "sharp" also excludes "sharp/lib", and a "*" stands for any text. */
function toPattern(external: string): RegExp {
  const [start = "", ...rest] = external.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return rest.length === 0 ? new RegExp(`^${start}(?:/|$)`) : new RegExp(`^${[start, ...rest].join(".*")}$`);
}

/**
 * Whether a package that another package imports is installed. If it is not, it is optional for that package, because
 * npm installs what a package requires.
 */
function isInstalled(name: string, from: string): boolean {
  const folder = dirname(from);
  if (folder === from) return false;
  return existsSync(join(folder, "node_modules", packageOfSpecifier(name))) || isInstalled(name, folder);
}
