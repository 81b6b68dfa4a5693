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
  /** Numbers of facts. Handlers share most of theirs, which lie side by side in the table. */
  readonly facts: Runs;
  readonly files: readonly CachedFile[];
  /** As esbuild prints them. */
  readonly warnings: readonly string[];
}

export interface CachedFile {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

export interface Index {
  readonly table: FactTable;
  readonly bundles: ReadonlyMap<string, CachedBundle>;
}

/** On the disk every path stands once. */
interface Stored {
  readonly paths: readonly string[];
  readonly facts: ReadonlyArray<readonly [Fact["kind"], number, string, string, string]>;
  readonly bundles: readonly CachedBundle[];
}

const DAYS_UNUSED = 7;

export function readIndex(folder: string, key: string): Index {
  const stored = readChecked(fileOf(folder), key) as Stored | undefined;
  const { paths, facts, bundles } = stored ?? { paths: [], facts: [], bundles: [] };
  const table = new FactTable(
    facts.map(([kind, path, name, value, stamp]) => ({ kind, path: paths[path] as string, name, value, stamp })),
  );
  return { table, bundles: new Map(bundles.map((bundle) => [bundle.slot, bundle])) };
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
  const needed = new Uint8Array(from.facts.length);
  for (const { facts } of bundles) for (const number of fromRuns(facts)) needed[number] = 1;
  const numbers = from.facts.map((fact, number) => (needed[number] === 1 ? to.add(fact) : -1));
  return bundles.map((bundle) => {
    const facts = fromRuns(bundle.facts).map((number) => numbers[number] as number);
    return { ...bundle, facts: toRuns(facts.sort((a, b) => a - b)) };
  });
}

function toStored(facts: readonly Fact[], bundles: readonly CachedBundle[]): Stored {
  const paths = new Map<string, number>();
  const pathNumber = (path: string) => {
    const number = paths.get(path) ?? paths.size;
    paths.set(path, number);
    return number;
  };
  const rows = facts.map(({ kind, path, name, value, stamp }) => [kind, pathNumber(path), name, value, stamp] as const);
  return { paths: [...paths.keys()], facts: rows, bundles };
}

function fileOf(folder: string): string {
  return join(folder, "index.json");
}
