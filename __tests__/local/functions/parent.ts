// A separate program, so that a test can kill it.

import { FunctionPool } from "../../../lib/local/functions/function-pool";
import { functionOf, isRunning, until } from "./pool";

const code = `
import { spawn } from "node:child_process";
export const handler = async ({ what }) => {
  if (what === "children") {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    return [process.pid, child.pid];
  }
  console.log(String(process.pid));
  if (what === "hang") for (;;);
  await new Promise((resolve) => setTimeout(resolve, 1e6));
};
`;

async function main(): Promise<void> {
  const fn = functionOf({ code, timeoutSeconds: 600 });
  const working: number[] = [];
  const pool = new FunctionPool([fn], { print: (_, __, line) => void working.push(Number(line)), warn: () => {} });
  const frozen = await pool.invoke(fn, { what: "children" });
  const calls = ["hang", "wait"].map((what) => pool.invoke(fn, { what }));
  const more = await pool.invoke(fn, { what: "children" });
  await until(() => working.length === 2);
  const idle = [frozen, more].flatMap((outcome) => ("result" in outcome ? (outcome.result as number[]) : []));
  const pids = [...idle, ...working];
  if (!pids.every(isRunning)) throw new Error("They should be running.");
  process.stdout.write(`${JSON.stringify({ pids, folder: fn.folder })}\n`);
  await Promise.all(calls);
}

void main();
