import type { LocalOptions } from "./local-options";
import type { LocalRun } from "./local-run";
import { hintOnce } from "./log/hint-once";
import { plainLine } from "./log/line";
import type { RunEvent } from "./log/run-event";
import { startRun } from "./start-run";

/**
 * Runs a synthesized app, for tests.
 *
 * @throws LocalRunError with all unknown options, or with everything that prevents the run
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalRun> {
  const { log } = options;
  if (log === undefined) return startRun(options, { keepsEvents: true });
  const once = hintOnce();
  const take = (event: RunEvent) => {
    const line = plainLine(once(event));
    if (line !== undefined) log(line);
  };
  return startRun(options, { take, keepsEvents: true });
}
