// Writes package-lock.json again: with the address and the hash of every package, for every platform.
const { execFileSync } = require("node:child_process");
const { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const lockfile = "package-lock.json";

const { packages, ...rest } = inTemporaryFolder((folder) => {
  for (const file of ["package.json", lockfile]) copyFileSync(join(root, file), join(folder, file));
  return resolveIn(folder);
});
removeProgramOfSst(packages);
complete(packages);
writeFileSync(join(root, lockfile), `${JSON.stringify({ ...rest, packages }, null, 2)}\n`);

function inTemporaryFolder(action) {
  const folder = mkdtempSync(join(tmpdir(), "lockfile-"));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Without node_modules, from which npm would take packages without their hashes, and only those of this platform.
function resolveIn(folder, ...options) {
  const install = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's settings of a user may leave the addresses out.
  const args = [...install, "--omit-lockfile-registry-resolved=false", ...options];
  execFileSync("npm", args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  return JSON.parse(readFileSync(join(folder, lockfile), "utf8"));
}

// The tests need the SDK in `sst`. Its optional dependencies are the binaries of its command.
function removeProgramOfSst(packages) {
  for (const path of Object.keys(packages)) if (path.startsWith("node_modules/sst-")) delete packages[path];
  delete packages["node_modules/sst"].optionalDependencies;
}

/** Adds the missing addresses and hashes. npm keeps an entry as it is until the version changes. */
function complete(packages) {
  const incomplete = Object.entries(packages).filter(([path, entry]) => path !== "" && !isComplete(entry));
  if (incomplete.length === 0) return;
  const found = lookUp([...new Set(incomplete.map(specifier))]);
  for (const [path, { name, version, ...others }] of incomplete) {
    const { resolved, integrity } = found.get(specifier([path, { name, version }]));
    // In the order in which npm writes them.
    packages[path] = { ...(name && { name }), version, resolved, integrity, ...others };
  }
}

function isComplete({ link, inBundle, resolved, integrity }) {
  // A bundled package is a part of the file of another one.
  return link || inBundle || (resolved && integrity);
}

function specifier([path, { name = path.split("node_modules/").at(-1), version }]) {
  return `npm:${name}@${version}`;
}

/** Asks npm for packages: as optional dependencies of an empty project, because some are for other platforms. */
function lookUp(specifiers) {
  const optionalDependencies = Object.fromEntries(specifiers.map((each, index) => [`package-${index}`, each]));
  const { packages } = inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ optionalDependencies }));
    return resolveIn(folder, "--legacy-peer-deps");
  });
  return new Map(specifiers.map((each, index) => [each, packages[`node_modules/package-${index}`]]));
}
