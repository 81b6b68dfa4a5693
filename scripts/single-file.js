// Puts the whole library into dist/main/index.js: reading two hundred small files took longer than what is in them.
// lib/local stays file by file beside it, with the files of other rooms that it uses; so does lib/runtime, for bundles.
const { readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join, sep } = require("node:path");
const { build } = require("esbuild");

const common = { bundle: true, format: "cjs", platform: "node", packages: "external", logLevel: "warning" };

async function writeSingleFile(root) {
  const outfile = join(root, "dist/main/index.js");
  await build({ ...common, absWorkingDir: root, target: "node20", entryPoints: ["lib/index.ts"], outfile });
  writeFileSync(outfile, withClassNames(withLazyBindings(readFileSync(outfile, "utf8"))));
  await removeUnused(root);
}

/**
 * Has each resource of a provider loaded when it is first made: an API without a domain shall not wait for certificates.
 * esbuild refers to an import by a name that nothing else has, and what is behind that name gets a getter.
 */
function withLazyBindings(code) {
  const binding = /^var (import_\w+) = require\("(@cdktf\/provider-[^"]+)"\);$/gm;
  const names = [...code.matchAll(binding)].map(([, name]) => name);
  if (names.length === 0) throw new Error("esbuild writes imports in another form now: no binding was found.");
  const lazy = code.replace(binding, (_, name, path) => `var ${name} = __lazy(() => require("${path}"));`);
  const used = names.reduce((text, name) => text.replace(new RegExp(`\\b${name}\\.`, "g"), `${name}.module.`), lazy);
  const helper = "var __lazy = (load, loaded) => ({ get module() { return (loaded ??= load()); } });";
  return used.replace(/^"use strict";\n/, (start) => `${start}${helper}\n`);
}

/** A class that speaks of itself gets another name from esbuild; ours appear in errors. `keepNames` costs at every call. */
function withClassNames(code) {
  return code.replace(/^var (\w+) = class _\1\b[^{]*\{$/gm, (start, name) => `${start}\n  static name = "${name}";`);
}

async function removeUnused(root) {
  const entryPoints = filesOf(root, "lib/local").filter((file) => file.endsWith(".ts"));
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints,
    outdir: "none",
    write: false,
    metafile: true,
  });
  const used = new Set(Object.keys(metafile.inputs).map(built));
  const kept = (file) => /^dist\/(main|runtime)\//.test(file) || used.has(file);
  for (const file of filesOf(root, "dist")) if (file.endsWith(".js") && !kept(file)) rmSync(join(root, file));
}

function built(source) {
  return source.replace(/^lib\//, "dist/").replace(/\.ts$/, ".js");
}

function filesOf(root, folder) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.map((name) => `${folder}/${name.split(sep).join("/")}`);
}

module.exports = { writeSingleFile };
