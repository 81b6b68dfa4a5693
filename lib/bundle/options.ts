import { win32 } from "node:path";
import type { BuildOptions } from "esbuild";
import { canonicalJson, isRecord } from "./canonical-data";

/** How a handler is bundled. */
export interface BundleOptions {
  readonly format: "esm" | "cjs";
  readonly minify: boolean;
  readonly sourcemap: boolean;
  /** What esbuild compiles for, for example `node24`. */
  readonly target: string;
  /** The user's own esbuild options; they win over the library's. */
  readonly esbuild?: Readonly<Record<string, unknown>>;
}

/** Equal for options that mean the same, whatever the order of their keys. */
export function optionsKey(options: BundleOptions): string {
  const { format, minify, sourcemap, target, esbuild = {} } = options;
  return JSON.stringify([format, minify, sourcemap, target]) + canonicalJson(esbuild);
}

const ALLOWED: ReadonlySet<string> = new Set([
  ...["alias", "assetNames", "banner", "charset", "conditions", "define", "drop", "dropLabels", "external", "footer"],
  ...["ignoreAnnotations", "inject", "jsx", "jsxDev", "jsxFactory", "jsxFragment", "jsxImportSource", "jsxSideEffects"],
  ...["keepNames", "legalComments", "lineLimit", "loader", "logOverride", "mainFields", "mangleCache", "mangleProps"],
  ...["mangleQuoted", "nodePaths", "packages", "preserveSymlinks", "publicPath", "pure", "reserveProps"],
  ...["resolveExtensions", "sourcesContent", "supported", "target", "treeShaking", "tsconfig", "tsconfigRaw"],
]);

const ENTRY = 'the handler\'s path decides what is bundled, such as "src/a.handler"';
const OUTPUT =
  "the library decides where a bundle is written and what it is called, so that the handler is found in it";
const MINIFY = 'use the option "minify"';
const MESSAGES = "the library collects esbuild's messages and says which handler they belong to";
const ONCE = "a synthesis bundles once and then ends";
const SINGLE = 'a function is one module and all that it needs; what should stay outside goes to "external"';

const FIXED: ReadonlyMap<string, string> = new Map([
  ["plugins", "synthesis is synchronous, and esbuild runs plugins in its asynchronous API alone"],
  ...["entryPoints", "stdin", "outbase"].map((key) => [key, ENTRY] as const),
  ...["outdir", "outfile", "write", "allowOverwrite", "outExtension"].map((key) => [key, OUTPUT] as const),
  ...["entryNames", "chunkNames"].map((key) => [key, OUTPUT] as const),
  ...["bundle", "splitting"].map((key) => [key, SINGLE] as const),
  ...["minify", "minifyWhitespace", "minifyIdentifiers", "minifySyntax"].map((key) => [key, MINIFY] as const),
  ...["color", "logLevel", "logLimit", "logStyle"].map((key) => [key, MESSAGES] as const),
  ...["watch", "serve", "incremental"].map((key) => [key, ONCE] as const),
  ["format", 'use the option "format"'],
  ["globalName", 'a Lambda function is a module: the option "format" says which kind'],
  ["platform", "a handler runs on Node.js"],
  ["sourcemap", 'use the option "sourcemap"'],
  ["sourceRoot", "the sources of a map are relative to the project, so that they read the same on every machine"],
  ["absPaths", "no path of the machine may reach a bundle"],
  ["absWorkingDir", "paths are relative to the folder that holds cdktf.json"],
  ["metafile", "the library needs it itself"],
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

/** What is wrong with the esbuild options of a user, if anything is. */
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
  if (!ALLOWED.has(key)) return `"${key}" is not an option of esbuild that can be set here. Check the spelling.`;
  if (value instanceof RegExp) {
    return `"${key}" is a RegExp. Options are compared and written down as JSON: give its source as a string.`;
  }
  const odd = describeNotJson(value);
  if (odd !== undefined)
    return `"${key}" holds ${odd}. Options are compared and written down as JSON: use plain values.`;
  if (OBJECTS.has(key) && !isRecord(value)) return `"${key}" must be an object.`;
  if (key === "legalComments" && value === "linked") {
    return '"legalComments" can\'t be "linked": use "eof", "inline", "external" or "none".';
  }
  return PATHS.has(key) && strings(value).some((text) => win32.isAbsolute(text))
    ? `"${key}" holds an absolute path, which another machine would not have. Make it relative to the folder that holds cdktf.json.`
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

/** The extension of a bundle says what kind of module it is, since no package.json lies beside it. */
export function bundleExtension(options: BundleOptions): ".mjs" | ".cjs" {
  return options.format === "esm" ? ".mjs" : ".cjs";
}

/** The options of esbuild that decide the bytes of a bundle. */
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
    // "external" leaves out the comment that links the map: it would name the file as it is called during the build.
    sourcemap: options.sourcemap ? "external" : false,
  };
}

// esbuild wants a RegExp for these, but options must be JSON to be compared and to be written into the manifest.
const PATTERNS = ["mangleProps", "reserveProps"];

function userOptions(esbuild: Readonly<Record<string, unknown>>): BuildOptions {
  const entries = Object.entries(esbuild).map(([key, value]) => [
    key,
    PATTERNS.includes(key) && typeof value === "string" ? new RegExp(value) : value,
  ]);
  return Object.fromEntries(entries) as BuildOptions;
}

// CommonJS dependencies expect these in an ECMAScript module too. They come by `define` where that is possible, since
// a second `__dirname` of the user's own, which is usual in such modules, would be a syntax error beside a banner's.
// A `require` of the user's own is renamed by esbuild.
const REQUIRE =
  'import { createRequire as __bundleCreateRequire } from "node:module"; const require = __bundleCreateRequire(import.meta.url);';

function commonJsInModules(user: BuildOptions): BuildOptions {
  const own = isRecord(user.banner) ? user.banner.js : undefined;
  return {
    banner: { ...user.banner, js: own === undefined ? REQUIRE : `${REQUIRE}\n${own}` },
    define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename", ...user.define },
  };
}
