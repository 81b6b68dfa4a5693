import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { isRecord } from "../../bundle/canonical-data";
import { libraryRoot } from "../../bundle/library-root";
import { handlerName } from "../handler-name";
import type { LocalFunction } from "../local-function";
import { pythonFor } from "../python";
import { readLines } from "./child/json-lines";
import { type Report, reportPipe } from "./child/messages";
import type { Invocation } from "./invocation";
import { eachLine } from "./lines";
import { signalGroup } from "./signal-group";

export type OutputStream = "stdout" | "stderr";

export interface InstanceOptions {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Receives a line that the process printed. A returned promise pauses the output until it resolves. */
  readonly print: (stream: OutputStream, line: string, callId: number | undefined) => void | Promise<void>;
}

/** Lambda's limit for loading a handler, in milliseconds. It is added to the function's timeout. */
const initLimit = 10_000;

/** One process of a function. It handles one call at a time. A process that is not alive gets no further calls. */
export class Instance {
  public alive = true;
  /** Whether the handler is loaded. */
  public ready = false;
  /** Resolves when the handler is loaded. */
  public readonly loaded: Promise<void>;
  /** Resolves when the process has ended. */
  public readonly gone: Promise<void>;
  /** Time since which the process is idle, in milliseconds since 1970. */
  public idleSince = 0;
  private readonly child: ChildProcess;
  /** Not set if the system could not create it. The process has not been started then. */
  private readonly pipe: Duplex | undefined;
  private frozen = false;
  private reportLoaded: (() => void) | undefined;
  private begin: (() => void) | undefined;
  private finish: ((outcome: Invocation) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** The error message for a process that the pool ended itself. */
  private reason: string | undefined;
  /** The last call. What is printed belongs to it until the next one begins. */
  private callId: number | undefined;

  constructor(
    private readonly fn: LocalFunction,
    private readonly options: InstanceOptions,
  ) {
    this.child = startProcess(fn, options);
    this.pipe = this.child.stdio?.[reportPipe] as Duplex | undefined;
    this.pipe?.on("error", () => undefined);
    if (this.pipe) readLines(this.pipe, (line) => this.receive(line));
    this.loaded = new Promise((resolve) => {
      this.reportLoaded = resolve;
    });
    this.gone = new Promise((resolve) => {
      this.child.on("error", (error) => resolve(this.lost(`Runtime could not be started: ${error.message}`)));
      this.child.on("exit", (code, signal) => this.exited(code, signal, resolve));
    });
    for (const stream of ["stdout", "stderr"] as const) this.listen(stream);
    this.limit(initLimit + this.timeoutMs);
  }

  public get pid(): number | undefined {
    return this.child.pid;
  }

  /** Calls the handler, and then `done`. The call fails after the function's timeout. */
  public call(event: unknown, callId: number | undefined, done: (outcome: Invocation) => void): void {
    this.callId = callId;
    this.finish = (outcome) => {
      this.finish = undefined;
      this.begin = undefined;
      clearTimeout(this.timer);
      // A process may report more at once, such as that it ends. It must not get the next call before that is read.
      queueMicrotask(() => done(outcome));
    };
    this.begin = () => {
      this.begin = undefined;
      this.limit(this.timeoutMs);
      this.thaw();
      this.pipe?.write(`${JSON.stringify(event)}\n`);
    };
    if (this.ready) this.begin();
  }

  /** Freezes the process until the next call. */
  public freeze(): void {
    this.frozen = true;
    this.signal("SIGSTOP");
  }

  /** Kills the process and all processes that it started. */
  public end(): void {
    this.alive = false;
    this.signal("SIGKILL");
  }

  /** Kills the process because it exceeded the function's memory. */
  public endForMemory(): void {
    this.reason = "Runtime exited with error: signal: killed";
    this.end();
  }

  private get timeoutMs(): number {
    return this.fn.timeoutSeconds * 1000;
  }

  private thaw(): void {
    if (this.frozen) this.signal("SIGCONT");
    this.frozen = false;
  }

  private limit(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.timeOut(), milliseconds);
  }

  private timeOut(): void {
    const errorMessage = `Task timed out after ${this.fn.timeoutSeconds.toFixed(2)} seconds`;
    this.finish?.({ error: { errorType: "Sandbox.Timedout", errorMessage }, timedOut: true });
    this.end();
  }

  private receive(line: string): void {
    const report = parseReport(line);
    // Only a handler that writes to the pipe itself, or that changes JSON.stringify, causes other lines.
    if (report === undefined) {
      this.lost("Runtime exited with error: signal: killed");
      this.end();
    } else if (report.kind === "ready") {
      this.ready = true;
      clearTimeout(this.timer);
      this.reportLoaded?.();
      this.begin?.();
    } else if (report.kind === "result") this.finish?.({ result: report.result });
    else {
      if (report.fatal) this.endItself();
      this.finish?.({ error: report.error });
    }
  }

  /** Lets the process end, which it can't while it is frozen. */
  private endItself(): void {
    this.alive = false;
    this.thaw();
  }

  // Messages that the process sent before it ended may still arrive. The pipe is closed after the last one.
  private exited(code: number | null, signal: NodeJS.Signals | null, gone: () => void): void {
    // The processes that the handler started end with it, as on Lambda.
    this.end();
    const state = signal ? `signal: ${signal}` : `exit status ${code}`;
    const reason = code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: ${state}`;
    const end = () => {
      this.lost(this.reason ?? reason);
      gone();
    };
    if (this.pipe === undefined || this.pipe.closed) end();
    else this.pipe.once("close", end);
  }

  private lost(errorMessage: string): void {
    this.alive = false;
    clearTimeout(this.timer);
    this.finish?.({ error: { errorType: "Runtime.ExitError", errorMessage } });
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) signalGroup(this.pid, signal);
  }

  private listen(stream: OutputStream): void {
    const output = this.child[stream];
    if (output) void eachLine(output, (line) => this.options.print(stream, line, this.callId));
  }
}

/** The program for Python functions. It needs no compilation. */
const pythonProgram = join(libraryRoot, "local/functions/child/main.py");

function startProcess(fn: LocalFunction, { program, environment }: InstanceOptions): ChildProcess {
  const options: SpawnOptions = {
    cwd: fn.folder,
    env: { ...environment },
    detached: process.platform !== "win32",
    // "overlapped" matters on Windows only: there, a pipe can't be read and written at the same time without it.
    stdio: ["ignore", "pipe", "pipe", "overlapped"],
  };
  const known = [fn.arn, String(fn.timeoutSeconds * 1000)];
  if (fn.runtime.startsWith("python"))
    return spawn(
      pythonFor(fn.runtime)?.command ?? "python3",
      [pythonProgram, fn.folder, fn.handler, ...known],
      options,
    );
  const { file, exports } = handlerName(fn.handler);
  // Reserves a tenth for memory outside of the JavaScript heap.
  const heap = `--max-old-space-size=${Math.floor(fn.memoryMb * 0.9)}`;
  return spawn(process.execPath, [heap, program, fn.folder, file, exports.join("."), fn.runtime, ...known], options);
}

function parseReport(line: string): Report | undefined {
  try {
    const report: unknown = JSON.parse(line);
    return isReport(report) ? report : undefined;
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is Report {
  if (!isRecord(value)) return false;
  const { kind, error } = value;
  if (kind === "error")
    return isRecord(error) && [error.errorType, error.errorMessage].every((text) => typeof text === "string");
  return kind === "ready" || (kind === "result" && "result" in value);
}
