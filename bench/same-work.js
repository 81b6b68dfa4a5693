// A floor that did less than the library would prove nothing: both must make the same resources and the same bundles.
const { deepStrictEqual, ok } = require("node:assert");
const { readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { measure } = require("./measure");

/** Compares the names of all arguments, how many resources there are of each type, and the sizes of the bundles. */
async function checkFloor(project, size) {
  const library = await workOf("library.js", project, size);
  const floor = await workOf("floor.js", project, size);
  deepStrictEqual(floor.resources, library.resources, "raw-resources.js no longer makes what the library makes");
  // Not byte for byte: the library's bundles begin at an entry of its own.
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
