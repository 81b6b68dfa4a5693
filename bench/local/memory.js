const { readFileSync } = require("node:fs");
const { childrenOf } = require("../measure");

/** The resident memory of a process, and of its children, in bytes. Only on Linux. Shared pages count for each process. */
function residentOfTree(pid) {
  try {
    return resident(pid) + childrenOf(pid).reduce((sum, child) => sum + residentOfTree(child), 0);
  } catch {
    // The process has just ended.
    return 0;
  }
}

function resident(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0;
  return Number(kilobytes) * 1024;
}

/** Samples the memory of a tree of processes until `stop`, which returns the maximum. */
function samplePeak(pid) {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, residentOfTree(pid));
  };
  const timer = setInterval(sample, 20);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}

module.exports = { resident, residentOfTree, samplePeak };
