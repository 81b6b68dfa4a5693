// Bundles real packages, unzips the bundles outside of their projects, and calls them with the newest Node.js: there,
// and as a local run does. Writes the results to docs/guide/packages.md. Packages are installed into a scratch folder:
// the first argument, else a folder for temporary files. Further arguments are names of rows; then nothing is written.
require("sucrase/register");
const { execFileSync } = require("node:child_process");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const { bundleAll } = require("../../lib/bundle/bundle");
const { locateHandler } = require("../../lib/bundle/sources");
const { attempt, callBoth } = require("./calls");
const { renderPage } = require("./page");
const { rows } = require("./rows");

const newestNode = "26.10.0";
const [scratch = join(tmpdir(), "real-packages"), ...names] = process.argv.slice(2);
const results = resolve(scratch, "results");

function main() {
  const node = join(install(join(scratch, "node"), { node: newestNode }), "node_modules/node/bin/node");
  const chosen = names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
  const done = chosen.map((row) => {
    const result = tryRow(row, node);
    console.log(`${result.works ? "ok  " : "FAIL"} ${row.name}: ${result.text}`);
    return { row, result };
  });
  if (names.length === 0) writeFileSync(join(__dirname, "../../docs/guide/packages.md"), renderPage(done, newestNode));
  if (done.some(({ result }) => !result.works)) process.exitCode = 1;
}

/**
 * A row works without a word of synthesis, or after what synthesis says to do. The local run has to give the outcome
 * of the unzipped bundle, also where synthesis says something and nobody does it.
 */
function tryRow(row, node) {
  const project = createProject(row);
  const plain = attempt(() => bundle(project, row, {}));
  const said = plain.error ?? plain.value.warnings.join("\n");
  const place = { project, folder: join(results, folderOf(row)), node };
  const first = plain.error === undefined ? callBoth(plain.value.files, place) : { error: plain.error };
  if (row.says === undefined || first.difference !== undefined) return judge(row, first);
  if (!said.includes(row.says)) return { works: false, text: `synthesis does not say ${row.says}, but: ${said}` };
  const { install: names = [], copyFiles, esbuild } = row;
  const packages = Object.fromEntries(names.map((name) => [name, "*"]));
  const cpu = process.arch === "arm64" ? "arm64" : "x64";
  const additions = { ...(names.length > 0 && { install: { packages, cpu } }), copyFiles };
  const again = attempt(() => bundle(project, row, { external: names, ...esbuild }, additions));
  return judge(row, again.error === undefined ? callBoth(again.value.files, place) : again);
}

function judge(row, { answer, error, difference }) {
  if (difference !== undefined) return { works: false, differs: true, text: `differs: ${difference}` };
  return { works: isDeepStrictEqual(answer, row.answer), text: error ?? JSON.stringify(answer) ?? "undefined" };
}

function createProject(row) {
  const folder = join(scratch, folderOf(row));
  const file = row.file ?? "handler.js";
  install(folder, row.packages);
  for (const [path, text] of Object.entries({ "cdktf.json": "{}", [file]: row.code, ...row.files }))
    writeFileSync(join(folder, path), text);
  if (row.prepare !== undefined) execFileSync(...row.prepare, { cwd: folder, stdio: "ignore" });
  return folder;
}

const folderOf = ({ name }) => name.replace(/\W+/g, "-");

/** Installs exact versions, unless the folder has them already. */
function install(folder, dependencies) {
  const manifest = `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`;
  const path = join(folder, "package.json");
  const isInstalled = existsSync(join(folder, "node_modules/.package-lock.json"));
  if (isInstalled && readFileSync(path, "utf8") === manifest) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, manifest);
  const scripts = dependencies.node === undefined ? ["--ignore-scripts"] : [];
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...scripts], { cwd: folder, stdio: "ignore" });
  return folder;
}

function bundle(project, row, esbuild, additions) {
  const source = locateHandler(project, "handler.handler");
  const options = { format: "esm", minify: true, sourcemap: false, target: "node24", esbuild };
  const request = { id: row.name, owner: row.name, source, options, additions };
  const { files, warnings } = bundleAll([request], project, { cache: false });
  return { files: files.get(row.name), warnings };
}

main();
