// Builds the package: compiles lib/ to dist/. The output is CommonJS, like cdktf. lib/runtime, which handlers import, is
// also built as ECMAScript modules, so that bundles of handlers contain only the used parts.
const { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { parseArgs } = require("node:util");
const { build } = require("esbuild");
const { forCdktn, typesForCdktn } = require("./cdktn");
const { writeTypes } = require("./types");

const root = resolve(__dirname, "..");
const common = { absWorkingDir: root, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };
const bundling = { ...common, bundle: true, packages: "external" };

async function main() {
  const { values } = parseArgs({ options: { api: { type: "string" } } });
  rmSync(join(root, "dist"), { recursive: true, force: true });
  writeTypes(root, values.api);

  const runtime = sourcesOf("lib/runtime");
  await writeLibrary("main");
  await writeLibrary("cdktn", forCdktn);
  writeTypesForCdktn();
  await writeTesting();
  await writeFiles(runtime);
  await writePrograms();
  await writeRuntimeModules(runtime);
  for (const program of ["local/functions/child/main.py", "bundle/python/run_pip.py"]) {
    mkdirSync(join(root, "dist", dirname(program)), { recursive: true });
    copyFileSync(join(root, "lib", program), join(root, "dist", program));
  }
  // Re-exports the types of the CommonJS build. It uses `*`, because `declare module` of the links can't extend named
  // re-exports.
  writeFileSync(join(root, "dist/runtime/index.d.mts"), 'export * from "./index.js";\n');
}

/** Writes the library into one file, because loading hundreds of small files takes longer than running them. */
async function writeLibrary(folder, ...plugins) {
  await build({
    ...bundling,
    entryPoints: ["lib/index.ts"],
    outfile: `dist/${folder}/index.js`,
    plugins,
    sourcemap: true,
    // Errors contain class names, and esbuild renames a class that refers to itself.
    keepNames: true,
  });
}

/** Writes what tests import into one file, which loads nothing of cdktf. */
async function writeTesting() {
  await build({
    ...bundling,
    entryPoints: ["lib/testing/index.ts"],
    outfile: "dist/testing/index.js",
    keepNames: true,
  });
}

function writeTypesForCdktn() {
  const types = readFileSync(join(root, "dist/index.d.ts"), "utf8");
  mkdirSync(join(root, "dist/cdktn"), { recursive: true });
  writeFileSync(join(root, "dist/cdktn/index.d.ts"), typesForCdktn(types));
}

/**
 * Writes the local run, and each program that is started by its path, into one file of its own. The command and the local
 * run are in a folder of dist/, as lib/bundle/library-root.ts requires.
 */
async function writePrograms() {
  const entryPoints = {
    "local/cli": "lib/local/cli/main.ts",
    "local/index": "lib/local/index.ts",
    "local/functions/child/main": "lib/local/functions/child/main.ts",
    "bundle/decorators/main": "lib/bundle/decorators/main.ts",
  };
  await build({ ...bundling, entryPoints, outdir: "dist" });
}

async function writeFiles(entryPoints) {
  await build({ ...common, entryPoints, outbase: "lib", outdir: "dist" });
}

async function writeRuntimeModules(entryPoints) {
  await build({
    ...bundling,
    entryPoints,
    outbase: "lib",
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    plugins: [fileByFile],
  });
}

/** @type {import("esbuild").Plugin} Keeps every file separate, and adds the extension to relative imports. */
const fileByFile = {
  name: "file-by-file",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: `${path}.mjs`, external: true },
    );
  },
};

function sourcesOf(folder) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
