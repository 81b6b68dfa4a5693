const { copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { build } = require("esbuild");

const root = resolve(__dirname, "../..");

/** Compiles the library once for all tests that start its programs, which else compile it at each start. */
module.exports = async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "compiled-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const files = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" }).map((path) => join("lib", path));
  await build({
    absWorkingDir: root,
    entryPoints: files.filter((path) => path.endsWith(".ts")),
    outbase: ".",
    outdir: folder,
    platform: "node",
    target: "node20",
    format: "cjs",
  });
  for (const path of [...files.filter((path) => path.endsWith(".py")), "package.json"])
    copyFileSync(join(root, path), join(folder, path));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  process.env.COMPILED_LIBRARY = folder;
};
