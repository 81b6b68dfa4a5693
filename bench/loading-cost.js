// Measures the time for loading the package, in addition to cdktf. Every `cdktf synth` starts a new process.
const { measure } = require("./measure");
const { median } = require("./statistics");

/** `project` is a project with the installed package. */
async function measureLoading(project, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await measure(process.execPath, ["loading-time.js"], { cwd: project, timeout: 60_000 });
    times.push(Number(stdout));
  }
  return { ms: median(times), min: Math.min(...times), rounds };
}

/** The promised bound, in the format of bounds.js. */
function judgeLoading({ ms, min }) {
  return {
    promise: "loading the package, beyond cdktf's own",
    measured: `${ms.toFixed(1)} ms`,
    fastest: `${min.toFixed(1)} ms`,
    limit: "at most 60 ms",
    holds: ms <= 60,
  };
}

module.exports = { judgeLoading, measureLoading };
