const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { readPackage } = require("./project");

/** Installs what the library is compared with into bench/, so that only the benchmarks need it. */
function installPeers(...names) {
  const { dependencies } = readPackage(__dirname);
  const isInstalled = (name) => {
    const folder = join(__dirname, "node_modules", name);
    return existsSync(folder) && readPackage(folder).version === dependencies[name];
  };
  if (names.every(isInstalled)) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: __dirname, stdio: "inherit", shell: process.platform === "win32" });
}

module.exports = { installPeers };
