import { availableParallelism } from "node:os";
import type { LocalFunction } from "../local-function";
import { Demand } from "./demand";
import { Instance, type InstanceOptions } from "./instance";
import type { Invocation, InvokeOptions } from "./invocation";
import type { ProcessReaper } from "./process-reaper";

export interface InstancesOptions extends InstanceOptions {
  /** Maximum number of processes. */
  readonly most: number;
  /** Time in milliseconds after which an idle process is ended. */
  readonly idleLimit: number;
  /** How long a call waits for a busy process before another one is started, in milliseconds. */
  readonly patience: number;
  /** Whether an idle process is frozen, as on Lambda. */
  readonly freeze: boolean;
  readonly reaper: ProcessReaper;
  readonly warn: (text: string) => void;
}

/** The default limit of concurrent Lambda calls in an account. Further calls are throttled. */
const longestQueue = 1000;

/** As many processes as keep this machine busy with quick calls: more than it has cores, because each waits between calls. */
const busyMachine = availableParallelism() + 2;

interface QueuedCall {
  readonly event: unknown;
  readonly callId: number | undefined;
  /** When the call began to wait, by `performance.now()`. */
  readonly since: number;
  readonly resolve: (outcome: Invocation) => void;
}

/** The processes of one function: one for each concurrent call, up to a limit. Further calls wait in a queue. */
export class Instances {
  private readonly idle: Instance[] = [];
  private readonly all = new Set<Instance>();
  private readonly queue: QueuedCall[] = [];
  /** Asynchronous calls. They are never throttled. */
  private readonly waiting: QueuedCall[] = [];
  private readonly sweeper: NodeJS.Timeout;
  private running = 0;
  private nextStart: NodeJS.Timeout | undefined;
  private readonly demand: Demand;
  private warned = false;
  /** Whether a process may be started before a call needs it. */
  private startsAhead = true;
  private closed = false;
  /** Called when a retired function has neither processes nor calls any more. */
  private settled: (() => void) | undefined;

  constructor(
    private readonly fn: LocalFunction,
    private readonly options: InstancesOptions,
  ) {
    this.demand = new Demand(options.patience);
    this.sweeper = setInterval(() => this.endIdle(), options.idleLimit).unref();
  }

  public invoke(event: unknown, { isAsynchronous = false, callId }: InvokeOptions): Promise<Invocation> {
    const isThrottled = !isAsynchronous && this.isFull(this.running + this.queue.length);
    if (isThrottled || this.closed) return Promise.resolve({ error: invocationRefusal(this.closed) });
    return new Promise((resolve) => {
      (isAsynchronous ? this.waiting : this.queue).push({ event, callId, since: performance.now(), resolve });
      this.next();
    });
  }

  /** The processes that are handling a call. */
  public get busy(): readonly Instance[] {
    return [...this.all].filter((instance) => instance.alive && !this.idle.includes(instance));
  }

  /**
   * Ends each process once it has no call. Calls that were accepted still run, also those that wait. Resolves when all
   * processes have ended.
   */
  public retire(): Promise<void> {
    clearInterval(this.sweeper);
    const settled = new Promise<void>((resolve) => {
      this.settled = resolve;
    });
    for (const instance of this.idle.splice(0)) instance.end();
    this.settle();
    return settled;
  }

  /** Kills all processes, and resolves when they have ended. */
  public async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    clearTimeout(this.nextStart);
    for (const { resolve } of [...this.queue.splice(0), ...this.waiting.splice(0)])
      resolve({ error: invocationRefusal(true) });
    for (const instance of this.all) instance.end();
    await Promise.all([...this.all].map((instance) => instance.gone));
  }

  private isFull(calls: number): boolean {
    return calls >= (this.fn.reservedConcurrency ?? Number.POSITIVE_INFINITY) || this.queue.length >= longestQueue;
  }

  private next(): void {
    if (this.firstCall() === undefined) return;
    // Reuses the most recently used process, so that the others become idle long enough to be ended.
    const instance = this.takeIdle() ?? (this.alive.length === 0 ? this.start() : undefined);
    if (instance) this.runNextOn(instance);
    else if (this.alive.length > 0) this.awaitProcess();
  }

  // A process that is ending stays among the others until it is gone.
  private takeIdle(): Instance | undefined {
    for (let instance = this.idle.pop(); instance; instance = this.idle.pop()) if (instance.alive) return instance;
    return undefined;
  }

  private awaitProcess(): void {
    this.demand.callWaits();
    this.nextStart ??= setTimeout(() => this.startMore(), this.options.patience);
  }

  /** Starts a process for each call that has waited long enough. */
  private startMore(): void {
    this.nextStart = undefined;
    const { isBehind, isDue } = this.demand.look();
    if (isBehind && this.mayStartAhead()) this.startAhead();
    for (let call = this.firstCall(); call && isDue(call.since); call = this.firstCall()) {
      const instance = this.start();
      if (instance === undefined) return;
      this.runNextOn(instance);
    }
    this.next();
  }

  /** Starts a process that gets its first call only when it has loaded its handler. If it can't, it is the last one. */
  private startAhead(): void {
    const instance = this.start();
    void instance?.loaded.then(() => this.free(instance));
    void instance?.gone.then(() => {
      this.startsAhead &&= instance.ready;
    });
  }

  private mayStartAhead(): boolean {
    const most = Math.min(busyMachine, this.options.most, this.fn.reservedConcurrency ?? busyMachine);
    return this.startsAhead && this.alive.length < most;
  }

  private get alive(): readonly Instance[] {
    return [...this.all].filter((instance) => instance.alive);
  }

  private firstCall(): QueuedCall | undefined {
    return this.firstQueue()[0];
  }

  private firstQueue(): QueuedCall[] {
    return this.queue.length > 0 || this.isFull(this.running) ? this.queue : this.waiting;
  }

  private runNextOn(instance: Instance): void {
    const call = this.firstQueue().shift();
    if (call) this.run(instance, call);
    if (this.firstCall() === undefined) this.demand.noCallWaits();
  }

  private run(instance: Instance, { event, callId, resolve }: QueuedCall): void {
    this.running += 1;
    const start = performance.now();
    instance.call(event, callId, (outcome) => {
      this.demand.callEnds(performance.now() - start);
      this.running -= 1;
      resolve(outcome);
      this.free(instance);
    });
  }

  /** Gives a process its next call, or lets it rest. */
  private free(instance: Instance): void {
    if (instance.alive) this.idle.push(instance);
    this.next();
    if (this.idle.includes(instance)) this.rest(instance);
  }

  private rest(instance: Instance): void {
    if (this.settled) {
      this.idle.splice(this.idle.indexOf(instance), 1);
      instance.end();
      return;
    }
    instance.idleSince = Date.now();
    if (this.options.freeze) instance.freeze();
  }

  private start(): Instance | undefined {
    const { reaper, most } = this.options;
    const alive = this.alive.length;
    if (alive >= most) this.warn();
    if (alive >= most || this.closed) return undefined;
    const instance = new Instance(this.fn, this.options);
    if (alive === 0) this.demand.firstProcessStarts();
    void instance.loaded.then(() => this.demand.processIsLoaded());
    this.all.add(instance);
    if (instance.pid !== undefined) reaper.watch(instance.pid);
    void instance.gone.then(() => this.remove(instance));
    return instance;
  }

  private remove(instance: Instance): void {
    this.all.delete(instance);
    const position = this.idle.indexOf(instance);
    if (position >= 0) this.idle.splice(position, 1);
    if (instance.pid !== undefined) this.options.reaper.forget(instance.pid);
    this.next();
    this.settle();
  }

  private settle(): void {
    if (this.all.size + this.queue.length + this.waiting.length === 0) this.settled?.();
  }

  private endIdle(): void {
    const before = Date.now() - this.options.idleLimit;
    for (const instance of this.idle.filter(({ idleSince }) => idleSince < before)) {
      this.idle.splice(this.idle.indexOf(instance), 1);
      instance.end();
    }
  }

  private warn(): void {
    if (this.warned) return;
    this.warned = true;
    this.options.warn(
      `${this.fn.name}: ${this.options.most} calls run at once and further calls wait. Lambda would start more instances.`,
    );
  }
}

function invocationRefusal(closed: boolean) {
  return closed
    ? { errorType: "Runtime.ExitError", errorMessage: "The run has ended" }
    : { errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." };
}
