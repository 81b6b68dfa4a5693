import { Allowance } from "./allowance";

interface Absence {
  /** The fetch that last did not bring the key. Those who waited for it together are one. */
  fetch: number;
  readonly allowance: Allowance;
}

// Forged ids are not worth more memory. What is forgotten may be asked for anew, at the pace of all.
const remembered = 1000;

/** Ids of keys that the issuer was asked for and does not have: each may be asked for three times in ten seconds. */
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
    // The map keeps the order of its entries, so the first is the one that was not asked for the longest.
    this.absences.delete(kid);
    this.absences.set(kid, known);
    const [oldest] = this.absences.keys();
    if (this.absences.size > remembered && oldest !== undefined) this.absences.delete(oldest);
  }
}
