// Counts the lines of JSON that a reviewer reads: for an API with one route, and for each further route.
const { readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");
const { measure } = require("./measure");

const programs = [
  { name: "library", program: "library.js", file: "stacks/bench/cdk.tf.json" },
  { name: "awsCdk", program: join(__dirname, "programs/aws-cdk.js"), file: "bench.template.json" },
];

/** `project` must have at least two handlers. */
async function countLines(project) {
  const counted = programs.map(async ({ name, program, file }) => {
    const one = await linesOf(program, file, project, 1);
    const two = await linesOf(program, file, project, 2);
    return [name, { oneRoute: one, eachMore: two - one }];
  });
  return Object.fromEntries(await Promise.all(counted));
}

async function linesOf(program, file, project, size) {
  const outdir = join(project, `lines-${file.split("/").pop()}-${size}`);
  await measure(process.execPath, [program, String(size), outdir], { cwd: project, timeout: 120_000 });
  const text = readFileSync(join(outdir, file), "utf8");
  rmSync(outdir, { recursive: true });
  // Formats both outputs the same, so that only the content counts.
  return JSON.stringify(JSON.parse(text), null, 2).split("\n").length;
}

module.exports = { countLines };
