import { join } from "node:path";
import type { Metafile } from "esbuild";
import { type BundledFile, type BundleRequest, requestKey } from "../request";
import { Before } from "./before";
import { cachedFiles } from "./cached-files";
import { Checker } from "./checker";
import { digest } from "./digest";
import { Disk } from "./disk";
import { Findings } from "./findings";
import { fingerprint } from "./fingerprint";
import { type CachedBundle, type Index, type Part, readIndex, writeIndex } from "./index-file";
import { Recorder } from "./notes";
import { Objects } from "./objects";
import { isTemporary, sweep, writeSafely } from "./safe-file";
import { StagedFiles } from "./staged-files";

/** A bundle, cached or just made. */
export interface Bundled {
  readonly request: BundleRequest;
  readonly files: readonly BundledFile[];
  /** As esbuild prints them. */
  readonly warnings: readonly string[];
}

/** A bundle that esbuild just made, and what it read for it. */
export interface Fresh extends Bundled {
  readonly inputs: Metafile["inputs"];
  readonly entry: string;
  /** The files that the warnings are about; `undefined` for one that is about none. */
  readonly places: ReadonlyArray<string | undefined>;
}

const HOUR = 3_600_000;

/**
 * Bundles of earlier syntheses, in the place where tools keep such things. It may be removed at any time, be used by
 * several syntheses at once, or be damaged: then there is more to bundle, and nothing else.
 */
export class BundleCache {
  private readonly folder: string;
  private readonly objects: Objects;
  private readonly staged: StagedFiles;
  private readonly key: string;
  private readonly today = Math.floor(Date.now() / HOUR / 24);
  private readonly moment: number | undefined;
  private readonly bundles: Map<string, CachedBundle>;
  private readonly index: Index;
  private before: Before | undefined;
  private readonly slots = new Map<BundleRequest, string>();

  constructor(
    private readonly root: string,
    private readonly rebuild: (request: BundleRequest) => readonly BundledFile[],
  ) {
    this.folder = join(root, "node_modules/.cache/cdktf-apigateway-websocket");
    this.objects = new Objects(join(this.folder, "bundles"));
    this.staged = new StagedFiles(root, this.folder);
    this.key = fingerprint(root);
    // Before anything is read: what changes from now on is too young to be known again by its time stamp.
    this.moment = this.clock();
    const { table, bundles } = readIndex(this.folder, this.key);
    this.bundles = new Map(bundles);
    this.index = { table, bundles: this.bundles };
  }

  /** The bundles whose inputs are as they were. */
  public find(requests: readonly BundleRequest[]): readonly Bundled[] {
    const moment = this.moment ?? Number.NEGATIVE_INFINITY;
    const checker = new Checker(this.index.table, new Disk(moment));
    const found = requests.flatMap((request): Bundled[] => {
      const bundle = this.bundles.get(this.slotOf(request));
      if (bundle === undefined || !checker.holds(bundle)) return [];
      if (!bundle.files.every(({ hash, stamp }) => this.objects.holds(hash, stamp))) return [];
      return [{ request, files: this.filesOf(request, bundle.files), warnings: bundle.warnings }];
    });
    const isStale = this.renew(found, moment) || checker.hasLearned;
    if (found.length < requests.length) this.before = new Before(this.root, requests);
    else if (isStale) this.write();
    return found;
  }

  /** Takes a file of a bundle that was just made. A `file` that holds the contents already is moved. */
  public store(request: BundleRequest, path: string, contents: Uint8Array, file?: string): BundledFile {
    const hash = digest(contents);
    const isKept = this.moment !== undefined && this.objects.write(hash, contents, file);
    const [kept] = this.filesOf(request, [{ path, hash, size: contents.length }]);
    return isKept && kept ? kept : { path, contents, cached: kept?.cached };
  }

  /** Keeps bundles that were just made, so far as it is certain what they depend on. */
  public keep(bundles: readonly Fresh[]): void {
    const { moment, before } = this;
    if (moment === undefined || before === undefined || bundles.length === 0) return;
    const recorder = new Recorder(this.index.table, new Disk(moment), before);
    const findings = new Findings(this.root, recorder, this.knownParts());
    for (const bundle of bundles) this.keepOne(bundle, findings);
    // The files have lain there for some time now.
    this.renew(bundles, this.clock() ?? moment);
    this.write();
  }

  private keepOne({ request, warnings, ...bundle }: Fresh, findings: Findings): void {
    const stored = bundle.files.flatMap(({ path, cached }) => (cached ? [{ ...cached, path }] : []));
    const files = stored.map(({ path, hash, size }) => ({ path, hash, size, stamp: "" }));
    const isStored = files.every(({ hash }) => this.objects.has(hash));
    const dependencies = isStored ? findings.of({ request, ...bundle }) : undefined;
    if (dependencies === undefined) return;
    const slot = this.slotOf(request);
    this.bundles.set(slot, { slot, day: this.today, ...dependencies, files, warnings });
  }

  /** Notes that bundles were used today, and by what their files will be known again. Tells whether that was new. */
  private renew(bundles: readonly Bundled[], moment: number): boolean {
    let isNew = false;
    for (const { request } of bundles) {
      const bundle = this.bundles.get(this.slotOf(request));
      if (bundle === undefined) continue;
      const stamps = bundle.files.map(({ hash, stamp }) => this.objects.stampOf(hash, moment) || stamp);
      if (bundle.day === this.today && bundle.files.every(({ stamp }, index) => stamp === stamps[index])) continue;
      const files = bundle.files.map((file, index) => ({ ...file, stamp: stamps[index] ?? "" }));
      this.bundles.set(bundle.slot, { ...bundle, day: this.today, files });
      isNew = true;
    }
    return isNew;
  }

  /** One for every handler, export, set of options and wrapper: a bundle takes the place of an older one. */
  private slotOf(request: BundleRequest): string {
    const slot = this.slots.get(request) ?? digest(requestKey(request));
    this.slots.set(request, slot);
    return slot;
  }

  private filesOf(request: BundleRequest, files: Parameters<typeof cachedFiles>[0]): readonly BundledFile[] {
    return cachedFiles(files, { objects: this.objects, staged: this.staged, rebuild: () => this.rebuild(request) });
  }

  private knownParts(): ReadonlyMap<string, readonly Part[]> {
    const byKey = new Map<string, Part[]>();
    for (const part of new Set([...this.bundles.values()].flatMap(({ parts }) => parts))) {
      byKey.set(part.key, [...(byKey.get(part.key) ?? []), part]);
    }
    return byKey;
  }

  /** The time of the disk, `undefined` when it won't have anything written. */
  private clock(): number | undefined {
    return writeSafely(join(this.folder, "clock"), "");
  }

  private write(): void {
    if (this.moment === undefined) return;
    const written = writeIndex(this.folder, this.key, this.index, this.today);
    const needed = new Set(written.flatMap(({ files }) => files.map(({ hash }) => hash)));
    this.objects.prune(needed, Date.now());
    sweep(this.folder, (name) => !isTemporary(name), HOUR, Date.now());
  }
}
