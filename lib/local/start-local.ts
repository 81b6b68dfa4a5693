import type { LocalOptions } from "./local-options";
import type { LocalRun } from "./local-run";
import { hintOnce } from "./log/hint-once";
import { plainLine } from "./log/line";
import type { RunEvent } from "./log/run-event";
import { newerSources } from "./newer-sources";
import { startRun } from "./start-run";

/**
 * Runs a synthesized app, for tests. A handler that was saved after the synthesis is a warning of the process, because the
 * run serves the code of the synthesis.
 *
 * @throws LocalRunError with all unknown options, or with everything that prevents the run
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalRun> {
  const { log, dir = "cdktf.out" } = options;
  const run = await startRun(options, { ...(log && { take: lines(log) }), keepsEvents: true });
  const warning = newerSources(run.app, dir);
  if (warning !== undefined) process.emitWarning(warning);
  return run;
}

function lines(log: (line: string) => void): (event: RunEvent) => void {
  const once = hintOnce();
  return (event) => {
    const line = plainLine(once(event));
    if (line !== undefined) log(line);
  };
}
