import { type SpawnSyncOptions, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { BundleError } from "./sources";

/** A program that was ended from outside, so that it makes no sense to try another call. */
export class InterruptedError extends BundleError {}

/**
 * Runs a program and waits for it.
 *
 * @param name the program's name in messages
 * @throws InterruptedError if a signal ended it, such as that of Ctrl-C, which this process handles only later
 */
export function runProgram(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  options: SpawnSyncOptions,
): SpawnSyncReturns<string> {
  const result = spawnSync(command, args, { ...options, encoding: "utf8" });
  const { error, signal, stderr } = result;
  // pip catches the signal of Ctrl-C, and ends by itself.
  const cause = signal ?? (/Operation cancelled by user/.test(stderr ?? "") ? "SIGINT" : null);
  if (error !== undefined || cause === null) return result;
  throw new InterruptedError([], `${name} was ended by ${cause} before all packages were installed. Synthesize again.`);
}
