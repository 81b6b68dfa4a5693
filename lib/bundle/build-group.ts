import type { Message, Metafile } from "esbuild";
import { callEsbuild, EsbuildFailure } from "./esbuild-call";
import { withoutMachine } from "./messages";
import { isMissingExport, lacksExport, missingExport } from "./missing-export";
import { filesOf, type Outputs, outputsOf, type Place } from "./outputs";
import { reachable } from "./reachable";
import type { BundledFile, BundleRequest } from "./request";
import { stablePaths } from "./stable-path";
import type { Store } from "./store";
import { type Entry, withEntries } from "./workspace";

/** What became of one request. */
export interface Outcome {
  readonly request: BundleRequest;
  readonly files: readonly BundledFile[];
  readonly warnings: readonly Message[];
  readonly errors: readonly Message[];
  /** What esbuild read, and what it calls the entry there; not where it failed. */
  readonly inputs?: Metafile["inputs"];
  readonly entry: string;
}

/** Bundles requests of equal options in one call. When that fails, each alone: only so esbuild tells whose fault it is. */
export function buildGroup(requests: readonly BundleRequest[], root: string, store: Store): readonly Outcome[] {
  const together = buildTogether(requests, root, store);
  return together ?? requests.flatMap((request) => buildTogether([request], root, store) ?? []);
}

/** Gives up, with `undefined`, where the errors of several requests can't be told apart. */
function buildTogether(requests: readonly BundleRequest[], root: string, store: Store): readonly Outcome[] | undefined {
  return withEntries(requests, root, (entries, folder) => {
    try {
      return outcomes(entries, { root, folder, store });
    } catch (error) {
      if (error instanceof EsbuildFailure) return failures(error.messages, entries, root);
      throw error;
    }
  });
}

function outcomes(entries: readonly Entry[], place: Place): readonly Outcome[] {
  const [first] = entries;
  if (first === undefined) return [];
  const points = entries.map((entry) => ({ in: entry.path, out: entry.output }));
  const built = callEsbuild(place.root, points, first.request.options, place.folder);
  const keys = entries.map((entry) => entry.key);
  const outputs = outputsOf(built, place, stablePaths(place.root, keys));
  const own = new Set(keys);
  return entries.map((entry) => outcome(entry, outputs, own));
}

function outcome(entry: Entry, outputs: Outputs, keys: ReadonlySet<string>): Outcome {
  const { root, built } = outputs;
  const { request } = entry;
  if (lacksExport(built, entry, root)) {
    return { request, files: [], warnings: [], errors: [missingExport(request, root)], entry: entry.key };
  }
  const warnings = built.warnings
    .filter((warning) => concerns(warning, entry, outputs))
    .map((warning) => withoutMachine(warning, root, keys));
  return {
    request,
    files: filesOf(entry, outputs),
    warnings,
    errors: [],
    inputs: built.metafile.inputs,
    entry: entry.key,
  };
}

/** A message about no file of the bundles, such as one about a tsconfig.json, concerns them all. */
function concerns(message: Message, entry: Entry, { built, root }: Outputs): boolean {
  const inputs = built.metafile.inputs;
  const file = message.location?.file;
  return file === undefined || inputs[file] === undefined || reachable(inputs, entry.key, root).has(file);
}

function failures(
  messages: readonly Message[],
  entries: readonly Entry[],
  root: string,
): readonly Outcome[] | undefined {
  const keys = new Set(entries.map((entry) => entry.key));
  const told = entries.length === 1 || messages.every((message) => keys.has(message.location?.file ?? ""));
  if (!told) return undefined;
  return entries.map((entry) => {
    const own = messages.filter((message) => entries.length === 1 || message.location?.file === entry.key);
    const errors = own.map((message) =>
      isMissingExport(message, entry) ? missingExport(entry.request, root) : withoutMachine(message, root, keys),
    );
    return { request: entry.request, files: [], warnings: [], errors, entry: entry.key };
  });
}
