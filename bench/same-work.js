// Checks that the floor and the library create the same resources and bundles. Otherwise the comparison is invalid.
const { deepStrictEqual, ok } = require("node:assert");
const { readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { measure } = require("./measure");

/** Compares the number of resources of each type, the names of their arguments, and the sizes of the bundles. */
async function checkFloor(project, size) {
  const library = await workOf("library.js", project, size);
  const floor = await workOf("floor.js", project, size);
  deepStrictEqual(floor.resources, library.resources, "raw-resources.js and the library create different resources");
  // The bundles are not identical, because the library's bundles contain a generated entry.
  const ratio = floor.bundled / library.bundled;
  ok(Math.abs(ratio - 1) < 0.01, `The floor's bundles have ${ratio.toFixed(3)} times the size of the library's`);
}

async function workOf(program, project, size) {
  const outdir = join(project, "out");
  await measure(process.execPath, [program, String(size), outdir], { cwd: project, timeout: 60_000 });
  const stack = join(outdir, "stacks/bench");
  const { resource, data } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8"));
  const types = Object.entries({ ...resource, ...data });
  const resources = Object.fromEntries(
    types.map(([type, bodies]) => [type, Object.values(bodies).map(argumentsOf).sort()]),
  );
  const files = readdirSync(stack, { recursive: true }).filter((file) => file.endsWith(".mjs"));
  const bundled = files.reduce((sum, file) => sum + statSync(join(stack, file)).size, 0);
  rmSync(outdir, { recursive: true });
  return { resources, bundled };
}

function argumentsOf({ "//": _, ...body }) {
  return JSON.stringify(names(body));
}

function names(value) {
  if (Array.isArray(value)) return value.map(names);
  if (typeof value !== "object" || value === null) return "";
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, names(value[key])]));
}

module.exports = { checkFloor };
