import type { Fact } from "./fact";

/** Facts by their number; equal ones have one. */
export class FactTable {
  private numbers: Map<string, number> | undefined;

  constructor(readonly facts: Fact[] = []) {}

  public add(fact: Fact): number {
    // Made at the first need: where all bundles are found, there is none.
    this.numbers ??= new Map(this.facts.map((known, number) => [identity(known), number]));
    const key = identity(fact);
    const known = this.numbers.get(key);
    if (known === undefined) {
      this.numbers.set(key, this.facts.length);
      return this.facts.push(fact) - 1;
    }
    if (fact.stamp !== "") (this.facts[known] as Fact).stamp = fact.stamp;
    return known;
  }
}

function identity({ kind, path, name, value }: Fact): string {
  return `${kind}\0${path}\0${name}\0${value}`;
}
