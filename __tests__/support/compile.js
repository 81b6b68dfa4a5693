const { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { build } = require("esbuild");

const root = resolve(__dirname, "../..");

/** Files that the library reads or starts as they are. */
const isCopied = (path) => path.endsWith(".py") || /^lib[\\/]runtime[\\/].*\.ts$/.test(path);

/** Compiles the library once for all tests that start its programs, which would otherwise compile it at each start. */
module.exports = async () => {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "compiled-")));
  // Programs that compile what they load leave packages alone.
  const folder = join(temporary, "node_modules/cdktf-apigateway-websocket");
  mkdirSync(folder, { recursive: true });
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
  for (const path of [...files.filter(isCopied), "package.json"]) copyFileSync(join(root, path), join(folder, path));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  process.env.COMPILED_LIBRARY = folder;
};
