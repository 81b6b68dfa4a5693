import { existsSync, realpathSync } from "node:fs";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { projectRoot } from "../../bundle/sources";
import { LocalRunError } from "../local-run-error";
import { jsonLine } from "../log/visible";
import { outputManifest } from "../output/stack";
import { startRun } from "../start-run";
import type { StartedRun } from "../started-run";
import { type AppCommand, appCommand, runApp } from "../watch/app-command";
import { OutputLock } from "../watch/output-lock";
import type { ProjectWatch } from "../watch/project-watch";
import { DevLog } from "./dev-log";
import { type DevFlags, devFlags, devOptions, unknownSets, valueLabels, valuesGiven } from "./dev-options";
import { overview } from "./overview";

const safety = "Every program on this machine can connect, and web pages on loopback. Use --origin for other pages.";

const endSignals = ["SIGINT", "SIGTERM"] as const;
/** How long Ctrl-C waits for calls, in milliseconds. */
const longestDrain = 3000;
/** `npx` passes Ctrl-C on, so that this process receives it twice. */
const sameKeyPress = 100;

/** Serves the app of the project until Ctrl-C, and applies its changes. */
export async function dev(args: readonly string[], print: (line: string) => void): Promise<void> {
  const began = Date.now();
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
  let watch: ProjectWatch | undefined;
  // Before anything is printed: whoever reads it may press Ctrl-C at once.
  endOnSignals(run, log, async () => watch?.close());
  const { apis, certificate } = run;
  log.block(`${overview(run)}\nCertificate for wss and https: ${certificate}`, "started", { apis, certificate });
  for (const notice of run.notices) log.message("warning", notice);
  if (flags["access-log"] !== undefined && run.app.apis.every((api) => api.accessLog === undefined))
    log.message("warning", "No stage of this app has an access log, so --access-log writes nothing.");
  if (!flags["no-watch"]) {
    // What is printed is written first: loading the watcher takes a while.
    await nextTurn();
    watch = watchProject(run, flags, began);
  }
  // A program such as `head` closes the pipe only after it has read. The next line then ends this process.
  if (!isTTY) await wait(200);
  if (!log.isQuiet) log.message("info", safety);
}

async function start(args: readonly string[], flags: DevFlags, log: DevLog): Promise<StartedRun> {
  const options = devOptions(args, process.env);
  await createOutput(outputFolder(flags), log);
  const use = { take: log.take, labelOf: valueLabels(flags), isWatched: !flags["no-watch"] };
  const run = await startRun(options, use);
  const unknown = unknownSets(flags, run.app);
  if (unknown.length === 0) return run;
  await run.close();
  throw new LocalRunError(unknown);
}

/** Runs the app if it was never synthesized. */
async function createOutput(dir: string, log: DevLog): Promise<void> {
  const app = appCommand(projectRoot(), dir);
  const exists = () => existsSync(outputManifest(dir));
  if (exists() || app === undefined) return;
  const lock = new OutputLock(dir);
  // Another run of the project may be running the app just now.
  for (let waits = 0; !lock.acquire() && !exists(); waits += 1) {
    if (waits === 10) log.message("info", `Process ${lock.owner} runs the app into ${dir}: waiting for ${lock.path}`);
    await wait(100);
  }
  try {
    if (!exists()) await runFirst(app, dir, log);
  } finally {
    lock.release();
  }
}

async function runFirst(app: AppCommand, dir: string, log: DevLog): Promise<void> {
  log.message("info", `There is no output in ${dir}: running ${app.command}`);
  const result = await untilSignal((signal) => runApp(app, signal));
  const text = result.lines.map((line) => line.text).join("\n");
  if (!result.isDone) throw new LocalRunError([`The app failed (${result.exit}).\n${text}`]);
  if (text !== "") log.message("info", "The app printed:", text);
}

/** Ends some work at Ctrl-C, with the process after it. */
async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const name of endSignals) process.on(name, end);
  const result = await work(ending.signal).finally(() => {
    for (const name of endSignals) process.off(name, end);
  });
  if (ending.signal.aborted) throw new LocalRunError(["The app was ended before it had written an output."]);
  return result;
}

function outputFolder({ dir = "cdktf.out" }: DevFlags): string {
  return dir;
}

function watchProject(run: StartedRun, flags: DevFlags, began: number): ProjectWatch {
  // Loaded late, because it is not needed until the run listens.
  const { ProjectWatch: Watch } = require("../watch/project-watch") as typeof import("../watch/project-watch");
  const watch = new Watch(run, {
    root: realpathSync(projectRoot()),
    dir: outputFolder(flags),
    began,
    ...(flags["set-file"] !== undefined && { valuesFile: flags["set-file"] }),
    readValues: () => valuesGiven(flags),
  });
  void watch.start();
  return watch;
}

function endOnSignals(run: StartedRun, log: DevLog, stopWatching: () => Promise<void>): void {
  let first: number | undefined;
  const end = async (): Promise<void> => {
    const calls = run.callsInFlight;
    if (calls > 0)
      log.message("info", `Waiting for ${calls} calls, for 3 seconds at most. Press Ctrl-C again to end at once.`);
    await Promise.all([stopWatching(), run.drain(longestDrain)]);
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
  for (const signal of endSignals) process.on(signal, signalled);
}
