import type { Disk } from "./disk";
import { holds } from "./fact";
import type { FactTable } from "./fact-table";
import type { CachedBundle, Part } from "./index-file";
import { everyOf } from "./runs";

/** Tells which bundles are as they were. Each fact and each part is looked into once, for all of them. */
export class Checker {
  /** Whether some time stamp was learned. */
  public hasLearned = false;
  private readonly known: Uint8Array;
  private readonly parts = new Map<Part, boolean>();

  constructor(
    private readonly table: FactTable,
    private readonly disk: Disk,
  ) {
    this.known = new Uint8Array(table.facts.length);
  }

  public holds({ facts, parts }: CachedBundle): boolean {
    return everyOf(facts, this.factHolds) && parts.every(this.partHolds);
  }

  private readonly factHolds = (number: number): boolean => {
    if (this.known[number] === 0) {
      const fact = this.table.facts[number];
      const result = fact ? holds(fact, this.disk) : { holds: false, learned: false };
      this.hasLearned ||= result.learned;
      this.known[number] = result.holds ? 1 : 2;
    }
    return this.known[number] === 1;
  };

  private readonly partHolds = (part: Part): boolean => {
    const result = this.parts.get(part) ?? everyOf(part.facts, this.factHolds);
    this.parts.set(part, result);
    return result;
  };
}
