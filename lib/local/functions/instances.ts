import { availableParallelism } from "node:os";
import type { LocalFunction } from "../local-function";
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

/** Calls that take less time, in milliseconds, are done sooner by the processes there are than by another one. */
const quickCall = 5;
/** How many times longer a call waits while calls are quick. */
const quickPatience = 3;
/** As many processes as keep this machine busy with quick calls: more than it has cores, because each waits between calls. */
const busyMachine = availableParallelism() + 2;
/** A first process that loads its handler for longer, in milliseconds, keeps no other call from a process of its own. */
const longestLoad = 1000;

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
  /** Since when some call has always been waiting for a process, by `performance.now()`. */
  private waitingSince: number | undefined;
  /** When the first process had loaded its handler, or should have, by `performance.now()`. */
  private readySince = 0;
  /** The duration of the shortest call since the last check whether more processes are needed, in milliseconds. */
  private shortestCall = Number.POSITIVE_INFINITY;
  private warned = false;
  private closed = false;
  /** Called when a retired function has neither processes nor calls any more. */
  private settled: (() => void) | undefined;

  constructor(
    private readonly fn: LocalFunction,
    private readonly options: InstancesOptions,
  ) {
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
    const instance = this.idle.pop() ?? (this.alive.length === 0 ? this.start() : undefined);
    if (instance) this.runNextOn(instance);
    else if (this.alive.length > 0) this.awaitProcess();
  }

  private awaitProcess(): void {
    this.waitingSince ??= performance.now();
    this.nextStart ??= setTimeout(() => this.startMore(), this.options.patience);
  }

  /** Starts a process for each call that has waited long enough. */
  private startMore(): void {
    this.nextStart = undefined;
    // Quick calls soon leave a process to the calls that wait. If they do not, it is busy with others.
    const times = this.shortestCall < quickCall ? quickPatience : 1;
    this.shortestCall = Number.POSITIVE_INFINITY;
    if (this.isBehind()) this.startAhead();
    for (let call = this.firstCall(); call && this.hasWaited(call.since, times); call = this.firstCall()) {
      const instance = this.start();
      if (instance === undefined) return;
      this.runNextOn(instance);
    }
    this.next();
  }

  /** Starts a process that gets its first call only when it has loaded its handler. */
  private startAhead(): void {
    const instance = this.start();
    void instance?.loaded.then(() => this.free(instance));
  }

  /** Whether some call has always been waiting, although each waits for a short time, and the machine could do more. */
  private isBehind(): boolean {
    const { waitingSince } = this;
    return waitingSince !== undefined && this.hasWaited(waitingSince, 1) && this.alive.length < busyMachine;
  }

  /** The start of the first process does not count. */
  private hasWaited(since: number, times: number): boolean {
    return performance.now() - Math.max(since, this.readySince) >= times * this.options.patience;
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
    if (this.firstCall() === undefined) this.waitingSince = undefined;
    if (call) this.run(instance, call);
  }

  private run(instance: Instance, { event, callId, resolve }: QueuedCall): void {
    this.running += 1;
    const start = performance.now();
    instance.call(event, callId, (outcome) => {
      this.shortestCall = Math.min(this.shortestCall, performance.now() - start);
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
    if (alive === 0) this.readySince = performance.now() + longestLoad;
    void instance.loaded.then(() => {
      this.readySince = Math.min(this.readySince, performance.now());
    });
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
