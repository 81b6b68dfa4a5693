import { versionOf } from "../file-times";
import type { RunLog } from "../log/run-log";
import { outputManifest } from "../output/stack";
import { type AppCommand, type AppResult, appCommand, runApp } from "./app-command";
import { OutputLock } from "./output-lock";

/** Runs the app of a project after changes: once at a time, and again if it changed meanwhile. */
export class AppRunner {
  private running: AbortController | undefined;
  private isStale = false;
  private done = false;
  private started = 0;
  private retry: NodeJS.Timeout | undefined;
  private readonly lock: OutputLock;

  constructor(
    private readonly root: string,
    private readonly dir: string,
    private readonly log: RunLog,
    /** Called when the app has written a new output. */
    private readonly finished: () => void,
  ) {
    this.lock = new OutputLock(dir);
  }

  public get command(): AppCommand | undefined {
    return appCommand(this.root, this.dir);
  }

  public get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Whether the app has written an output that nobody has taken yet. */
  public get isDone(): boolean {
    return this.done;
  }

  /** When the app that was run last began to read its sources, in milliseconds. */
  public get startedAt(): number {
    return this.started;
  }

  public takeDone(): boolean {
    const { done } = this;
    this.done = false;
    return done;
  }

  public start(cause: string): void {
    clearTimeout(this.retry);
    if (this.running) this.isStale = true;
    else this.run(cause).catch((error: Error) => this.log.message("error", "The app could not be run.", error.stack));
  }

  /** Ends the app. */
  public close(): void {
    this.isStale = false;
    clearTimeout(this.retry);
    this.running?.abort();
    this.lock.release();
  }

  private async run(cause: string): Promise<void> {
    const app = this.command;
    if (app === undefined) {
      this.log.message("warning", `${cause} changed, but cdktf.json has no "app" to run. Run the synthesis yourself.`);
      return;
    }
    if (!this.lock.acquire()) {
      const other = `another "dev" of this project (process ${this.lock.owner}) runs the app into the same output`;
      this.log.message("info", `${cause} changed: ${other}, and this run applies it.`);
      this.runIfNobodyDoes(cause, versionOf(outputManifest(this.dir)));
      return;
    }
    this.log.message("info", `${cause} changed: running ${app.command}`);
    this.running = new AbortController();
    this.started = Date.now();
    const { signal } = this.running;
    const result = await runApp(app, signal);
    this.running = undefined;
    if (signal.aborted) return;
    if (this.isStale) {
      this.isStale = false;
      return this.run("The app");
    }
    printResult(result, this.log);
    this.done = result.isDone;
    if (this.done) this.finished();
  }

  /** Runs the app if the other run ends before it has written a new output. */
  private runIfNobodyDoes(cause: string, version: string): void {
    this.retry = setTimeout(() => {
      if (versionOf(outputManifest(this.dir)) !== version) return;
      if (this.lock.acquire()) this.start(cause);
      else this.runIfNobodyDoes(cause, version);
    }, retryTime);
  }
}

/** How often it is checked whether the other run has run the app, in milliseconds. */
const retryTime = 1000;

/** Prints what an app printed. */
function printResult({ isDone, exit, lines }: AppResult, log: RunLog): void {
  const text = lines.map((line) => line.text).join("\n");
  if (!isDone) log.message("error", `The app failed (${exit}). The run serves the app that it read before.`, text);
  else if (lines.some(({ stream }) => stream === "stderr")) log.message("warning", "The app printed:", text);
  else if (lines.length > 0) log.message("info", "The app printed:", text);
}
