import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import type { Metafile } from "esbuild";
import type { BundleOptions } from "../options";
import { reachable } from "../reachable";
import { isInPackage, upwards } from "./folders";
import { type LookupOptions, lookUpPackage, lookUpPath } from "./lookups";
import { Notes, type Recorder, Unsure } from "./notes";
import { noteSourceMap } from "./source-maps";
import { type PathRules, readTsconfig, targetsOf } from "./tsconfig";

type Import = Metafile["inputs"][string]["imports"][number];

const PLUG_AND_PLAY = [".pnp.data.json", ".pnp.cjs", ".pnp.js"];

/** What the bundles of one call depend on. */
export class Dependencies {
  private readonly files = new Map<string, readonly number[] | Unsure>();
  private readonly folders = new Map<string, FolderNotes>();
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
   * The facts that a bundle depends on: by its number, whether it does.
   *
   * @throws Unsure when that can't be told
   */
  public of(entry: string): Uint8Array {
    if (this.options.esbuild?.tsconfigRaw !== undefined) throw new Unsure("a tsconfig.json that is no file");
    const files = [...reachable(this.inputs, entry, this.root)].map((key) => this.ofFile(key, key === entry));
    // Marks, and no set: hundreds of handlers share thousands of facts, and want them sorted.
    const marks = new Uint8Array(this.recorder.size);
    for (const numbers of files) for (const number of numbers) marks[number] = 1;
    return marks;
  }

  /** Whether a file is among what a bundle depends on. */
  public reads(entry: string, file: string): boolean {
    const number = this.recorder.number("file", resolve(this.root, file));
    return this.of(entry)[number] === 1;
  }

  private ofFile(key: string, isEntry: boolean): readonly number[] {
    const known = this.files.get(key) ?? this.found(key, isEntry);
    this.files.set(key, known);
    if (known instanceof Unsure) throw known;
    return known;
  }

  private found(key: string, isEntry: boolean): readonly number[] | Unsure {
    const notes = new Notes(this.recorder);
    try {
      if (isEntry) this.noteEntry(key, notes);
      else if (!key.startsWith("<")) this.noteFile(key, notes);
      return [...notes.numbers];
    } catch (error) {
      if (error instanceof Unsure) return error;
      throw error;
    }
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
    notes.file(path);
    if (notes.disk.status(path).kind !== "file") throw new Unsure(`${key} is no file`);
    this.notePlace(path, notes);
    if (this.options.sourcemap) noteSourceMap(path, notes);
    const rules = this.folder(dirname(path), notes);
    for (const record of this.inputs[key]?.imports ?? []) this.noteImport(record, dirname(path), rules, notes);
  }

  /** The path of a file itself: at each of its steps something of the same name might come first. */
  private notePlace(path: string, notes: Notes): void {
    const folder = dirname(path);
    notes.names(folder, basename(path));
    const isTop = folder === this.root || folder === dirname(folder) || basename(folder) === "node_modules";
    if (!isTop) notes.once(`place\0${folder}`, (own) => this.notePlace(folder, own));
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
    const key = ["package", specifier, from, found, this.lookupsKey].join("\0");
    notes.once(key, (own) => lookUpPackage(specifier, from, found, this.lookups, own));
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
    for (const number of known.numbers) notes.numbers.add(number);
    return known.rules;
  }

  private foundFolder(folder: string): FolderNotes {
    const notes = new Notes(this.recorder);
    for (const parent of upwards(folder)) notes.file(join(parent, "package.json"));
    if (isInPackage(folder)) return { numbers: notes.numbers, rules: [] };
    const configs = upwards(folder).flatMap((parent) => [join(parent, "tsconfig.json"), join(parent, "jsconfig.json")]);
    for (const path of upwards(folder).flatMap((parent) => PLUG_AND_PLAY.map((name) => join(parent, name)))) {
      notes.file(path);
      if (notes.disk.status(path).kind !== "none") throw new Unsure("packages are not in folders");
    }
    const { tsconfig } = this.options.esbuild ?? {};
    const files = typeof tsconfig === "string" ? [resolve(this.root, tsconfig)] : configs;
    return { numbers: notes.numbers, rules: files.map((file) => readTsconfig(file, notes)) };
  }
}

interface FolderNotes {
  readonly numbers: ReadonlySet<number>;
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
