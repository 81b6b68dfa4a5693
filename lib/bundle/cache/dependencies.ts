import { dirname, isAbsolute, join, posix, resolve, sep } from "node:path";
import type { Metafile } from "esbuild";
import { groupBy } from "../group-by";
import { type BundleOptions, optionsKey } from "../options";
import { reachable } from "../reachable";
import { digest } from "./digest";
import { isInPackage, upwards } from "./folders";
import { type LookupOptions, lookUpPackage, lookUpPath } from "./lookups";
import { Notes, type Recorder, Unsure } from "./notes";
import { noteManifests, notePlace } from "./place";
import { noteSourceMap } from "./source-maps";
import { type PathRules, readTsconfig, targetsOf } from "./tsconfig";

type Import = Metafile["inputs"][string]["imports"][number];

const PLUG_AND_PLAY = [".pnp.data.json", ".pnp.cjs", ".pnp.js"];

/** What the bundles of one call depend on. */
export class Dependencies {
  private readonly files = new Map<string, Notes | Unsure>();
  private readonly folders = new Map<string, FolderNotes>();
  private readonly starts = new Map<string, string>();
  private readonly packaged = new Map<string, boolean>();
  private readonly lookups: LookupOptions;
  private readonly lookupsKey: string;

  constructor(
    private readonly root: string,
    private readonly inputs: Metafile["inputs"],
    private readonly options: BundleOptions,
    private readonly recorder: Recorder,
  ) {
    const { mainFields, nodePaths } = options.esbuild ?? {};
    this.lookups = {
      mainFields: ["module", "main", "browser", ...strings(mainFields)],
      nodePaths: strings(nodePaths).map((path) => resolve(root, path)),
    };
    this.lookupsKey = JSON.stringify(this.lookups);
  }

  /**
   * The facts that some files depend on: by its number, whether they do.
   *
   * @throws Unsure when that can't be told
   */
  public of(files: Iterable<string>, entry?: string): Uint8Array {
    if (this.options.esbuild?.tsconfigRaw !== undefined) throw new Unsure("a tsconfig.json that is no file");
    const keys = [...files];
    const own = keys.filter((key) => !this.isOfPackage(key)).map((key) => this.ofFile(key, key === entry));
    const folders = groupBy(keys.filter(this.isOfPackage), posix.dirname);
    const packaged = [...folders].map(([folder, inputs]) => this.ofFolder(resolve(this.root, folder), inputs));
    // Marks, and no set: they come sorted.
    const marks = new Uint8Array(this.recorder.size);
    const seen = new Set<Notes>();
    for (const notes of [...own, ...packaged]) notes.mark(marks, seen);
    return marks;
  }

  /** Whether a file belongs to a package, in which nobody works. */
  public readonly isOfPackage = (key: string): boolean => {
    const folder = posix.dirname(key);
    const known = this.packaged.get(folder) ?? this.recorder.home(resolve(this.root, folder)) !== undefined;
    this.packaged.set(folder, known);
    return known;
  };

  /** Equal for files that facts about the same things are noted for. */
  public keyOf(files: Iterable<string>): string {
    const imports = [...files].map((key) => [key, this.inputs[key]?.imports]);
    return digest(JSON.stringify([optionsKey(this.options), imports]));
  }

  /** Whether a file is among what a bundle depends on. */
  public reads(entry: string, file: string): boolean {
    const number = this.recorder.number("file", resolve(this.root, file));
    return this.of(reachable(this.inputs, entry, this.root), entry)[number] === 1;
  }

  private ofFile(key: string, isEntry: boolean): Notes {
    const known = this.files.get(key) ?? this.found(key, isEntry);
    this.files.set(key, known);
    if (known instanceof Unsure) throw known;
    return known;
  }

  private found(key: string, isEntry: boolean): Notes | Unsure {
    const notes = new Notes(this.recorder);
    try {
      if (isEntry) this.noteEntry(key, notes);
      else if (!key.startsWith("<")) this.noteFile(key, notes);
      return notes;
    } catch (error) {
      if (error instanceof Unsure) return error;
      throw error;
    }
  }

  /** Of packages there are hundreds of files, which are noted together where they lie together. */
  private ofFolder(folder: string, keys: readonly string[]): Notes {
    const notes = new Notes(this.recorder);
    notes.inputs(
      folder,
      keys.map((key) => posix.basename(key)),
    );
    notes.names(folder, "");
    notePlace(folder, this.root, notes);
    noteManifests(folder, notes);
    for (const key of keys) {
      if (this.options.sourcemap) noteSourceMap(resolve(this.root, key), notes);
      for (const record of this.inputs[key]?.imports ?? []) {
        if (!this.isSettledByPlace(record, folder)) this.noteImport(record, folder, [], notes);
      }
    }
    return notes;
  }

  /** The generated entry lies in a folder of its own, and imports what it imports by absolute paths. */
  private noteEntry(key: string, notes: Notes): void {
    this.folder(this.root, notes);
    for (const { original } of this.inputs[key]?.imports ?? []) {
      if (original !== undefined) lookUpPath(resolve(original), this.lookups, notes);
    }
    for (const path of strings(this.options.esbuild?.inject)) {
      lookUpPath(resolve(this.root, path), this.lookups, notes);
      lookUpPackage(path, this.root, undefined, this.lookups, notes);
    }
  }

  private noteFile(key: string, notes: Notes): void {
    const path = resolve(this.root, key);
    const folder = dirname(path);
    notes.input(path);
    if (notes.disk.status(path).kind !== "file") throw new Unsure(`${key} is no file`);
    notePlace(path, this.root, notes);
    if (this.options.sourcemap) noteSourceMap(path, notes);
    const rules = this.folder(folder, notes);
    for (const record of this.inputs[key]?.imports ?? []) this.noteImport(record, folder, rules, notes);
  }

  private noteImport(record: Import, from: string, rules: readonly PathRules[], notes: Notes): void {
    const { path, original = path, external } = record;
    if (/^(?:<|data:|node:|https?:|\/\/)/.test(original)) return;
    // An import whose path is put together at run time stands for all files that it might mean.
    if (external && original.includes("*")) throw new Unsure(`${original} is a pattern`);
    const found = external ? undefined : resolve(this.root, path);
    for (const specifier of spellings(original)) {
      this.noteSpecifier(specifier, record, from, found, notes);
      for (const target of rules.flatMap((rule) => targetsOf(specifier, rule))) {
        lookUpPath(target, this.lookups, notes);
      }
      for (const alias of this.aliases(specifier)) this.noteSpecifier(alias, record, this.root, found, notes);
    }
  }

  /** Whether all that an import in a package might mean is in the list of a folder that is noted with the file it does mean. */
  private isSettledByPlace({ path, original = path, external }: Import, from: string): boolean {
    if (external || !original.startsWith(".") || this.inputs[path] === undefined || !this.isOfPackage(path))
      return false;
    const folder = posix.dirname(path);
    const isBeside = original.startsWith("./") && original.lastIndexOf("/") === 1;
    return resolve(this.root, folder) === (isBeside ? from : dirname(resolve(from, original)));
  }

  private noteSpecifier(
    specifier: string,
    { kind }: Import,
    from: string,
    found: string | undefined,
    notes: Notes,
  ): void {
    const isPath = /^\.\.?(?:\/|$)/.test(specifier) || isAbsolute(specifier);
    if (isPath || ["import-rule", "url-token", "composes-from"].includes(kind)) {
      lookUpPath(resolve(from, specifier), this.lookups, notes);
    }
    if (isPath) return;
    if (specifier.startsWith("#") && found !== undefined) refuseForeign(specifier, from, found, notes);
    const start = this.packagesFrom(from);
    const key = ["package", specifier, start, found, this.lookupsKey].join("\0");
    notes.once(key, (own) => lookUpPackage(specifier, start, found, this.lookups, own));
  }

  /** Where the search for packages begins to matter: below, a package has no `node_modules`, as the lists of its folders say. */
  private packagesFrom(folder: string): string {
    const known = this.starts.get(folder);
    if (known !== undefined) return known;
    const home = this.recorder.home(folder);
    const names = home === undefined || home === folder ? undefined : this.recorder.disk.names(folder);
    const isBare = names?.every(({ name }) => name.toLowerCase() !== "node_modules") === true;
    const start = isBare ? this.packagesFrom(dirname(folder)) : folder;
    this.starts.set(folder, start);
    return start;
  }

  private aliases(specifier: string): readonly string[] {
    return Object.entries(this.options.esbuild?.alias ?? {}).flatMap(([name, to]) => {
      const fits = specifier === name || specifier.startsWith(`${name}/`);
      const substitute = String(to) + specifier.slice(name.length);
      return fits && substitute !== specifier ? [substitute] : [];
    });
  }

  /** Notes what esbuild reads in a folder and above it, and gives what it says about imports. */
  private folder(folder: string, notes: Notes): readonly PathRules[] {
    const known = this.folders.get(folder) ?? this.foundFolder(folder);
    this.folders.set(folder, known);
    notes.take(known.notes);
    return known.rules;
  }

  private foundFolder(folder: string): FolderNotes {
    const notes = new Notes(this.recorder);
    noteManifests(folder, notes);
    if (isInPackage(folder)) return { notes, rules: [] };
    const configs = upwards(folder).flatMap((parent) => [join(parent, "tsconfig.json"), join(parent, "jsconfig.json")]);
    for (const path of upwards(folder).flatMap((parent) => PLUG_AND_PLAY.map((name) => join(parent, name)))) {
      notes.file(path);
      if (notes.disk.status(path).kind !== "none") throw new Unsure("packages are not in folders");
    }
    const { tsconfig } = this.options.esbuild ?? {};
    const files = typeof tsconfig === "string" ? [resolve(this.root, tsconfig)] : configs;
    return { notes, rules: files.map((file) => readTsconfig(file, notes)) };
  }
}

interface FolderNotes {
  readonly notes: Notes;
  readonly rules: readonly PathRules[];
}

/** The field "imports" of a package.json may send an import on to another package, by patterns and conditions. */
function refuseForeign(specifier: string, from: string, found: string, notes: Notes): void {
  const home = upwards(from).find((folder) => notes.disk.status(join(folder, "package.json")).kind === "file");
  const isOwn = home !== undefined && found.startsWith(home + sep) && !isInPackage(found.slice(home.length));
  if (!isOwn) throw new Unsure(`${specifier} leads to another package`);
}

/** A specifier, and what esbuild takes it for when that leads nowhere. */
function spellings(specifier: string): readonly string[] {
  const bare = specifier.replace(/(?<=.)[?#].*$/, "");
  return bare === specifier ? [specifier] : [specifier, bare];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
