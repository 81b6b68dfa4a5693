const { execFileSync } = require("node:child_process");
const { mkdtempSync, realpathSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");

/** Packs the library once for all test files, which read the path of the tarball from the environment. */
module.exports = () => {
  // Whoever has just built the package need not build it again.
  if (process.env.CONSUMER_TARBALL !== undefined) return;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tarball-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const repository = resolve(__dirname, "../..");
  execFileSync("npm", ["run", "build"], { cwd: repository, stdio: "pipe" });
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: repository, stdio: "pipe" });
  process.env.CONSUMER_TARBALL = join(folder, readdirSync(folder)[0] ?? "");
};
