import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Metafile } from "esbuild";
import { isRecord } from "../canonical-data";
import type { BundleOptions } from "../options";
import { memoize } from "./disk";
import { type Fact, type FactRecorder, Uncertain } from "./facts";
import { type Folders, isInPackage, packageName, readManifest, textOf, texts } from "./folders";
import type { Tsconfig, Tsconfigs } from "./tsconfig";

/** One call of esbuild, and what was found out about the disk after it. */
interface EsbuildCall {
  readonly root: string;
  readonly inputs: Metafile["inputs"];
  readonly options: BundleOptions;
  readonly recorder: FactRecorder;
  readonly folders: Folders;
  readonly tsconfigs: Tsconfigs;
}

type Import = Metafile["inputs"][string]["imports"][number];

/** Kinds of import in CSS, whose paths need no "./". */
const CSS = ["import-rule", "url-token", "composes-from"];

/**
 * What the bundles of one call of esbuild depend on: its inputs, and the places where each import may lead. What esbuild
 * would choose there is not predicted. The listing of a place says whether the choice may be another one now.
 */
export class Inputs {
  private readonly imports = new Map<string, readonly Fact[]>();
  private readonly places = new Map<string, readonly Fact[]>();
  private readonly mainFields: readonly string[];
  private readonly nodePaths: readonly string[];
  private readonly tsconfig: Tsconfig | undefined;

  constructor(private readonly call: EsbuildCall) {
    const { root, options, tsconfigs } = call;
    const { mainFields, nodePaths, tsconfig, tsconfigRaw } = options.esbuild ?? {};
    if (tsconfigRaw !== undefined) throw new Uncertain("the tsconfig.json is not a file");
    this.mainFields = ["main", "module", "browser", ...texts(mainFields)];
    this.nodePaths = texts(nodePaths).map((path) => resolve(root, path));
    this.tsconfig = typeof tsconfig === "string" ? tsconfigs.read(resolve(root, tsconfig)) : undefined;
  }

  /**
   * Adds what inputs depend on.
   *
   * @throws Uncertain if that is not known for certain
   */
  public add(keys: Iterable<string>, facts: Set<Fact>): void {
    const folders = new Set<string>();
    for (const key of keys) {
      if (key.startsWith("<")) continue;
      const path = resolve(this.call.root, key);
      if (this.call.recorder.disk.status(path).kind !== "file") throw new Uncertain(`${key} is not a file`);
      const maps = this.call.options.sourcemap ? mappedFiles(path) : [];
      for (const file of [path, ...maps]) facts.add(this.call.recorder.file(file));
      folders.add(dirname(path));
      this.addImports(key, dirname(path), facts);
    }
    for (const folder of folders) this.addFolder(folder, facts);
  }

  /** Adds what a generated entry depends on. It lies elsewhere, but stands for the project's root. */
  public addEntry(key: string, facts: Set<Fact>): void {
    const { root, options } = this.call;
    this.addFolder(root, facts);
    this.addImports(key, root, facts);
    for (const path of texts(options.esbuild?.inject)) {
      for (const fact of [...this.place(resolve(root, path)), ...this.packages(path, root)]) facts.add(fact);
    }
  }

  private addFolder(folder: string, facts: Set<Fact>): void {
    for (const fact of this.call.folders.around(folder)) facts.add(fact);
    for (const fact of this.configOf(folder)?.facts ?? []) facts.add(fact);
  }

  private addImports(key: string, folder: string, facts: Set<Fact>): void {
    for (const record of this.call.inputs[key]?.imports ?? []) {
      for (const fact of this.ofImport(record, folder)) facts.add(fact);
    }
  }

  private configOf(folder: string): Tsconfig | undefined {
    return isInPackage(folder) ? undefined : (this.tsconfig ?? this.call.tsconfigs.nearest(folder));
  }

  private ofImport({ path, original = path, external, kind }: Import, folder: string): readonly Fact[] {
    if (/^(?:<|data:|node:|https?:|\/\/)/.test(original)) return [];
    if (external && original.includes("*")) throw new Uncertain(`${original} is put together at run time`);
    if (external && original.startsWith("#")) throw new Uncertain(`${original} leads nowhere`);
    const isCss = CSS.includes(kind);
    return memoize(this.imports, `${isCss} ${original} ${folder}`, () => {
      // esbuild leaves out what follows a question mark or a hash where the whole specifier leads nowhere.
      const specifiers = new Set([original, original.replace(/(.)[?#].*$/, "$1")]);
      return [...specifiers].flatMap((specifier) => [
        ...this.meanings(specifier, isCss, folder),
        ...(this.configOf(folder)?.targets(specifier) ?? []).flatMap((target) => this.place(resolve(target))),
        ...this.aliases(specifier).flatMap((alias) => this.meanings(alias, isCss, this.call.root)),
      ]);
    });
  }

  private meanings(specifier: string, isCss: boolean, folder: string): readonly Fact[] {
    const isPath = /^\.\.?(?:\/|$)/.test(specifier) || isAbsolute(specifier);
    return [
      ...(isPath || isCss ? this.place(resolve(folder, specifier)) : []),
      ...(isPath ? [] : specifier.startsWith("#") ? this.ownImports(folder) : this.packages(specifier, folder)),
    ];
  }

  /** Where the field `imports` of the package.json above a folder leads. */
  private ownImports(folder: string): readonly Fact[] {
    const manifest = readManifest(join(folder, "package.json"));
    if (manifest === undefined && dirname(folder) !== folder) return this.ownImports(dirname(folder));
    return texts(manifest?.imports).flatMap((target) => {
      if (target.startsWith("./")) return this.place(beforeStar(join(folder, target)));
      if (target.includes("*")) throw new Uncertain(`${target} is a pattern for other packages`);
      return this.packages(target, folder);
    });
  }

  private packages(specifier: string, folder: string): readonly Fact[] {
    const all = [...this.call.folders.modulesAbove(folder), ...this.nodePaths];
    return all.flatMap((modules) => this.packageIn(modules, specifier));
  }

  private packageIn(modules: string, specifier: string): readonly Fact[] {
    return memoize(this.places, `${specifier} in ${modules}`, () => {
      const home = join(modules, packageName(specifier));
      const target = join(modules, specifier);
      const isInside = target !== home && this.call.recorder.disk.isFolder(home);
      return [...this.place(home), ...(isInside ? this.place(target) : [])];
    });
  }

  private aliases(specifier: string): readonly string[] {
    return Object.entries(this.call.options.esbuild?.alias ?? {}).flatMap(([name, to]) => {
      const fits = specifier === name || specifier.startsWith(`${name}/`);
      const substitute = String(to) + specifier.slice(name.length);
      return fits && substitute !== specifier ? [substitute] : [];
    });
  }

  /** A path that an import may mean: the folder that it is in, and itself if it is one. */
  private place(path: string): readonly Fact[] {
    return memoize(this.places, path, () => {
      const folder = this.call.recorder.folder(dirname(path));
      if (!this.call.recorder.disk.isFolder(path)) return [folder];
      return [folder, this.call.recorder.folder(path), ...this.manifest(path)];
    });
  }

  private manifest(folder: string): readonly Fact[] {
    const path = join(folder, "package.json");
    const manifest = readManifest(path);
    if (manifest === undefined) return [];
    const mains = this.mainFields.map((field) => manifest[field]).filter((main) => typeof main === "string");
    const exported = texts(manifest.exports).filter((target) => target.startsWith("./"));
    const folders = [
      ...mains
        .map((main) => join(folder, main))
        .flatMap((main) => [dirname(main), ...(this.call.recorder.disk.isFolder(main) ? [main] : [])]),
      ...exported.map((target) => dirname(beforeStar(join(folder, target)))),
    ];
    return [this.call.recorder.file(path), ...folders.map((one) => this.call.recorder.folder(one))];
  }
}

function beforeStar(path: string): string {
  const star = path.indexOf("*");
  return star < 0 ? path : `${path.slice(0, star)}x`;
}

const COMMENT = /[#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** The source map of an input, and the sources that esbuild reads because the map does not contain them. */
function mappedFiles(input: string): readonly string[] {
  return [...(textOf(input) ?? "").matchAll(COMMENT)].flatMap(([, url = ""]) => {
    if (url.startsWith("data:")) throw new Uncertain(`${input} contains a source map`);
    const map = pathOf(url, input);
    return map === undefined ? [] : [map, ...sourcesOf(map)];
  });
}

function sourcesOf(map: string): readonly string[] {
  const text = textOf(map);
  const content = text === undefined ? undefined : parsed(text, map);
  if (!isRecord(content) || !Array.isArray(content.sources)) return [];
  const texts = Array.isArray(content.sourcesContent) ? content.sourcesContent : [];
  const root = typeof content.sourceRoot === "string" ? content.sourceRoot : "";
  return content.sources.flatMap((source: unknown, index) => {
    if (typeof source !== "string" || typeof texts[index] === "string") return [];
    return [pathOf(source, map), pathOf(join(root, source), map)].filter((path) => path !== undefined);
  });
}

/** The file that a URL beside another file means, `undefined` for none. */
function pathOf(url: string, beside: string): string | undefined {
  if (isAbsolute(url)) return url;
  try {
    const target = new URL(url, pathToFileURL(beside));
    return target.protocol === "file:" ? fileURLToPath(target) : undefined;
  } catch {
    return undefined;
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Uncertain(`${path} can't be read`);
  }
}
