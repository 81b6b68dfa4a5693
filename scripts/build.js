// Builds the package: lib/ becomes dist/. All of it is CommonJS, as cdktf is. What handlers import, lib/runtime, is there
// as ECMAScript modules too, so that a bundle of a handler takes only what it uses.
const { execFileSync } = require("node:child_process");
const { readdirSync, rmSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { build } = require("esbuild");
const { writeSingleFile } = require("./single-file");

const root = resolve(__dirname, "..");
const source = join(root, "lib/runtime");
const output = join(root, "dist/runtime");

/** @type {import("esbuild").Plugin} Every file stays one of its own, and an ECMAScript module names files in full. */
const fileByFile = {
  name: "file-by-file",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.?\// }, ({ path }) => ({ path: `${path}.mjs`, external: true }));
  },
};

async function main() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const compiler = require.resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json")], { stdio: "inherit" });

  await writeSingleFile(root);

  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  await build({
    absWorkingDir: root,
    entryPoints: files.map((file) => join(source, file)),
    outbase: source,
    outdir: output,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    bundle: true,
    packages: "external",
    plugins: [fileByFile],
    logLevel: "warning",
  });

  // The types are those of the CommonJS build. `*` and no names: only so does a `declare module` of the links add to them.
  writeFileSync(join(output, "index.d.mts"), 'export * from "./index.js";\n');
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
