import { Allowance } from "./allowance";

interface Absence {
  /** The last fetch that did not return the key. Requests that waited for the same fetch count once. */
  fetch: number;
  readonly allowance: Allowance;
}

// Limits the memory for forged ids. A forgotten id may be fetched again, within the overall rate limit.
const remembered = 1000;

/** Key ids that the issuer does not have. Each one may cause at most three fetches in ten seconds. */
export class Absences {
  private readonly absences = new Map<string, Absence>();

  public isUsedUp(kid: string, now: number): boolean {
    return (this.absences.get(kid)?.allowance.wait(now) ?? 0) > 0;
  }

  public note(kid: string, fetch: number, now: number): void {
    const known = this.absences.get(kid) ?? { fetch: 0, allowance: new Allowance(3, 10_000) };
    if (known.fetch === fetch) return;
    known.fetch = fetch;
    known.allowance.use(now);
    // A map keeps the order of insertion, so the first entry is the least recently used one.
    this.absences.delete(kid);
    this.absences.set(kid, known);
    const [oldest] = this.absences.keys();
    if (this.absences.size > remembered && oldest !== undefined) this.absences.delete(oldest);
  }
}
