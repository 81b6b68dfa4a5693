import { win32 } from "node:path";
import type { BuildOptions } from "esbuild";
import { didYouMean } from "../spelling/did-you-mean";
import { canonicalJson, isRecord } from "./canonical-data";
import { chunkNames } from "./chunks";

/** The options of a bundle. */
export interface BundleOptions {
  readonly format: "esm" | "cjs";
  readonly minify: boolean;
  readonly sourcemap: boolean;
  /** esbuild's target, such as `node24`. */
  readonly target: string;
  /** Whether `import()` is a file of its own. */
  readonly splitting?: boolean;
  /** The user's esbuild options. They override the library's. */
  readonly esbuild?: Readonly<Record<string, unknown>>;
}

/** A key for the options that does not depend on the order of their properties. */
export function optionsKey(options: BundleOptions): string {
  const { format, minify, sourcemap, target, splitting = false, esbuild = {} } = options;
  return JSON.stringify([format, minify, sourcemap, target, splitting]) + canonicalJson(esbuild);
}

const ALLOWED: ReadonlySet<string> = new Set([
  ...["alias", "assetNames", "banner", "charset", "conditions", "define", "drop", "dropLabels", "external", "footer"],
  ...["ignoreAnnotations", "inject", "jsx", "jsxDev", "jsxFactory", "jsxFragment", "jsxImportSource", "jsxSideEffects"],
  ...["keepNames", "legalComments", "lineLimit", "loader", "logOverride", "mainFields", "mangleCache", "mangleProps"],
  ...["mangleQuoted", "nodePaths", "packages", "preserveSymlinks", "publicPath", "pure", "reserveProps"],
  ...["resolveExtensions", "sourcesContent", "supported", "target", "treeShaking", "tsconfig", "tsconfigRaw"],
]);

const ENTRY = 'the handler\'s path, such as "src/a.handler", determines what is bundled';
const OUTPUT = "the library determines the path and the name of a bundle, because Lambda finds the handler by them";
const MINIFY = 'use the option "minify"';
const MESSAGES = "the library collects esbuild's messages and adds the handler that each one concerns";
const ONCE = "a synthesis bundles once and then exits";

const FIXED: ReadonlyMap<string, string> = new Map([
  ["plugins", "synthesis is synchronous, and esbuild runs plugins only in its asynchronous API"],
  ...["entryPoints", "stdin", "outbase"].map((key) => [key, ENTRY] as const),
  ...["outdir", "outfile", "write", "allowOverwrite", "outExtension"].map((key) => [key, OUTPUT] as const),
  ...["entryNames", "chunkNames"].map((key) => [key, OUTPUT] as const),
  ["bundle", 'a function contains all its dependencies; use "external" for modules that are not bundled'],
  ["splitting", 'use the option "splitting"'],
  ...["minify", "minifyWhitespace", "minifyIdentifiers", "minifySyntax"].map((key) => [key, MINIFY] as const),
  ...["color", "logLevel", "logLimit", "logStyle"].map((key) => [key, MESSAGES] as const),
  ...["watch", "serve", "incremental"].map((key) => [key, ONCE] as const),
  ["format", 'use the option "format"'],
  ["globalName", 'a Lambda function is a module; use the option "format" to choose its kind'],
  ["platform", "a handler runs on Node.js"],
  ["sourcemap", 'use the option "sourcemap"'],
  ["sourceRoot", "source maps contain paths relative to the project, which are the same on every machine"],
  ["absPaths", "a bundle must not contain absolute paths of this machine"],
  ["absWorkingDir", "paths are relative to the folder of cdktf.json"],
  ["metafile", "the library uses the metafile itself"],
]);

const OBJECTS: ReadonlySet<string> = new Set([
  "alias",
  "banner",
  "define",
  "footer",
  "loader",
  "logOverride",
  "supported",
]);
const PATHS: ReadonlySet<string> = new Set(["alias", "external", "inject", "nodePaths", "tsconfig"]);

/** Describes what is wrong with a user's esbuild options; `undefined` if they are valid. */
export function validateEsbuildOptions(options: Readonly<Record<string, unknown>>): string | undefined {
  for (const [key, value] of Object.entries(options)) {
    const problem = value === undefined ? undefined : problemWith(key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemWith(key: string, value: unknown): string | undefined {
  const reason = FIXED.get(key);
  if (reason !== undefined) return `"${key}" can't be set: ${reason}.`;
  if (!ALLOWED.has(key))
    return `"${key}" is not a supported esbuild option. ${didYouMean(key, [...ALLOWED], "Leave it out.")}`;
  if (value instanceof RegExp) {
    return `"${key}" can't be a RegExp, because options are stored as JSON; got ${value}. Pass its source: ${JSON.stringify(value.source)}.`;
  }
  const odd = describeNotJson(value);
  if (odd !== undefined)
    return `"${key}" must contain only JSON values, because options are stored as JSON; got ${odd}.`;
  if (OBJECTS.has(key) && !isRecord(value)) return `"${key}" must be an object; got ${JSON.stringify(value)}.`;
  if (key === "legalComments" && value === "linked") {
    return '"legalComments" can\'t be "linked". Use "eof", "inline", "external" or "none".';
  }
  return PATHS.has(key) && strings(value).some((text) => win32.isAbsolute(text))
    ? `"${key}" contains an absolute path, which differs on other machines. Make it relative to the folder of cdktf.json.`
    : undefined;
}

function describeNotJson(value: unknown): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `the number ${value}`;
  if (Array.isArray(value)) return firstNotJson(value);
  if (!isRecord(value)) return `a value of type ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return "an instance of a class";
  return firstNotJson(Object.values(value).filter((item) => item !== undefined));
}

function firstNotJson(values: readonly unknown[]): string | undefined {
  return values.map(describeNotJson).find((problem) => problem !== undefined);
}

function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(strings) : [];
}

/** The extension of a bundle. It determines the module format, because no package.json is next to the bundle. */
export function bundleExtension(options: BundleOptions): ".mjs" | ".cjs" {
  return options.format === "esm" ? ".mjs" : ".cjs";
}

/** The esbuild options that determine the bytes of a bundle. */
export function compileOptions(options: BundleOptions): BuildOptions {
  const user = userOptions(options.esbuild ?? {});
  return {
    platform: "node",
    target: options.target,
    charset: "utf8",
    keepNames: true,
    ...(options.minify ? { legalComments: "none" } : {}),
    ...(options.format === "esm" ? { mainFields: ["module", "main"], conditions: ["module"] } : {}),
    ...user,
    ...(options.format === "esm" ? commonJsInModules(user) : {}),
    bundle: true,
    format: options.format,
    minify: options.minify,
    ...(options.splitting && { splitting: true, chunkNames }),
    // "external" omits the comment that links the map, which would contain the file's name during the build.
    sourcemap: options.sourcemap ? "external" : false,
  };
}

// esbuild expects a RegExp for these. Options must be JSON, because they are compared and written into the manifest.
const PATTERNS = ["mangleProps", "reserveProps"];

function userOptions(esbuild: Readonly<Record<string, unknown>>): BuildOptions {
  const entries = Object.entries(esbuild).map(([key, value]) => [
    key,
    PATTERNS.includes(key) && typeof value === "string" ? new RegExp(value) : value,
  ]);
  return Object.fromEntries(entries) as BuildOptions;
}

// CommonJS dependencies expect `require`, `__dirname` and `__filename` in an ECMAScript module too. `define` replaces
// the latter two: many modules declare their own `__dirname`, and a second one in the banner would be a syntax error.
// esbuild renames the user's own `require`.
const REQUIRE =
  'import { createRequire as __bundleCreateRequire } from "node:module"; const require = __bundleCreateRequire(import.meta.url);';

function commonJsInModules(user: BuildOptions): BuildOptions {
  const own = isRecord(user.banner) ? user.banner.js : undefined;
  return {
    banner: { ...user.banner, js: own === undefined ? REQUIRE : `${REQUIRE}\n${own}` },
    define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename", ...user.define },
  };
}
