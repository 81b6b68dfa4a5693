import { join } from "node:path";
import type { Metafile } from "esbuild";
import { optionsKey } from "../options";
import type { BundledFile, BundleRequest } from "../request";
import { Before } from "./before";
import { cachedFiles, withDigests } from "./cached-files";
import { Dependencies } from "./dependencies";
import { digest } from "./digest";
import { Disk } from "./disk";
import { holds } from "./fact";
import { fingerprint } from "./fingerprint";
import { type CachedBundle, type Index, readIndex, writeIndex } from "./index-file";
import { Recorder, Unsure } from "./notes";
import { Objects } from "./objects";
import { everyOf, marked, type Runs, toRuns } from "./runs";
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
  private isStale = false;

  constructor(private readonly root: string) {
    this.folder = join(root, "node_modules/.cache/cdktf-apigateway-websocket");
    this.objects = new Objects(join(this.folder, "bundles"));
    this.staged = new StagedFiles(root, this.folder);
    this.key = fingerprint(root);
    // Before anything is read: what changes from now on is too young to be known again by its time stamp.
    this.moment = writeSafely(join(this.folder, "clock"), "");
    const { table, bundles } = readIndex(this.folder, this.key);
    this.bundles = new Map(bundles);
    this.index = { table, bundles: this.bundles };
  }

  /** The bundles whose inputs are as they were. */
  public find(
    requests: readonly BundleRequest[],
    rebuild: (request: BundleRequest) => readonly BundledFile[],
  ): readonly Bundled[] {
    const check = this.checker(new Disk(this.moment ?? Number.NEGATIVE_INFINITY));
    const found: Bundled[] = [];
    for (const request of requests) {
      const bundle = this.bundles.get(slotOf(request));
      if (bundle === undefined || !everyOf(bundle.facts, check)) continue;
      if (!bundle.files.every(({ hash, size }) => this.objects.seemsToHold(hash, size))) continue;
      this.use(bundle);
      const source = { objects: this.objects, staged: this.staged, rebuild: () => rebuild(request) };
      found.push({ request, files: cachedFiles(bundle.files, source), warnings: bundle.warnings });
    }
    if (found.length < requests.length) this.before = new Before(this.root, requests);
    else if (this.isStale) this.write();
    return found;
  }

  /** Keeps bundles that were just made, so far as it is certain what they depend on. */
  public keep(bundles: readonly Fresh[]): readonly Bundled[] {
    const { moment, before } = this;
    if (moment === undefined || before === undefined || bundles.length === 0) return bundles;
    const disk = new Disk(moment, this.knownDigests());
    const recorder = new Recorder(this.index.table, disk, before);
    const calls = new Map<Metafile["inputs"], Dependencies>();
    const kept = bundles.map((bundle) => this.keepOne(bundle, recorder, calls));
    this.write();
    return kept;
  }

  private keepOne(bundle: Fresh, recorder: Recorder, calls: Map<Metafile["inputs"], Dependencies>): Bundled {
    const { request, inputs, entry } = bundle;
    const files = withDigests(bundle.files, this.staged);
    const call = calls.get(inputs) ?? new Dependencies(this.root, inputs, request.options, recorder);
    calls.set(inputs, call);
    const facts = factsOf(call, entry, bundle.places);
    const isWritten = facts && files.every(({ contents, cached }) => this.objects.write(cached?.hash ?? "", contents));
    if (facts && isWritten) {
      const stored = files.map(({ path, cached }) => ({ path, hash: cached?.hash ?? "", size: cached?.size ?? 0 }));
      const slot = slotOf(request);
      this.bundles.set(slot, { slot, day: this.today, facts, files: stored, warnings: bundle.warnings });
    }
    return { request, files, warnings: bundle.warnings };
  }

  /** Each fact is looked into once, for all bundles. */
  private checker(disk: Disk): (number: number) => boolean {
    const { facts } = this.index.table;
    const known = new Uint8Array(facts.length);
    return (number) => {
      if (known[number] === 0) {
        const fact = facts[number];
        const result = fact ? holds(fact, disk) : { holds: false, learned: false };
        this.isStale ||= result.learned;
        known[number] = result.holds ? 1 : 2;
      }
      return known[number] === 1;
    };
  }

  private use(bundle: CachedBundle): void {
    if (bundle.day === this.today) return;
    this.bundles.set(bundle.slot, { ...bundle, day: this.today });
    this.isStale = true;
  }

  private knownDigests(): ReadonlyMap<string, { readonly stamp: string; readonly value: string }> {
    const files = this.index.table.facts.filter(({ kind, stamp }) => kind === "file" && stamp !== "");
    return new Map(files.map((fact) => [fact.path, fact]));
  }

  private write(): void {
    if (this.moment === undefined) return;
    const written = writeIndex(this.folder, this.key, this.index, this.today);
    const needed = new Set(written.flatMap(({ files }) => files.map(({ hash }) => hash)));
    this.objects.prune(needed, Date.now());
    sweep(this.folder, (name) => !isTemporary(name), HOUR, Date.now());
  }
}

/** One for every handler, export, set of options and wrapper: a bundle takes the place of an older one. */
function slotOf({ source, options, wrapper }: BundleRequest): string {
  return digest(JSON.stringify([source.relative, source.exportName, optionsKey(options), wrapper]));
}

function factsOf(call: Dependencies, entry: string, places: Fresh["places"]): Runs | undefined {
  try {
    const facts = toRuns(marked(call.of(entry)));
    // A warning about no input may come from elsewhere in the call, and would outlive its cause.
    return places.every((place) => place !== undefined && call.reads(entry, place)) ? facts : undefined;
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}
