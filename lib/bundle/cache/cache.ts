import { join } from "node:path";
import type { Metafile } from "esbuild";
import { digest } from "../canonical-data";
import { type BundledFile, type BundleRequest, requestKey } from "../request";
import { Dependencies } from "./dependencies";
import { Disk } from "./disk";
import { FactChecker } from "./facts";
import { type CachedBundle, type FactSet, readIndex, writeIndex } from "./index-file";
import { isTemporary, ObjectStore, sweep, writeSafely } from "./store";

/** A bundle, cached or just made. */
export interface Bundled {
  readonly request: BundleRequest;
  readonly files: readonly BundledFile[];
  /** As esbuild prints them. */
  readonly warnings: readonly string[];
}

/** A bundle that esbuild just made, and what it read for it. */
export interface FreshBundle extends Bundled {
  readonly inputs: Metafile["inputs"];
  readonly entry: string;
  /** The files that the warnings are about; `undefined` for one that is about none. */
  readonly places: ReadonlyArray<string | undefined>;
}

export interface CacheSettings {
  /** What every bundle depends on beside its sources. An index with another key is not read. */
  readonly key: string;
  /** Absolute paths that a synthesis itself writes into the project. */
  readonly outputs: readonly string[];
  /** Bundles again, in case a file of the cache is damaged when it is used. */
  readonly rebuild: (request: BundleRequest) => readonly BundledFile[];
}

const DAY = 24 * 3_600_000;

/**
 * Bundles of earlier syntheses, in the folder where tools keep such files. It may be removed at any time, be used by
 * several syntheses at once, or be damaged: then more is bundled, and nothing else changes.
 */
export class BundleCache {
  private readonly folder: string;
  private readonly objects: ObjectStore;
  private readonly key: string;
  private readonly today = Math.floor(Date.now() / DAY);
  /** The time of the disk before anything is read: what changes later is too young to be known by its time stamp. */
  private readonly moment: number | undefined;
  private readonly bundles: Map<string, CachedBundle>;
  private readonly slots = new Map<BundleRequest, string>();
  private dependencies: Dependencies | undefined;

  constructor(
    private readonly root: string,
    private readonly settings: CacheSettings,
  ) {
    this.folder = join(root, "node_modules/.cache/cdktf-apigateway-websocket");
    this.objects = new ObjectStore(join(this.folder, "bundles"));
    this.key = settings.key;
    this.moment = this.clock();
    this.bundles = new Map(readIndex(this.folder, this.key));
  }

  /** The bundles that depend on nothing that has changed. To be called before esbuild bundles the others. */
  public find(requests: readonly BundleRequest[]): readonly Bundled[] {
    const checker = new FactChecker(this.disk());
    const known = new Map<FactSet, boolean>();
    const areCurrent = (set: FactSet): boolean => {
      const result = known.get(set) ?? set.every((fact) => checker.isCurrent(fact));
      known.set(set, result);
      return result;
    };
    const found = requests.flatMap((request): Bundled[] => {
      const bundle = this.bundles.get(this.slotOf(request));
      if (bundle === undefined || !bundle.facts.every(areCurrent)) return [];
      if (!bundle.files.every(({ hash, stamp }) => this.objects.hasIntact(hash, stamp))) return [];
      return [{ request, files: this.filesOf(request, bundle.files), warnings: bundle.warnings }];
    });
    const isStale = this.renew(found, this.moment) || checker.hasNewStamps;
    if (found.length < requests.length) this.dependencies = new Dependencies(this.root, () => this.disk(), requests);
    else if (isStale) this.write();
    return found;
  }

  /** Takes a file of a bundle that was just made. A `file` that has the contents already is moved. */
  public store(request: BundleRequest, path: string, contents: Uint8Array, file?: string): BundledFile {
    const hash = digest(contents);
    const isKept = this.moment !== undefined && this.objects.write(hash, contents, file);
    const [kept] = this.filesOf(request, [{ path, hash }]);
    return isKept && kept ? kept : { path, contents };
  }

  /** Keeps the bundles of which it is certain what they depend on. */
  public keep(bundles: readonly FreshBundle[]): void {
    const { dependencies } = this;
    if (this.moment === undefined || dependencies === undefined || bundles.length === 0) return;
    for (const bundle of bundles) this.keepOne(bundle, dependencies);
    this.renew(bundles, this.clock());
    this.write();
  }

  private keepOne(bundle: FreshBundle, dependencies: Dependencies): void {
    const { request, warnings } = bundle;
    const files = bundle.files.flatMap(({ path, cached }) => (cached ? [{ path, hash: cached.hash, stamp: "" }] : []));
    const isComplete = files.length === bundle.files.length && files.every(({ hash }) => this.objects.has(hash));
    const facts = isComplete ? dependencies.factsOf(bundle) : undefined;
    const slot = this.slotOf(request);
    if (facts !== undefined) this.bundles.set(slot, { slot, day: this.today, facts, files, warnings });
  }

  /** Notes that bundles were used today, and the stamps of their files. Returns whether that was new. */
  private renew(bundles: readonly Bundled[], moment = Number.NEGATIVE_INFINITY): boolean {
    let isNew = false;
    for (const { request } of bundles) {
      const bundle = this.bundles.get(this.slotOf(request));
      if (bundle === undefined) continue;
      const files = bundle.files.map((file) => ({
        ...file,
        stamp: this.objects.stampOf(file.hash, moment) || file.stamp,
      }));
      if (bundle.day === this.today && files.every(({ stamp }, index) => stamp === bundle.files[index]?.stamp))
        continue;
      this.bundles.set(bundle.slot, { ...bundle, day: this.today, files });
      isNew = true;
    }
    return isNew;
  }

  /** One for every handler, export, set of options and wrapper: a bundle replaces an older one. */
  private slotOf(request: BundleRequest): string {
    const slot = this.slots.get(request) ?? digest(requestKey(request));
    this.slots.set(request, slot);
    return slot;
  }

  /** The files of a bundle. They are read one by one, and only when they are used. */
  private filesOf(
    request: BundleRequest,
    files: ReadonlyArray<{ readonly path: string; readonly hash: string }>,
  ): readonly BundledFile[] {
    const { objects, settings } = this;
    let rebuilt: readonly BundledFile[] | undefined;
    const again = (path: string): Uint8Array => {
      rebuilt ??= settings.rebuild(request);
      return rebuilt.find((file) => file.path === path)?.contents ?? new Uint8Array();
    };
    return files.map(({ path, hash }) => ({
      path,
      get contents() {
        return objects.read(hash) ?? again(path);
      },
      cached: { hash, path: objects.pathOf(hash), isUnchanged: () => objects.isUnchanged(hash) },
    }));
  }

  private disk(): Disk {
    const leftOut = [join(this.root, "node_modules/.cache"), ...this.settings.outputs];
    return new Disk(this.moment ?? Number.NEGATIVE_INFINITY, new Set(leftOut));
  }

  /** The time of the disk, `undefined` if the cache can't be written. */
  private clock(): number | undefined {
    return writeSafely(join(this.folder, "clock"), "");
  }

  private write(): void {
    if (this.moment === undefined) return;
    const written = writeIndex(this.folder, this.key, this.bundles, this.today);
    this.objects.prune(new Set(written.flatMap(({ files }) => files.map(({ hash }) => hash))));
    sweep(this.folder, (name) => !isTemporary(name));
  }
}
