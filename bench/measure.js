// Runs a program in a new process. Measures the time from start to exit, and the peak memory with all child processes.
const { spawn } = require("node:child_process");
const { readdirSync, readFileSync } = require("node:fs");

const samplingMs = 5;

/**
 * Reads the memory from /proc every few milliseconds, and sums up the peaks (VmHWM) of all living processes, because
 * Node.js and esbuild use memory at the same time. Other systems than Linux are not supported: `bytes` is undefined.
 */
async function measure(command, args, { cwd, timeout }) {
  const start = process.hrtime.bigint();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  const memory = samplePeak(child.pid);
  const expiry = setTimeout(() => child.kill("SIGKILL"), timeout);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (...result) => resolve(result));
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  clearTimeout(expiry);
  const bytes = memory.stop();
  if (code !== 0) throw new Error(`${args[0]} ended with ${code ?? signal}:\n${stderr.text.slice(-2000)}`);
  return { ms, bytes, stdout: stdout.text };
}

function collected(stream) {
  const result = { text: "" };
  stream.setEncoding("utf8").on("data", (text) => {
    result.text += text;
  });
  return result;
}

function samplePeak(pid) {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, peakOfTree(pid));
  };
  const timer = setInterval(sample, samplingMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peak === 0 ? undefined : peak;
    },
  };
}

function peakOfTree(pid) {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0;
    return Number(peak) * 1024 + childrenOf(pid).reduce((sum, child) => sum + peakOfTree(child), 0);
  } catch {
    // The process has just ended, or this system has no /proc.
    return 0;
  }
}

// Reads the children of every thread, because a worker thread of Node.js starts esbuild.
function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
  );
}

module.exports = { childrenOf, measure };
