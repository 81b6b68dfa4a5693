import type { Metafile } from "esbuild";
import type { BundleOptions } from "../options";
import { reachable } from "../reachable";
import { Dependencies } from "./dependencies";
import type { Part } from "./index-file";
import { type Recorder, Unsure } from "./notes";
import { everyOf, marked, type Runs, toRuns } from "./runs";

/** A bundle that was just made, by what esbuild tells of it. */
interface Made {
  readonly request: { readonly options: BundleOptions };
  /** Of the whole call. */
  readonly inputs: Metafile["inputs"];
  readonly entry: string;
  /** The files that the warnings are about; `undefined` for one that is about none. */
  readonly places: ReadonlyArray<string | undefined>;
}

interface Call {
  readonly dependencies: Dependencies;
  readonly parts: Map<string, Part>;
}

/** What bundles that were just made depend on. What they share is found out once; packages that are as they were, not at all. */
export class Findings {
  private readonly calls = new Map<Metafile["inputs"], Call>();

  /**
   * @param known parts of earlier bundles, by their keys
   */
  constructor(
    private readonly root: string,
    private readonly recorder: Recorder,
    private readonly known: ReadonlyMap<string, readonly Part[]>,
  ) {}

  /** `undefined` when it can't be told for certain. */
  public of(made: Made): { readonly facts: Runs; readonly parts: readonly Part[] } | undefined {
    const { inputs, entry, places } = made;
    const call = this.callOf(made);
    const { dependencies } = call;
    const files = [...reachable(inputs, entry, this.root, dependencies.isOfPackage)];
    const own = files.filter((file) => !dependencies.isOfPackage(file));
    try {
      const parts = files.filter(dependencies.isOfPackage).map((file) => this.part(file, inputs, call));
      const facts = toRuns(marked(dependencies.of(own, entry)));
      // A warning about no input may come from elsewhere in the call, and would outlive its cause.
      const isSure = places.every((place) => place !== undefined && dependencies.reads(entry, place));
      return isSure ? { facts, parts } : undefined;
    } catch (error) {
      if (error instanceof Unsure) return undefined;
      throw error;
    }
  }

  private callOf({ inputs, request }: Made): Call {
    const known = this.calls.get(inputs);
    if (known !== undefined) return known;
    const dependencies = new Dependencies(this.root, inputs, request.options, this.recorder);
    const call = { dependencies, parts: new Map<string, Part>() };
    this.calls.set(inputs, call);
    return call;
  }

  private part(file: string, inputs: Metafile["inputs"], { dependencies, parts }: Call): Part {
    const part = parts.get(file) ?? this.findPart(reachable(inputs, file, this.root), dependencies);
    parts.set(file, part);
    return part;
  }

  private findPart(files: ReadonlySet<string>, dependencies: Dependencies): Part {
    const key = dependencies.keyOf(files);
    const same = this.known.get(key)?.find(({ facts }) => everyOf(facts, (number) => this.recorder.held(number)));
    return same ?? { key, facts: toRuns(marked(dependencies.of(files))) };
  }
}
