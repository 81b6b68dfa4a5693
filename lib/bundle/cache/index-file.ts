import { join } from "node:path";
import type { Need } from "../needs/need";
import type { Fact } from "./facts";
import { readJson, writeJson } from "./store";

/** A cached bundle and its dependencies. */
export interface CachedBundle {
  /** Digest of the request. It does not depend on the content of the sources. */
  readonly slot: string;
  /** The last day of use, in days since 1970. */
  readonly day: number;
  /** One set for the project's own files, and one for each imported package. Bundles share the sets of packages. */
  readonly facts: readonly FactSet[];
  readonly files: readonly CachedFile[];
  /** In esbuild's format. */
  readonly warnings: readonly string[];
  readonly needs: readonly Need[];
}

export type FactSet = readonly Fact[];

interface CachedFile {
  readonly path: string;
  readonly hash: string;
  /** A cached file with this stamp is intact and need not be read. */
  readonly stamp: string;
}

/** The format on the disk. Each fact and each set is written once, and referred to by its number. */
interface Stored {
  readonly facts: ReadonlyArray<readonly [kind: Fact["kind"], path: string, value: string, stamp: string]>;
  readonly sets: ReadonlyArray<readonly number[]>;
  readonly bundles: ReadonlyArray<Omit<CachedBundle, "facts"> & { readonly facts: readonly number[] }>;
}

const DAYS_UNUSED = 7;

/** Reads the cached bundles, by slot. */
export function readIndex(folder: string, key: string): ReadonlyMap<string, CachedBundle> {
  const stored = readJson(join(folder, "index.json"), key) as Stored | undefined;
  if (stored === undefined) return new Map();
  const facts = stored.facts.map(([kind, path, value, stamp]): Fact => ({ kind, path, value, stamp }));
  const sets = stored.sets.map((numbers) => numbers.map((number) => facts[number] as Fact));
  const bundles = stored.bundles.map((bundle) => ({
    ...bundle,
    facts: bundle.facts.map((number) => sets[number] as FactSet),
  }));
  return new Map(bundles.map((bundle) => [bundle.slot, bundle]));
}

/** Writes the bundles, merged with those that another synthesis has written meanwhile. Returns all of them. */
export function writeIndex(
  folder: string,
  key: string,
  mine: ReadonlyMap<string, CachedBundle>,
  today: number,
): readonly CachedBundle[] {
  const all = new Map([...readIndex(folder, key), ...mine]);
  const bundles = [...all.values()].filter(({ day }) => today - day <= DAYS_UNUSED);
  writeJson(join(folder, "index.json"), key, toStored(bundles));
  return bundles;
}

function toStored(bundles: readonly CachedBundle[]): Stored {
  const facts = new Numbering<Fact>(({ kind, path, value }) => `${kind} ${path}\0${value}`);
  const sets = new Numbering<readonly number[]>((numbers) => numbers.join());
  const numbers = new Map<FactSet, number>();
  const numberOf = (set: FactSet): number => {
    const number = numbers.get(set) ?? sets.add(set.map((fact) => facts.add(fact)));
    numbers.set(set, number);
    return number;
  };
  const stored = bundles.map((bundle) => ({ ...bundle, facts: bundle.facts.map(numberOf) }));
  return {
    facts: facts.values.map(({ kind, path, value, stamp }) => [kind, path, value, stamp]),
    sets: sets.values,
    bundles: stored,
  };
}

/** Numbers values. Equal values get the same number. */
class Numbering<T> {
  public readonly values: T[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly identity: (value: T) => string) {}

  public add(value: T): number {
    const key = this.identity(value);
    const number = this.numbers.get(key) ?? this.values.push(value) - 1;
    this.numbers.set(key, number);
    return number;
  }
}
