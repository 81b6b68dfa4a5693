// Builds the package: lib/ becomes dist/. All of it is CommonJS, as cdktf is. What handlers import, lib/runtime, is there
// as ECMAScript modules too, so that a bundle of a handler takes only what it uses.
const { readdirSync, rmSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { parseArgs } = require("node:util");
const { build } = require("esbuild");
const { writeTypes } = require("./types");

const root = resolve(__dirname, "..");
const common = { absWorkingDir: root, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };
const bundling = { ...common, bundle: true, packages: "external" };

async function main() {
  const { values } = parseArgs({ options: { api: { type: "string" } } });
  rmSync(join(root, "dist"), { recursive: true, force: true });
  writeTypes(root, values.api);

  const runtime = sourcesOf("lib/runtime");
  await writeLibrary();
  await writeFiles([...(await sourcesOfLocal()), ...runtime]);
  await writeRuntimeModules(runtime);
  // The types are those of the CommonJS build. `*` and no names: only so does a `declare module` of the links add to them.
  writeFileSync(join(root, "dist/runtime/index.d.mts"), 'export * from "./index.js";\n');
}

/** One file, because reading two hundred small ones takes longer than running them. */
async function writeLibrary() {
  await build({
    ...bundling,
    entryPoints: ["lib/index.ts"],
    outfile: "dist/main/index.js",
    sourcemap: true,
    // Errors show the names of classes, and a class that refers to itself gets another one from esbuild.
    keepNames: true,
  });
}

/** What the local run consists of: it starts some of its files by their paths, and uses a few of lib/bundle. */
async function sourcesOfLocal() {
  const entryPoints = ["lib/local/index.ts", "lib/local/cli/main.ts", "lib/local/functions/child/main.ts"];
  const { metafile } = await build({ ...bundling, entryPoints, outdir: "dist", write: false, metafile: true });
  return Object.keys(metafile.inputs);
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

/** @type {import("esbuild").Plugin} Every file stays one of its own, and an ECMAScript module names files in full. */
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
