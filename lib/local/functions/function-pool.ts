import type { LocalFunction } from "../local-function";
import { type ChildProgram, childProgram } from "./child-program";
import { createCredentials } from "./credentials";
import { type EnvironmentOptions, functionEnvironment } from "./function-environment";
import type { OutputStream } from "./instance";
import { Instances } from "./instances";
import type { FunctionCredentials, FunctionInvoker, Invocation, InvokeOptions } from "./invocation";
import { ProcessReaper } from "./process-reaper";
import { residentMegabytes } from "./resident-memory";
import { StackTraces } from "./stack-traces";
import { missingRuntimePackage, TaskFolders } from "./task-folders";

export interface FunctionPoolOptions extends EnvironmentOptions {
  /**
   * Maximum number of processes of one function.
   * @default 10
   */
  readonly maxInstances?: number;
  /**
   * Time in milliseconds after which an idle process is ended.
   * @default 60000
   */
  readonly idleLimit?: number;
  /**
   * Whether processes are frozen between calls, as on Lambda.
   * @default - true, except on Windows
   */
  readonly freeze?: boolean;
  /** Receives a line that a function printed. A returned promise pauses the function's output until it resolves. */
  readonly print: (
    fn: LocalFunction,
    stream: OutputStream,
    line: string,
    callId: number | undefined,
  ) => void | Promise<void>;
  readonly warn: (text: string) => void;
}

/** Additional memory for Node.js itself, which uses more here than on Lambda. */
const spareMegabytes = 64;

/** Runs functions in separate processes. Each process handles one call at a time. */
export class FunctionPool implements FunctionInvoker {
  public readonly credentials: ReadonlyMap<string, FunctionCredentials>;
  private readonly reaper = new ProcessReaper();
  private readonly instances = new Map<LocalFunction, Instances>();
  private readonly watch: NodeJS.Timeout;
  private readonly traces = new StackTraces(() => this.program?.path);
  private readonly folders = new TaskFolders();
  private readonly explained = new Set<string>();
  private calls = 0;
  private closed = false;
  private program: ChildProgram | undefined;

  constructor(
    functions: readonly LocalFunction[],
    private readonly options: FunctionPoolOptions,
  ) {
    const created = functions.map(createCredentials);
    this.credentials = new Map(created.map((credentials) => [credentials.accessKeyId, credentials]));
    this.watch = setInterval(() => this.checkMemory(), 500).unref();
  }

  public async invoke(fn: LocalFunction, event: unknown, options: InvokeOptions = {}): Promise<Invocation> {
    if (fn.unavailable !== undefined) return { error: { errorType: "Unavailable", errorMessage: fn.unavailable } };
    this.calls += 1;
    const outcome = await this.call(fn, event, options);
    this.calls -= 1;
    this.explain(outcome);
    return outcome;
  }

  private async call(fn: LocalFunction, event: unknown, options: InvokeOptions): Promise<Invocation> {
    try {
      return await this.instancesOf(await this.folders.place(fn)).invoke(event, options);
    } catch (error) {
      return { error: { errorType: "Unavailable", errorMessage: (error as Error).message } };
    }
  }

  /** Warns once for each package that Lambda's runtime contains and the project does not have. */
  private explain(outcome: Invocation): void {
    const missing = "error" in outcome ? missingRuntimePackage(outcome.error.errorMessage) : undefined;
    if (missing === undefined || this.explained.has(missing)) return;
    this.explained.add(missing);
    this.options.warn(
      `Lambda's runtime contains ${missing}, but the project does not. To use it in this run: npm install --save-dev ${missing}`,
    );
  }

  /** The number of calls that have no outcome yet. */
  public get callsInFlight(): number {
    return this.calls;
  }

  public async close(): Promise<void> {
    clearInterval(this.watch);
    this.closed = true;
    await Promise.all([...this.instances.values()].map((instances) => instances.close()));
    this.reaper.close();
    this.program?.dispose();
    await this.folders.remove();
  }

  private instancesOf(fn: LocalFunction): Instances {
    if (this.closed) throw new Error("The run has ended");
    const known = this.instances.get(fn);
    if (known) return known;
    const made = this.create(fn);
    this.instances.set(fn, made);
    return made;
  }

  private create(fn: LocalFunction): Instances {
    const { maxInstances = 10, idleLimit = 60_000, print, warn, freeze = process.platform !== "win32" } = this.options;
    const credentials =
      [...this.credentials.values()].find((each) => each.function.arn === fn.arn) ?? createCredentials(fn);
    this.program ??= childProgram();
    return new Instances(fn, {
      program: this.program.path,
      environment: functionEnvironment(fn, credentials, this.options, process.env),
      freeze,
      print: (stream, line, callId) => {
        const shown = this.traces.rewrite(fn, stream, line);
        return shown === undefined ? undefined : print(fn, stream, shown, callId);
      },
      ...{ most: maxInstances, idleLimit, reaper: this.reaper, warn },
    });
  }

  private checkMemory(): void {
    for (const [fn, instances] of this.instances)
      for (const instance of instances.busy) {
        const used = instance.pid === undefined ? undefined : residentMegabytes(instance.pid);
        if ((used ?? 0) > fn.memoryMb + spareMegabytes) instance.endForMemory();
      }
  }
}
