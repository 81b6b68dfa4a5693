import { dirname, join } from "node:path";
import type { Before } from "./before";
import { type Disk, textOf } from "./disk";
import { areSettled, type Fact, joinedNames, matches, stampFor, stampNow, valueOf } from "./fact";
import type { FactTable } from "./fact-table";
import { packageHome } from "./folders";
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
  private readonly groups = new Map<string, Notes>();
  private readonly homes = new Map<string, string | undefined>();

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
    const number = this.table.add({ kind, path, name, value, stamp: stampFor({ kind, path, name }, this.disk) });
    this.numbers.set(key, number);
    return number;
  }

  /** Whether a fact that is known from before held while esbuild ran, too. */
  public held(number: number): boolean {
    const fact = this.table.facts[number] as Fact;
    if (fact.stamp !== "" && fact.stamp === stampNow(fact, this.disk)) return true;
    return this.number(fact.kind, fact.path, fact.name) === number;
  }

  /** The parsed content of a file of settings, of which many files want to know. */
  public settings(path: string): unknown {
    if (!this.parsed.has(path)) this.parsed.set(path, parsed(path, this.disk));
    const content = this.parsed.get(path);
    if (content instanceof Unsure) throw content;
    return content;
  }

  /** What some work notes, done once for all that depend on it alike. */
  public group(key: string, work: (notes: Notes) => void): Notes {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const notes = new Notes(this);
    work(notes);
    this.groups.set(key, notes);
    return notes;
  }

  /** The package that a folder is or lies in. */
  public home(folder: string): string | undefined {
    if (!this.homes.has(folder)) this.homes.set(folder, packageHome(folder));
    return this.homes.get(folder);
  }

  private heldBefore(kind: Fact["kind"], path: string, name: string): boolean {
    if (kind === "link") return this.disk.isOld(path);
    if (kind === "files") return areSettled({ kind, path, name }, this.disk);
    const status = this.disk.status(path);
    if (status.stamp === "") return this.wasMissing(path);
    if (kind !== "names" || this.disk.isSettled(status)) return this.disk.isSettled(status);
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

/** The facts that one thing depends on, as they are gathered: its own, and those of what it shares with others. */
export class Notes {
  private readonly own: number[] = [];
  private readonly shared: Notes[] = [];

  constructor(private readonly recorder: Recorder) {}

  public get disk(): Disk {
    return this.recorder.disk;
  }

  /** Marks all facts, by their numbers, but not those of what was seen already. */
  public mark(marks: Uint8Array, seen: Set<Notes>): void {
    if (seen.has(this)) return;
    seen.add(this);
    for (const number of this.own) marks[number] = 1;
    for (const notes of this.shared) notes.mark(marks, seen);
  }

  /** The content of a file that esbuild has read. */
  public input(path: string): void {
    this.own.push(this.recorder.number("file", path));
  }

  /** The contents of files of one folder that esbuild has read. */
  public inputs(folder: string, names: readonly string[]): void {
    this.own.push(this.recorder.number("files", folder, joinedNames(names)));
  }

  /** The content of a file, or that it is missing. */
  public file(path: string): void {
    if (this.disk.status(path).kind === "none" && this.isListed(dirname(path))) this.list(dirname(path));
    else this.input(path);
  }

  /** What an import of a name in a folder may find there. */
  public names(folder: string, name: string): void {
    if (this.isListed(folder)) this.list(folder);
    else this.once(`names\0${folder}\0${name}`, (notes) => notes.noteNames("names", folder, name));
  }

  /** What is the same wherever it is noted. */
  public once(key: string, work: (notes: Notes) => void): void {
    this.shared.push(this.recorder.group(key, work));
  }

  public take(notes: Notes): void {
    this.shared.push(notes);
  }

  public link(path: string): void {
    this.own.push(this.recorder.number("link", path));
  }

  /** The content of a file of settings; `undefined` where there is none. */
  public settings(path: string): unknown {
    this.file(path);
    return this.recorder.settings(path);
  }

  /** Of a package all of a folder is noted: fewer facts than one for each import of hundreds of files. */
  private list(folder: string): void {
    const isThere = this.disk.status(folder).kind === "folder";
    if (!isThere && this.isListed(dirname(folder))) this.list(dirname(folder));
    else this.once(`list\0${folder}`, (notes) => notes.noteNames("list", folder));
  }

  private isListed(folder: string): boolean {
    return this.recorder.home(folder) !== undefined;
  }

  private noteNames(kind: "names" | "list", folder: string, name?: string): void {
    this.own.push(this.recorder.number(kind, folder, name));
    for (const link of matches(folder, name, this.disk).links) this.link(link);
  }
}

function parsed(path: string, disk: Disk): unknown {
  const text = disk.status(path).kind === "file" ? textOf(path) : undefined;
  if (text === undefined) return undefined;
  return parseRelaxedJson(text) ?? new Unsure(`${path} can't be read`);
}
