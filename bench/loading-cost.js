// What loading the package takes beyond cdktf's own: every `cdktf synth` is a new process, and pays it.
const { measure } = require("./measure");
const { median } = require("./statistics");

/** `project` has the package installed. */
async function measureLoading(project, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await measure(process.execPath, ["loading-time.js"], { cwd: project, timeout: 60_000 });
    times.push(Number(stdout));
  }
  return { ms: median(times), min: Math.min(...times), rounds };
}

/** What is promised of it, as bounds.js has it. */
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
