// Measures the time of a synthesis. Each round runs all variants, so that disturbances affect all of them.
const { execFileSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { measure } = require("./measure");
const { writeProject } = require("./project");
const { summary } = require("./statistics");
const { variants } = require("./variants");

/** Returns summaries of time and memory, by the name of the variant. */
async function measureSize(work, size, options) {
  const project = join(work, `project-${size}`);
  writeProject(project, { size, builtPackage: options.builtPackage });
  const samples = new Map();
  // Round 0 warms up the disk cache and is not counted.
  for (let round = 0; round <= options.repeat; round++) {
    options.progress(`Routes: ${size}, ${round === 0 ? "warm-up" : `round ${round} of ${options.repeat}`}`);
    for (const variant of variants) {
      if (round > runsOf(variant, size, options) || (round === 0 && variant.slow)) continue;
      const sample = await run(variant, { project, size, work });
      if (round > 0) samples.set(variant.name, [...(samples.get(variant.name) ?? []), sample]);
    }
  }
  return Object.fromEntries([...samples].map(([name, list]) => [name, summaryOf(list)]));
}

/** Limits AWS CDK, which takes most of the time: one run above 50 routes, and none above 100 without `--all`. */
function runsOf(variant, size, { repeat, wanted, all }) {
  if (!wanted.includes(variant.name)) return -1;
  if (!variant.slow) return repeat;
  if (size > 100 && !all) return 0;
  return size > 50 ? 1 : Math.min(repeat, 3);
}

async function run({ program, prepare, keepsOutput }, { project, size, work }) {
  const outdir = join(work, "out");
  if (!keepsOutput) rmSync(outdir, { recursive: true, force: true });
  prepare?.(project, size);
  settle();
  const { ms, bytes, stdout } = await measure(process.execPath, [program, String(size), outdir], {
    cwd: project,
    timeout: 10 * 60_000,
  });
  return { ms, bytes, own: program === "one-call.js" ? Number(stdout) : undefined };
}

/** Flushes the output of the previous run to the disk, so that it does not slow down the next run. */
function settle() {
  if (process.platform !== "win32") execFileSync("sync");
}

function summaryOf(samples) {
  return {
    ms: summary(samples.map(({ ms }) => ms)),
    bytes: summary(samples.map(({ bytes }) => bytes)),
    // The time that the program measured itself: a call of esbuild without the start of Node.js.
    ownMs: summary(samples.map(({ own }) => own)),
  };
}

module.exports = { measureSize };
