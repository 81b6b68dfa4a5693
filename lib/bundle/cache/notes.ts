import { dirname, join } from "node:path";
import type { Before } from "./before";
import { type Disk, textOf } from "./disk";
import { type Fact, matches, stampFor, valueOf } from "./fact";
import type { FactTable } from "./fact-table";
import { parseRelaxedJson } from "./relaxed-json";

/** Thrown where it can't be told for certain what a bundle depends on: such a bundle is not cached. */
export class Unsure extends Error {}

/**
 * Finds out facts after a bundling, of which only those may be noted that held while esbuild ran: what has changed
 * since the bundling began makes it unsure.
 */
export class Recorder {
  private readonly numbers = new Map<string, number>();
  private readonly parsed = new Map<string, unknown>();
  private readonly groups = new Map<string, ReadonlySet<number>>();

  /**
   * @param disk begun before the bundling, but not yet asked
   * @param before what was there then
   */
  constructor(
    private readonly table: FactTable,
    readonly disk: Disk,
    private readonly before: Before,
  ) {}

  /** How many facts there are. */
  public get size(): number {
    return this.table.facts.length;
  }

  public number(kind: Fact["kind"], path: string, name = ""): number {
    const key = `${kind}\0${path}\0${name}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const value = valueOf({ kind, path, name }, this.disk);
    if (!this.heldBefore(kind, path, name)) throw new Unsure(`${path} changed while it was bundled`);
    const number = this.table.add({ kind, path, name, value, stamp: stampFor({ kind, path }, this.disk) });
    this.numbers.set(key, number);
    return number;
  }

  /** The parsed content of a file of settings, of which many files want to know. */
  public settings(path: string): unknown {
    if (!this.parsed.has(path)) this.parsed.set(path, parsed(path, this.disk));
    const content = this.parsed.get(path);
    if (content instanceof Unsure) throw content;
    return content;
  }

  /** What some work notes, done once for all that depend on it alike. */
  public group(key: string, work: (notes: Notes) => void): ReadonlySet<number> {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const notes = new Notes(this);
    work(notes);
    this.groups.set(key, notes.numbers);
    return notes.numbers;
  }

  private heldBefore(kind: Fact["kind"], path: string, name: string): boolean {
    if (kind === "link") return this.disk.isOld(path);
    const status = this.disk.status(path);
    if (status.stamp === "") return this.wasMissing(path);
    if (kind === "file" || this.disk.isSettled(status)) return this.disk.isSettled(status);
    // Much may happen in a folder that has nothing to do with the name.
    return matches(path, name, this.disk).names.every((entry) => this.disk.isOld(join(path, entry.name)));
  }

  private wasMissing(path: string): boolean {
    if (this.before.lacked(path)) return true;
    const parent = dirname(path);
    const status = this.disk.status(parent);
    return status.stamp === "" ? parent !== path && this.wasMissing(parent) : this.disk.isSettled(status);
  }
}

/** The facts that one thing depends on, as they are gathered. */
export class Notes {
  public readonly numbers = new Set<number>();

  constructor(private readonly recorder: Recorder) {}

  public get disk(): Disk {
    return this.recorder.disk;
  }

  /** The content of a file, or that it is missing. */
  public file(path: string): void {
    this.numbers.add(this.recorder.number("file", path));
  }

  /** What an import of a name in a folder may find there. */
  public names(folder: string, name: string): void {
    this.once(`names\0${folder}\0${name}`, (notes) => {
      notes.numbers.add(this.recorder.number("names", folder, name));
      for (const link of matches(folder, name, this.disk).links) notes.link(link);
    });
  }

  /** What is the same wherever it is noted. */
  public once(key: string, work: (notes: Notes) => void): void {
    for (const number of this.recorder.group(key, work)) this.numbers.add(number);
  }

  public link(path: string): void {
    this.numbers.add(this.recorder.number("link", path));
  }

  /** The content of a file of settings; `undefined` where there is none. */
  public settings(path: string): unknown {
    this.file(path);
    return this.recorder.settings(path);
  }
}

function parsed(path: string, disk: Disk): unknown {
  const text = disk.status(path).kind === "file" ? textOf(path) : undefined;
  if (text === undefined) return undefined;
  return parseRelaxedJson(text) ?? new Unsure(`${path} can't be read`);
}
