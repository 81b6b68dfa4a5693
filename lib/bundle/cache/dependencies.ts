import { dirname, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { reachable } from "../esbuild";
import type { BundleRequest } from "../request";
import type { Disk } from "./disk";
import { type Fact, FactRecorder, Uncertain } from "./facts";
import { Folders, isInPackage } from "./folders";
import type { FactSet } from "./index-file";
import { Inputs } from "./inputs";
import { Tsconfigs } from "./tsconfig";

/** What esbuild reports about a new bundle. */
interface BundleReport {
  readonly request: BundleRequest;
  /** The inputs of the whole esbuild call. */
  readonly inputs: Metafile["inputs"];
  /** The key of the generated entry in `inputs`. */
  readonly entry: string;
  /** Further files that the bundle depends on, relative to the project's root. */
  readonly alsoRead: readonly string[];
  /** The file that each warning is about; `undefined` for a warning without a location. */
  readonly places: ReadonlyArray<string | undefined>;
}

interface AnalyzedCall {
  readonly inputs: Inputs;
  /** The dependencies of packages, by the input that the project imports. */
  readonly packages: Map<string, FactSet>;
}

/** The dependencies of the bundles of one synthesis. Must be created before esbuild runs. */
export class Dependencies {
  private readonly before: FactRecorder;
  private readonly recorder: FactRecorder;
  private readonly folders: Folders;
  private readonly tsconfigs: Tsconfigs;
  private readonly calls = new Map<Metafile["inputs"], AnalyzedCall>();

  constructor(
    private readonly root: string,
    disk: () => Disk,
    requests: readonly BundleRequest[],
  ) {
    this.before = new FactRecorder(disk());
    this.recordBefore(requests);
    this.recorder = new FactRecorder(disk(), this.before);
    this.folders = new Folders(root, this.recorder);
    this.tsconfigs = new Tsconfigs(this.recorder, this.folders);
  }

  /** Returns the dependencies of a bundle; `undefined` if they are not known with certainty. */
  public factsOf({ request, inputs, entry, alsoRead, places }: BundleReport): readonly FactSet[] | undefined {
    try {
      const call = this.callOf(request, inputs);
      const files = [...reachable(inputs, entry, this.root, isInPackage)].filter((file) => file !== entry);
      const own = new Set<Fact>();
      call.inputs.addEntry(entry, own);
      call.inputs.add(
        files.filter((file) => !isInPackage(file)),
        own,
      );
      const packages = files.filter(isInPackage).map((file) => this.packageFacts(file, inputs, call));
      const further = new Set<Fact>();
      call.inputs.add(alsoRead, further);
      const sets = [[...own], ...packages, [...further]];
      // Otherwise a cached warning would reappear after its cause is gone: no recorded dependency would change.
      const isCertain = places.every((place) => place !== undefined && sets.some(includes(resolve(this.root, place))));
      return isCertain ? sets : undefined;
    } catch (error) {
      if (error instanceof Uncertain) return undefined;
      throw error;
    }
  }

  /**
   * Records the folders of the handlers before esbuild runs. Some folders, such as the one for temporary files, change
   * all the time. For them, an equal value before and after the build proves that nothing relevant changed.
   */
  private recordBefore(requests: readonly BundleRequest[]): void {
    const folders = new Folders(this.root, this.before);
    try {
      for (const { source } of requests) folders.around(dirname(resolve(this.root, source.relative)));
    } catch (error) {
      if (!(error instanceof Uncertain)) throw error;
    }
  }

  private callOf(request: BundleRequest, inputs: Metafile["inputs"]): AnalyzedCall {
    const known = this.calls.get(inputs);
    if (known !== undefined) return known;
    const { root, recorder, folders, tsconfigs } = this;
    const call = {
      inputs: new Inputs({ root, inputs, options: request.options, recorder, folders, tsconfigs }),
      packages: new Map<string, FactSet>(),
    };
    this.calls.set(inputs, call);
    return call;
  }

  private packageFacts(start: string, inputs: Metafile["inputs"], call: AnalyzedCall): FactSet {
    const known = call.packages.get(start);
    if (known !== undefined) return known;
    const facts = new Set<Fact>();
    call.inputs.add(reachable(inputs, start, this.root), facts);
    const set = [...facts];
    call.packages.set(start, set);
    return set;
  }
}

function includes(path: string): (set: FactSet) => boolean {
  return (set) => set.some((fact) => fact.kind === "file" && fact.path === path);
}
