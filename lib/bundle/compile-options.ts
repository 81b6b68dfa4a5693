import type { BuildOptions } from "esbuild";
import { isRecord } from "./canonical";
import type { BundleOptions } from "./options";

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
