/** A rate limit: at most `limit` uses within any `span` of milliseconds. */
export class Allowance {
  private times: readonly number[] = [];

  constructor(
    private readonly limit: number,
    private readonly span: number,
  ) {}

  /** How long to wait before the next time, never longer than the span, whatever becomes of the clock. */
  public wait(now: number): number {
    const first = this.times.at(-this.limit);
    return first === undefined ? 0 : Math.min(Math.max(first + this.span - now, 0), this.span);
  }

  public use(now: number): void {
    this.times = [...this.times, now].slice(-this.limit);
  }
}
