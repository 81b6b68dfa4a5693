/** Calls that take less time, in milliseconds, are done sooner by the processes there are than by another one. */
const quickCall = 5;
/** How many times longer a call waits while calls are quick. */
const quickPatience = 3;
/** A first process that loads its handler for longer, in milliseconds, keeps no other call from a process of its own. */
const longestLoad = 1000;

/** What the calls of a function lacked when it was looked at. */
export interface Shortage {
  /** Whether calls are quick, and some call has always been waiting. The machine may be able to do more. */
  readonly isBehind: boolean;
  /** Whether a call that began to wait at a time, by `performance.now()`, has waited long enough for a process of its own. */
  readonly isDue: (since: number) => boolean;
}

/** Whether the calls of a function need more processes. */
export class Demand {
  /** Since when some call has always been waiting for a process, by `performance.now()`. */
  private waitingSince: number | undefined;
  /** When the first process had loaded its handler, or should have, by `performance.now()`. */
  private readySince = 0;
  /** The duration of the shortest call since the last look, in milliseconds. */
  private shortestCall = Number.POSITIVE_INFINITY;

  /** `patience` is how long a call waits for a busy process before another one is started, in milliseconds. */
  constructor(private readonly patience: number) {}

  public firstProcessStarts(): void {
    this.readySince = performance.now() + longestLoad;
  }

  public processIsLoaded(): void {
    this.readySince = Math.min(this.readySince, performance.now());
  }

  public callWaits(): void {
    this.waitingSince ??= performance.now();
  }

  public noCallWaits(): void {
    this.waitingSince = undefined;
  }

  public callEnds(milliseconds: number): void {
    this.shortestCall = Math.min(this.shortestCall, milliseconds);
  }

  /** Looks at the time since the last look. */
  public look(): Shortage {
    const { waitingSince } = this;
    // Quick calls soon leave a process to the calls that wait. If they do not, it is busy with others.
    const isQuick = this.shortestCall < quickCall;
    this.shortestCall = Number.POSITIVE_INFINITY;
    return {
      isBehind: isQuick && waitingSince !== undefined && this.hasWaited(waitingSince, 1),
      isDue: (since) => this.hasWaited(since, isQuick ? quickPatience : 1),
    };
  }

  /** The start of the first process does not count. */
  private hasWaited(since: number, times: number): boolean {
    return performance.now() - Math.max(since, this.readySince) >= times * this.patience;
  }
}
