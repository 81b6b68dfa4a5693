import { dirname } from "node:path";
import type { Disk } from "./disk";

/** A dependency of a bundle: the content of a file, or the listing of a folder, at the time of bundling. */
export interface Fact {
  readonly kind: "file" | "folder";
  readonly path: string;
  /** A digest; "" if the file or folder did not exist. */
  readonly value: string;
  /** A file with this stamp is unchanged and need not be read. With "", it must always be read. */
  stamp: string;
}

/** Thrown if the dependencies of a bundle are not known with certainty. The bundle is not cached. */
export class Uncertain extends Error {}

/** Records dependencies after a build. A path that changed since the build began makes the bundle uncertain. */
export class FactRecorder {
  private readonly facts = new Map<string, Fact>();

  /**
   * @param disk created before the build, without having read anything
   * @param before values from before the build; an equal value proves that a frequently changing folder is unchanged
   */
  constructor(
    readonly disk: Disk,
    private readonly before?: FactRecorder,
  ) {}

  /**
   * Records the content of a file, or its absence.
   *
   * @throws Uncertain if it may have been another one during the bundling
   */
  public file(path: string): Fact {
    return this.record("file", path, this.disk.content(path));
  }

  /**
   * Records the listing of a folder, or its absence.
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
    // A missing path stays missing while the nearest existing folder above it does not change.
    if (status.kind === "none" && parent !== path) return this.isOld("folder", parent, this.disk.listing(parent));
    return this.disk.isSettled(status);
  }
}

/** Checks whether dependencies recorded by earlier syntheses are unchanged. Each one is checked once. */
export class FactChecker {
  /** Whether any fact got a new stamp, so that the index must be written again. */
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
