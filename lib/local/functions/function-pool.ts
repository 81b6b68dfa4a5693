import { isDeepStrictEqual } from "node:util";
import type { LocalFunction } from "../local-function";
import { missingRuntimePackage } from "../runtime-packages";
import { type ChildProgram, childProgram } from "./child-program";
import { createCredentials } from "./credentials";
import { type EnvironmentOptions, functionEnvironment } from "./function-environment";
import type { OutputStream } from "./instance";
import { Instances } from "./instances";
import type { FunctionCredentials, FunctionInvoker, Invocation, InvokeOptions } from "./invocation";
import { ProcessReaper } from "./process-reaper";
import { residentMegabytes } from "./resident-memory";
import { StackTraces } from "./stack-traces";

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
  /** How long a call waits for a busy process before another one is started, in milliseconds: about as long as a start. */
  readonly patience?: number;
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
  private readonly known = new Map<string, FunctionCredentials>();
  /** The functions of the app as it is now, by ARN. */
  private current: ReadonlyMap<string, LocalFunction> = new Map();
  private readonly reaper = new ProcessReaper();
  private readonly instances = new Map<LocalFunction, Instances>();
  private readonly retiring = new WeakSet<LocalFunction>();
  private readonly watch: NodeJS.Timeout;
  private readonly traces = new StackTraces(() => this.program?.path);
  private readonly explained = new Set<string>();
  private calls = 0;
  private program: ChildProgram | undefined;

  constructor(
    functions: readonly LocalFunction[],
    private readonly options: FunctionPoolOptions,
  ) {
    this.replace(functions);
    this.watch = setInterval(() => this.checkMemory(), 500).unref();
  }

  public async invoke(fn: LocalFunction, event: unknown, options: InvokeOptions = {}): Promise<Invocation> {
    // The code may have changed since the caller looked the function up.
    const now = this.current.get(fn.arn) ?? fn;
    if (now.unavailable !== undefined) return { error: { errorType: "Unavailable", errorMessage: now.unavailable } };
    this.calls += 1;
    const outcome = await this.instancesOf(now).invoke(event, options);
    this.calls -= 1;
    this.explain(outcome);
    return outcome;
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

  /**
   * Replaces the functions. Processes of a function that did not change stay. Calls under way end on the old code, and
   * its processes end after them.
   */
  public replace(functions: readonly LocalFunction[]): void {
    const before = this.current;
    const unchanged = (fn: LocalFunction) => {
      const old = before.get(fn.arn);
      return old !== undefined && isDeepStrictEqual(old, fn) ? old : fn;
    };
    this.current = new Map(functions.map((fn) => [fn.arn, unchanged(fn)]));
    for (const fn of this.current.values()) {
      const credentials = this.credentialsOf(fn);
      this.known.set(credentials.accessKeyId, { ...credentials, function: fn });
    }
    for (const fn of this.instances.keys()) if (!this.isCurrent(fn)) this.retire(fn);
  }

  public get credentials(): ReadonlyMap<string, FunctionCredentials> {
    return this.known;
  }

  /** The folders with code that a process may read. */
  public get folders(): readonly string[] {
    return [...this.current.values(), ...this.instances.keys()].map(({ folder }) => folder);
  }

  /** The number of calls that have no outcome yet. */
  public get callsInFlight(): number {
    return this.calls;
  }

  public async close(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all([...this.instances.values()].map((instances) => instances.close()));
    this.reaper.close();
    this.program?.dispose();
  }

  private instancesOf(fn: LocalFunction): Instances {
    const known = this.instances.get(fn);
    if (known) return known;
    const made = this.create(fn);
    this.instances.set(fn, made);
    return made;
  }

  private isCurrent(fn: LocalFunction): boolean {
    return this.current.get(fn.arn) === fn;
  }

  private retire(fn: LocalFunction): void {
    const instances = this.instances.get(fn);
    if (instances === undefined || this.retiring.has(fn)) return;
    this.retiring.add(fn);
    void instances.retire().then(() => this.instances.delete(fn));
  }

  // Processes of the old and the new code use the same credentials.
  private credentialsOf(fn: LocalFunction): FunctionCredentials {
    return [...this.known.values()].find((each) => each.function.arn === fn.arn) ?? createCredentials(fn);
  }

  private create(fn: LocalFunction): Instances {
    const { maxInstances = 10, idleLimit = 60_000, patience = 100, print, warn } = this.options;
    const { freeze = process.platform !== "win32" } = this.options;
    const credentials = this.credentialsOf(fn);
    this.program ??= childProgram();
    return new Instances(fn, {
      program: this.program.path,
      environment: functionEnvironment(fn, credentials, this.options, process.env),
      freeze,
      print: (stream, line, callId) => {
        const shown = this.traces.rewrite(fn, stream, line);
        return shown === undefined ? undefined : print(fn, stream, shown, callId);
      },
      ...{ most: maxInstances, idleLimit, patience, reaper: this.reaper, warn },
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
