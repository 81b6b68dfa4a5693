/** The clock for the limits of connections. Tests may replace it. */
export interface ConnectionClock {
  now(): number;
  /** Calls back once after the given time, unless it is cancelled before. */
  after(milliseconds: number, call: () => void): Cancel;
}

export type Cancel = () => void;

// The longest delay of a timer in Node.js.
const longestWait = 2 ** 31 - 1;

/** The clock of this machine, which a test can advance. */
export class AdjustableClock implements ConnectionClock {
  private skipped = 0;
  private readonly waiting = new Set<{ readonly due: number; readonly call: () => void; timer: NodeJS.Timeout }>();

  public now(): number {
    return Date.now() + this.skipped;
  }

  public after(milliseconds: number, call: () => void): Cancel {
    const wait = { due: this.now() + milliseconds, call, timer: this.timer(milliseconds, () => this.end(wait)) };
    this.waiting.add(wait);
    return () => {
      clearTimeout(wait.timer);
      this.waiting.delete(wait);
    };
  }

  /** Advances the time. Runs all callbacks that become due, in the order of their times. */
  public advance(milliseconds: number): void {
    this.skipped += milliseconds;
    const due = [...this.waiting].filter((wait) => wait.due <= this.now()).sort((a, b) => a.due - b.due);
    for (const wait of due) if (this.waiting.has(wait)) this.end(wait);
    for (const wait of this.waiting) {
      clearTimeout(wait.timer);
      wait.timer = this.timer(wait.due - this.now(), () => this.end(wait));
    }
  }

  private end(wait: { readonly call: () => void; timer: NodeJS.Timeout }): void {
    clearTimeout(wait.timer);
    this.waiting.delete(wait as never);
    wait.call();
  }

  // A timer of a connection must not keep the process alive.
  private timer(milliseconds: number, call: () => void): NodeJS.Timeout {
    return setTimeout(call, Math.min(milliseconds, longestWait)).unref();
  }
}
