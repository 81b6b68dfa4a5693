import { setTimeout as wait } from "node:timers/promises";
import { LocalRunError } from "../local-run-error";
import { jsonLine } from "../log/visible";
import { type StartedRun, startRun } from "../start-run";
import { DevLog } from "./dev-log";
import { type DevFlags, devFlags, devOptions, unknownSets, valueLabels } from "./dev-options";
import { overview } from "./overview";

const safety = "Every program on this machine can connect, and web pages on loopback. Use --origin for other pages.";

/** How long Ctrl-C waits for calls, in milliseconds. */
const longestDrain = 3000;
/** `npx` passes Ctrl-C on, so that this process receives it twice. */
const sameKeyPress = 100;

/** Serves the synthesized app until Ctrl-C. */
export async function dev(args: readonly string[], print: (line: string) => void): Promise<void> {
  const flags = devFlags(args);
  const { isTTY = false } = process.stdout;
  const log = new DevLog(flags, print, isTTY && !process.env.NO_COLOR && process.stdout.hasColors());
  const run = await start(args, flags, log).catch((error) => {
    // A program reads everything from one stream.
    if (flags.log === "json" && error instanceof LocalRunError) {
      print(jsonLine({ time: new Date().toISOString(), type: "message", level: "error", text: error.message }));
      process.exit(1);
    }
    throw error;
  });
  const { apis, certificate } = run;
  log.block(`${overview(run)}\nCertificate for wss and https: ${certificate}`, "started", { apis, certificate });
  for (const notice of run.notices) log.message("warning", notice);
  if (flags["access-log"] !== undefined && run.app.apis.every((api) => api.accessLog === undefined))
    log.message("warning", "No stage of this app has an access log, so --access-log writes nothing.");
  endOnSignals(run, log);
  // A program such as `head` closes the pipe only after it has read. The next line then ends this process.
  if (!isTTY) await wait(200);
  if (!log.isQuiet) log.message("info", safety);
}

async function start(args: readonly string[], flags: DevFlags, log: DevLog): Promise<StartedRun> {
  const run = await startRun(devOptions(args, process.env), log.take, valueLabels(flags));
  const unknown = unknownSets(flags, run.app);
  if (unknown.length === 0) return run;
  await run.close();
  throw new LocalRunError(unknown);
}

function endOnSignals(run: StartedRun, log: DevLog): void {
  let first: number | undefined;
  const end = async (): Promise<void> => {
    const calls = run.callsInFlight;
    if (calls > 0)
      log.message("info", `Waiting for ${calls} calls, for 3 seconds at most. Press Ctrl-C again to end at once.`);
    await run.drain(longestDrain);
    log.flush();
    await run.close();
    process.exit(0);
  };
  const signalled = () => {
    if (first === undefined) {
      first = Date.now();
      void end();
    } else if (Date.now() - first > sameKeyPress) process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, signalled);
}
