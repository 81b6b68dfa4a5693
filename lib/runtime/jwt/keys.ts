import { Absences } from "./absences";
import { Allowance } from "./allowance";
import type { Issuer } from "./issuer";
import type { Key } from "./key";
import { Failure } from "./refusal";

/** The clock and the timer. Tests replace them. */
export interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

// Keys are fetched again after an hour, so a withdrawn key is trusted for at most an hour if the issuer is reachable.
const longestAge = 60 * 60_000;
// While the issuer is unreachable, the keys of the last fetch stay in use, and it is retried at most once a minute.
const retryAfter = 60_000;

/** The keys of an issuer, fetched on demand. Decision 14 explains when they are fetched again. */
export class Keys {
  private current: { readonly keys: readonly Key[]; readonly at: number } | undefined;

  /** How many fetches have begun, and how the last one ended. */
  private begun = 0;
  private last: { readonly fetch: number; readonly at: number; readonly problem: string | undefined } | undefined;
  private running: Promise<void> | undefined;

  private readonly pace = new Allowance(10, 1000);
  private readonly absences = new Absences();

  constructor(
    private readonly issuer: Issuer,
    private readonly clock: Clock,
    private readonly onProblem: (problem: string) => void,
  ) {}

  /**
   * The keys with an id, which may be several of different kinds.
   *
   * @throws Failure where only the issuer could tell, and it can't be asked
   */
  public async find(kid: string): Promise<readonly Key[]> {
    const asked = this.begun;
    if (this.isDue()) await this.fetched();
    const known = this.named(kid);
    if (known.length > 0 || this.absences.isUsedUp(kid, this.clock.now())) return known;
    // A fetch that started before this call may be older than the token's key, so a later one is needed.
    while (this.last === undefined || this.last.fetch <= asked) await this.fetched();
    const { fetch, problem } = this.last;
    if (problem !== undefined) throw new Failure(`the keys of the issuer can't be had: ${problem}`);
    const found = this.named(kid);
    if (found.length === 0) this.absences.note(kid, fetch, this.clock.now());
    return found;
  }

  private named(kid: string): readonly Key[] {
    return this.current?.keys.filter((key) => key.kid === kid) ?? [];
  }

  private isDue(): boolean {
    if (this.current === undefined) return true;
    const now = this.clock.now();
    return now - this.current.at > longestAge && now - (this.last?.at ?? 0) > retryAfter;
  }

  /** Waits for the fetch that is on its way, or else for a new one, and never fails. */
  private fetched(): Promise<void> {
    this.running ??= this.fetch().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async fetch(): Promise<void> {
    const wait = this.pace.wait(this.clock.now());
    if (wait > 0) await this.clock.wait(wait);
    this.pace.use(this.clock.now());
    this.begun += 1;
    const fetch = this.begun;
    try {
      const keys = await this.issuer.keys();
      const at = this.clock.now();
      this.current = { keys, at };
      this.last = { fetch, at, problem: undefined };
    } catch (error) {
      const problem = (error as Error).message;
      this.last = { fetch, at: this.clock.now(), problem };
      this.onProblem(problem);
    }
  }
}
