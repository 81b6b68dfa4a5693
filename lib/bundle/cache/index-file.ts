import { join } from "node:path";
import { readChecked, writeChecked } from "./checked-file";
import type { Fact } from "./fact";
import { FactTable } from "./fact-table";
import { fromRuns, type Runs, toRuns } from "./runs";

/** A bundle, and what it depends on. */
export interface CachedBundle {
  /** What was asked for, without what the sources say. */
  readonly slot: string;
  /** The last day on which it was used, counted from 1970. */
  readonly day: number;
  /** What the files of the project depend on, by the numbers of the facts. */
  readonly facts: Runs;
  /** What the packages depend on that these files import. */
  readonly parts: readonly Part[];
  readonly files: readonly CachedFile[];
  /** As esbuild prints them. */
  readonly warnings: readonly string[];
}

/** What a file of a package depends on, with all that it imports. Bundles share few of them, each of many facts. */
export interface Part {
  /** Equal for equal ways through the packages, whatever is in their files. */
  readonly key: string;
  readonly facts: Runs;
}

interface CachedFile {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
  /** Of the file in the cache, by which it need not be read to be known as right. */
  readonly stamp: string;
}

export interface Index {
  readonly table: FactTable;
  readonly bundles: ReadonlyMap<string, CachedBundle>;
}

/** On the disk every path and every part stands once. */
interface Stored {
  readonly paths: readonly string[];
  readonly facts: ReadonlyArray<readonly [Fact["kind"], number, string, string, string]>;
  readonly parts: readonly Part[];
  readonly bundles: ReadonlyArray<Omit<CachedBundle, "parts"> & { readonly parts: readonly number[] }>;
}

const DAYS_UNUSED = 7;

export function readIndex(folder: string, key: string): Index {
  const stored = readChecked(fileOf(folder), key) as Stored | undefined;
  const { paths, facts, parts, bundles } = stored ?? { paths: [], facts: [], parts: [], bundles: [] };
  const table = new FactTable(
    facts.map(([kind, path, name, value, stamp]) => ({ kind, path: paths[path] as string, name, value, stamp })),
  );
  const linked = bundles.map((bundle) => ({ ...bundle, parts: bundle.parts.map((number) => parts[number] as Part) }));
  return { table, bundles: new Map(linked.map((bundle) => [bundle.slot, bundle])) };
}

/** Writes the bundles, with those that another synthesis has written meanwhile, and gives all that were written. */
export function writeIndex(folder: string, key: string, mine: Index, today: number): readonly CachedBundle[] {
  const theirs = readIndex(folder, key);
  const used = ({ day }: CachedBundle) => today - day <= DAYS_UNUSED;
  const others = [...theirs.bundles.values()].filter((bundle) => used(bundle) && !mine.bundles.has(bundle.slot));
  const table = new FactTable();
  const bundles = [
    ...adopted([...mine.bundles.values()].filter(used), mine.table, table),
    ...adopted(others, theirs.table, table),
  ];
  writeChecked(fileOf(folder), key, toStored(table.facts, bundles));
  return bundles;
}

/** Bundles with the numbers that their facts have in another table, which takes no fact that nobody needs. */
function adopted(bundles: readonly CachedBundle[], from: FactTable, to: FactTable): readonly CachedBundle[] {
  const parts = new Set(bundles.flatMap((bundle) => bundle.parts));
  const needed = new Uint8Array(from.facts.length);
  for (const { facts } of [...bundles, ...parts]) for (const number of fromRuns(facts)) needed[number] = 1;
  const numbers = from.facts.map((fact, number) => (needed[number] === 1 ? to.add(fact) : -1));
  const moved = (runs: Runs) =>
    toRuns(
      fromRuns(runs)
        .map((number) => numbers[number] as number)
        .sort((a, b) => a - b),
    );
  const movedParts = new Map([...parts].map((part) => [part, { ...part, facts: moved(part.facts) }]));
  return bundles.map((bundle) => ({
    ...bundle,
    facts: moved(bundle.facts),
    parts: bundle.parts.map((part) => movedParts.get(part) as Part),
  }));
}

function toStored(facts: readonly Fact[], bundles: readonly CachedBundle[]): Stored {
  const paths = new Numbered<string>();
  const parts = new Numbered<Part>();
  return {
    facts: facts.map(({ kind, path, name, value, stamp }) => [kind, paths.number(path), name, value, stamp]),
    bundles: bundles.map((bundle) => ({ ...bundle, parts: bundle.parts.map((part) => parts.number(part)) })),
    paths: paths.all,
    parts: parts.all,
  };
}

class Numbered<T> {
  private readonly numbers = new Map<T, number>();

  public get all(): readonly T[] {
    return [...this.numbers.keys()];
  }

  public number(value: T): number {
    const number = this.numbers.get(value) ?? this.numbers.size;
    this.numbers.set(value, number);
    return number;
  }
}

function fileOf(folder: string): string {
  return join(folder, "index.json");
}
