import { dirname } from "node:path";
import type { Disk } from "./disk";

/** The content of a file, or the listing of a folder, when a handler was bundled. */
export interface Fact {
  readonly kind: "file" | "folder";
  readonly path: string;
  /** A digest, "" where there was no such file or folder. */
  readonly value: string;
  /** While a file has this stamp its content need not be read. Empty: it always must be. */
  stamp: string;
}

/** Thrown where it is not certain what a bundle depends on: such a bundle is not cached. */
export class Uncertain extends Error {}

/** Collects facts after a bundling. What has changed since the bundling began makes it uncertain. */
export class FactRecorder {
  private readonly facts = new Map<string, Fact>();

  /**
   * @param disk was created before the bundling, and read nothing then
   * @param before values from before the bundling, by which facts about folders that change all the time are certain
   */
  constructor(
    readonly disk: Disk,
    private readonly before?: FactRecorder,
  ) {}

  /**
   * The content of a file, or that there is none.
   *
   * @throws Uncertain if it may have been another one during the bundling
   */
  public file(path: string): Fact {
    return this.record("file", path, this.disk.content(path));
  }

  /**
   * The listing of a folder, or that there is none.
   *
   * @throws Uncertain if it may have been another one during the bundling
   */
  public folder(path: string): Fact {
    return this.record("folder", path, this.disk.listing(path));
  }

  private record(kind: Fact["kind"], path: string, value: string): Fact {
    const key = `${kind} ${path}`;
    const known = this.facts.get(key);
    if (known !== undefined) return known;
    if (this.before !== undefined && !this.isOld(kind, path, value))
      throw new Uncertain(`${path} changed during the bundling`);
    const fact = { kind, path, value, stamp: stampFor(kind, path, this.disk) };
    this.facts.set(key, fact);
    return fact;
  }

  private isOld(kind: Fact["kind"], path: string, value: string): boolean {
    if (this.before?.facts.get(`${kind} ${path}`)?.value === value) return true;
    const status = this.disk.status(path);
    const parent = dirname(path);
    // A path is missing for as long as the nearest folder above it is what it is.
    if (status.kind === "none" && parent !== path) return this.isOld("folder", parent, this.disk.listing(parent));
    return this.disk.isSettled(status);
  }
}

/** Checks facts of earlier syntheses, each once. */
export class FactChecker {
  /** Whether a fact got a new stamp. */
  public hasNewStamps = false;
  private readonly results = new Map<Fact, boolean>();

  constructor(private readonly disk: Disk) {}

  public isCurrent(fact: Fact): boolean {
    const known = this.results.get(fact);
    if (known !== undefined) return known;
    const result = this.check(fact);
    this.results.set(fact, result);
    return result;
  }

  private check(fact: Fact): boolean {
    const { kind, path, value, stamp } = fact;
    if (kind === "folder") return this.disk.listing(path) === value;
    if (stamp !== "" && stamp === this.disk.status(path).stamp) return true;
    if (this.disk.content(path) !== value) return false;
    fact.stamp = stampFor(kind, path, this.disk);
    this.hasNewStamps ||= fact.stamp !== stamp;
    return true;
  }
}

function stampFor(kind: Fact["kind"], path: string, disk: Disk): string {
  const status = disk.status(path);
  return kind === "file" && disk.isSettled(status) ? status.stamp : "";
}
