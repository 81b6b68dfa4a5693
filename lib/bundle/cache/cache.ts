import { join } from "node:path";
import type { Metafile } from "esbuild";
import { digest } from "../canonical-data";
import type { Need } from "../needs/need";
import { type BundledFile, type BundleRequest, requestKey } from "../request";
import { Dependencies } from "./dependencies";
import { Disk } from "./disk";
import { FactChecker } from "./facts";
import { type CachedBundle, type FactSet, readIndex, writeIndex } from "./index-file";
import { isTemporary, ObjectStore, sweep, writeSafely } from "./store";

/** A bundle, from the cache or newly built. */
export interface Bundled {
  readonly request: BundleRequest;
  readonly files: readonly BundledFile[];
  /** In esbuild's format. */
  readonly warnings: readonly string[];
  readonly needs: readonly Need[];
}

/** A newly built bundle, and the inputs that esbuild read for it. */
export interface FreshBundle extends Bundled {
  readonly inputs: Metafile["inputs"];
  /** The key of the generated entry in `inputs`. */
  readonly entry: string;
  /** Further files that the bundle depends on, relative to the project's root. */
  readonly alsoRead: readonly string[];
  /** The file that each warning is about; `undefined` for a warning without a location. */
  readonly places: ReadonlyArray<string | undefined>;
}

export interface CacheSettings {
  /** A digest of what every bundle depends on, apart from its sources. An index with another key is ignored. */
  readonly key: string;
  /** Absolute paths of the files and folders that a synthesis itself writes into the project. */
  readonly outputs: readonly string[];
  /** Bundles a request again if a cached file turns out to be damaged. */
  readonly rebuild: (request: BundleRequest) => readonly BundledFile[];
}

/** The folder for everything that the library caches. */
export function cacheFolder(root: string): string {
  return join(root, "node_modules/.cache/cdktf-apigateway-websocket");
}

const DAY = 24 * 3_600_000;

/**
 * The bundles of earlier syntheses, in `node_modules/.cache`. The folder may be removed or damaged at any time, and
 * several syntheses may use it at once. In these cases more handlers are bundled again, and nothing else changes.
 */
export class BundleCache {
  private readonly folder: string;
  private readonly objects: ObjectStore;
  private readonly key: string;
  private readonly today = Math.floor(Date.now() / DAY);
  /** The time of the disk before anything is read. A time stamp identifies only files that changed well before it. */
  private readonly moment: number | undefined;
  private readonly bundles: Map<string, CachedBundle>;
  private readonly slots = new Map<BundleRequest, string>();
  private dependencies: Dependencies | undefined;

  constructor(
    private readonly root: string,
    private readonly settings: CacheSettings,
  ) {
    this.folder = cacheFolder(root);
    this.objects = new ObjectStore(join(this.folder, "bundles"));
    this.key = settings.key;
    this.moment = this.clock();
    this.bundles = new Map(readIndex(this.folder, this.key));
  }

  /** Returns the cached bundles whose dependencies have not changed. Must be called before esbuild bundles the others. */
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
      return [{ request, files: this.filesOf(request, bundle.files), warnings: bundle.warnings, needs: bundle.needs }];
    });
    const isStale = this.renew(found, this.moment) || checker.hasNewStamps;
    if (found.length < requests.length) this.dependencies = new Dependencies(this.root, () => this.disk(), requests);
    else if (isStale) this.write();
    return found;
  }

  /** Stores a file of a new bundle. If `file` already has the contents, it is moved and not copied. */
  public store(request: BundleRequest, path: string, contents: Uint8Array, file?: string): BundledFile {
    const hash = digest(contents);
    const isKept = this.moment !== undefined && this.objects.write(hash, contents, file);
    const [kept] = this.filesOf(request, [{ path, hash }]);
    return isKept && kept ? kept : { path, contents };
  }

  /** Caches the bundles whose dependencies are known with certainty. */
  public keep(bundles: readonly FreshBundle[]): void {
    const { dependencies } = this;
    if (this.moment === undefined || dependencies === undefined || bundles.length === 0) return;
    for (const bundle of bundles) this.keepOne(bundle, dependencies);
    this.renew(bundles, this.clock());
    this.write();
  }

  private keepOne(bundle: FreshBundle, dependencies: Dependencies): void {
    const { request, warnings, needs } = bundle;
    const files = bundle.files.flatMap(({ path, cached }) => (cached ? [{ path, hash: cached.hash, stamp: "" }] : []));
    const isComplete = files.length === bundle.files.length && files.every(({ hash }) => this.objects.has(hash));
    const facts = isComplete ? dependencies.factsOf(bundle) : undefined;
    const slot = this.slotOf(request);
    if (facts !== undefined) this.bundles.set(slot, { slot, day: this.today, facts, files, warnings, needs });
  }

  /** Records that bundles were used today, and the stamps of their files. Returns whether anything changed. */
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

  /** The place of a bundle in the index. A newer bundle of the same handler, export, options and wrapper replaces it. */
  private slotOf(request: BundleRequest): string {
    const slot = this.slots.get(request) ?? digest(requestKey(request));
    this.slots.set(request, slot);
    return slot;
  }

  /** The files of a bundle. Each file is read only when its contents are used. */
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

  /** The current time of the disk; `undefined` if the cache is not writable. */
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
