import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Message, Metafile } from "esbuild";
import { didYouMean } from "../spelling/did-you-mean";
import { buildWithMetadata } from "./decorators/build-with-metadata";
import { type Entry, withEntries } from "./entry";
import { type Built, callEsbuild, EsbuildFailure, plainMessage, reachable, withoutMachine } from "./esbuild";
import { withNativeRemedy } from "./needs/native-remedy";
import type { Need } from "./needs/need";
import { needsOf } from "./needs/needs-of";
import { withSstRemedy } from "./needs/sst-remedy";
import { filesOf, type Outputs, outputsOf } from "./outputs";
import type { BundledFile, BundleRequest, Store } from "./request";
import { stablePaths } from "./sources";
import { entryForm, neededVariant, usualVariant, type Variant, variantKey, variantOptions } from "./variant";

/** The result of bundling one request: its files, or its errors. */
export interface BundleOutcome {
  readonly request: BundleRequest;
  readonly files: readonly BundledFile[];
  readonly needs: readonly Need[];
  readonly warnings: readonly Message[];
  readonly errors: readonly Message[];
  /** The inputs that esbuild read for the whole call; undefined if the request failed. */
  readonly inputs?: Metafile["inputs"];
  /** The key of the generated entry in `inputs`. */
  readonly entry: string;
  /** Further files that the bundle depends on, relative to the project's root. */
  readonly alsoRead: readonly string[];
}

/** What all requests of a group have in common. */
interface GroupSettings {
  readonly root: string;
  readonly store: Store;
  readonly variant: Variant;
}

/**
 * Bundles requests with equal options in one call of esbuild. If esbuild's errors can't be attributed to one request,
 * bundles each request in a call of its own. Requests that need another variant are bundled again.
 */
export function buildGroup(requests: readonly BundleRequest[], root: string, store: Store): readonly BundleOutcome[] {
  return buildVariant(requests, { root, store, variant: usualVariant });
}

function buildVariant(requests: readonly BundleRequest[], settings: GroupSettings): readonly BundleOutcome[] {
  const together = buildTogether(requests, settings);
  return together ?? requests.flatMap((request) => buildTogether([request], settings) ?? []);
}

/** Returns `undefined` if esbuild's errors can't be attributed to single requests. */
function buildTogether(
  requests: readonly BundleRequest[],
  settings: GroupSettings,
): readonly BundleOutcome[] | undefined {
  const { root, variant } = settings;
  return withEntries(requests, { root, form: entryForm(variant) }, (entries, folder) => {
    try {
      return outcomes(entries, folder, settings);
    } catch (error) {
      if (error instanceof EsbuildFailure) return failures(error.messages, entries, root);
      throw error;
    }
  });
}

function outcomes(entries: readonly Entry[], folder: string, settings: GroupSettings): readonly BundleOutcome[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { root, variant } = settings;
  const points = entries.map((entry) => ({ in: entry.path, out: entry.output }));
  const call = { root, entryPoints: points, options: variantOptions(first.request.options, variant), folder };
  const { built, alsoRead } =
    variant.decorated.length > 0
      ? buildWithMetadata(call, variant.decorated)
      : { built: callEsbuild(root, points, call.options, folder), alsoRead: [] };
  const keys = entries.map((entry) => entry.key);
  const outputs = outputsOf(built, { ...settings, folder }, stablePaths(root, keys));
  const own = new Set(keys);
  const other = new Map<Entry, Variant>();
  const done = entries.flatMap((entry) => {
    const needed = neededVariant(entry, outputs, variant);
    if (variantKey(needed) === variantKey(variant)) return [{ ...outcome(entry, outputs, own), alsoRead }];
    other.set(entry, needed);
    return [];
  });
  return [...done, ...buildAgain(other, outputs, settings)];
}

/** Bundles again the entries that need another variant. Entries with equal variants share a call. */
function buildAgain(
  entries: ReadonlyMap<Entry, Variant>,
  { built }: Outputs,
  settings: GroupSettings,
): readonly BundleOutcome[] {
  const { root } = settings;
  const { inputs } = built.metafile;
  return [...new Set([...entries.values()].map(variantKey))].flatMap((key) => {
    const group = [...entries].filter(([, variant]) => variantKey(variant) === key);
    const decorated = [...new Set(group.flatMap(([, variant]) => variant.decorated))].sort();
    const [[, first] = [undefined, usualVariant]] = group;
    const requests = group.map(([{ request }]) => request);
    const read = new Map(group.map(([entry]) => [entry.request, readFor(entry, inputs, root)]));
    return buildVariant(requests, { ...settings, variant: { ...first, decorated } }).map((again) => ({
      ...again,
      alsoRead: [...again.alsoRead, ...(read.get(again.request) ?? [])],
    }));
  });
}

/** The files that the usual bundle of an entry was made from. They determine the variant of the next one. */
export function readFor(entry: Entry, inputs: Metafile["inputs"], root: string): readonly string[] {
  return [...reachable(inputs, entry.key, root)].filter((file) => file !== entry.key);
}

/** The bundle of one entry, from the outputs of its call. */
export function outcome(entry: Entry, outputs: Outputs, keys: ReadonlySet<string>): BundleOutcome {
  const { root, built } = outputs;
  const { request } = entry;
  if (isExportMissing(built, entry, root)) {
    return {
      request,
      files: [],
      needs: [],
      warnings: [],
      errors: [missingExportMessage(request, root)],
      entry: entry.key,
      alsoRead: [],
    };
  }
  const files = filesOf(entry, outputs);
  const warnings = built.warnings
    .filter((warning) => concernsEntry(warning, entry, outputs))
    .map((warning) => withoutMachine(warning, root, keys));
  return {
    request,
    files,
    needs: needsOf(entry, outputs, files),
    warnings,
    errors: [],
    inputs: built.metafile.inputs,
    entry: entry.key,
    alsoRead: [],
  };
}

/** A message about a file that is not an input, such as a tsconfig.json, concerns every entry. */
function concernsEntry(message: Message, entry: Entry, { built, root }: Outputs): boolean {
  const inputs = built.metafile.inputs;
  const file = message.location?.file;
  return file === undefined || inputs[file] === undefined || reachable(inputs, entry.key, root).has(file);
}

/** The failures of the entries of a call; undefined if esbuild's errors can't be attributed to single entries. */
export function failures(
  messages: readonly Message[],
  entries: readonly Entry[],
  root: string,
): readonly BundleOutcome[] | undefined {
  const keys = new Set(entries.map((entry) => entry.key));
  const canAttribute = entries.length === 1 || messages.every((message) => keys.has(message.location?.file ?? ""));
  if (!canAttribute) return undefined;
  return entries.map((entry) => {
    const own = messages.filter((message) => entries.length === 1 || message.location?.file === entry.key);
    const errors = own.map((message) =>
      isMissingExport(message, entry)
        ? missingExportMessage(entry.request, root)
        : withoutMachine(withSstRemedy(withNativeRemedy(message)), root, keys),
    );
    return { request: entry.request, files: [], needs: [], warnings: [], errors, entry: entry.key, alsoRead: [] };
  });
}

/** Whether esbuild's message is about the handler's export. The entry imports the handler in its first line. */
function isMissingExport(message: Message, entry: Entry): boolean {
  const { location, text, id } = message;
  const about = text.startsWith("No matching export in ") || id === "import-is-undefined";
  return about && location?.file === entry.key && location.line === 1;
}

/** Whether a bundle that esbuild built without an error would export `undefined` in place of the handler. */
function isExportMissing(built: Built, entry: Entry, root: string): boolean {
  if (built.warnings.some((warning) => isMissingExport(warning, entry))) return true;
  const inputs = built.metafile.inputs;
  const source = inputs[entry.key]?.imports.find((record) => record.original === entry.specifier)?.path;
  const format = source === undefined ? "esm" : inputs[source]?.format;
  if (source === undefined || format === "esm") return false;
  return format === undefined || !commonJsMayExport(readFileSync(resolve(root, source), "utf8"), entry.request);
}

// The exports of a CommonJS module are known only when it runs. A file can't export a name that it does not contain,
// unless it exports indirectly, in one of these ways.
const INDIRECT = [
  /\bexports\s*=\s*(?!\s*\{)/,
  /\bexports\s*[[,)]/,
  /\.\.\./,
  /__export(Star)?\b/,
  /Object\.(assign|define\w+|setPrototypeOf)/,
];

function commonJsMayExport(text: string, { source }: BundleRequest): boolean {
  return source.exportName === "default" || text.includes(source.exportName) || INDIRECT.some((way) => way.test(text));
}

/** The message for a missing export. It lists the exports of the file if esbuild can determine them. */
function missingExportMessage({ source, options }: BundleRequest, root: string): Message {
  const names = exportsOf(root, source.relative, options);
  const list = `It exports ${names.map((name) => `"${name}"`).join(", ")}.`;
  const known = names.length === 0 ? "" : ` ${didYouMean(source.exportName, names, list)}`;
  return plainMessage(`"${source.relative}" has no export "${source.exportName}".${known}`);
}

function exportsOf(root: string, file: string, options: BundleRequest["options"]): readonly string[] {
  try {
    const entryPoints = [{ in: resolve(root, file), out: "exports" }];
    const { metafile } = callEsbuild(root, entryPoints, { ...options, format: "esm" });
    const isModule = metafile.inputs[file]?.format === "esm";
    return isModule
      ? Object.values(metafile.outputs)
          .flatMap((output) => output.exports)
          .sort()
      : [];
  } catch {
    // The file has errors of its own. The message about the missing export is reported without the list.
    return [];
  }
}
