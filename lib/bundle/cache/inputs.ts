import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Metafile } from "esbuild";
import { isRecord, stringsIn } from "../canonical-data";
import type { BundleOptions } from "../options";
import { memoize } from "./disk";
import { type Fact, type FactRecorder, Uncertain } from "./facts";
import { type Folders, isInPackage, packageOfSpecifier, readManifest, tryReadText } from "./folders";
import type { Tsconfig, Tsconfigs } from "./tsconfig";

/** One call of esbuild, and the tools that record its dependencies. */
interface EsbuildCall {
  readonly root: string;
  readonly inputs: Metafile["inputs"];
  readonly options: BundleOptions;
  readonly recorder: FactRecorder;
  readonly folders: Folders;
  readonly tsconfigs: Tsconfigs;
}

type Import = Metafile["inputs"][string]["imports"][number];

/** Kinds of import in CSS. Their relative paths need no "./". */
const CSS = ["import-rule", "url-token", "composes-from"];

/**
 * The dependencies of the bundles of one esbuild call: its inputs, and the folders that each import may resolve to.
 * esbuild's resolution is not reimplemented. A changed listing of a folder means that an import may now resolve
 * differently.
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
    this.mainFields = ["main", "module", "browser", ...stringsIn(mainFields)];
    this.nodePaths = stringsIn(nodePaths).map((path) => resolve(root, path));
    this.tsconfig = typeof tsconfig === "string" ? tsconfigs.read(resolve(root, tsconfig)) : undefined;
  }

  /**
   * Adds the dependencies of inputs.
   *
   * @throws Uncertain if they are not known with certainty
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

  /** Adds the dependencies of a generated entry. Its imports resolve as if it were in the project's root. */
  public addEntry(key: string, facts: Set<Fact>): void {
    const { root, options } = this.call;
    this.addFolder(root, facts);
    this.addImports(key, root, facts);
    for (const path of stringsIn(options.esbuild?.inject)) {
      for (const fact of [...this.pathFacts(resolve(root, path)), ...this.packageFacts(path, root)]) facts.add(fact);
    }
  }

  private addFolder(folder: string, facts: Set<Fact>): void {
    for (const fact of this.call.folders.around(folder)) facts.add(fact);
    for (const fact of this.configOf(folder)?.facts ?? []) facts.add(fact);
  }

  private addImports(key: string, folder: string, facts: Set<Fact>): void {
    for (const record of this.call.inputs[key]?.imports ?? []) {
      for (const fact of this.importFacts(record, folder)) facts.add(fact);
    }
  }

  private configOf(folder: string): Tsconfig | undefined {
    return isInPackage(folder) ? undefined : (this.tsconfig ?? this.call.tsconfigs.nearest(folder));
  }

  private importFacts({ path, original = path, external, kind }: Import, folder: string): readonly Fact[] {
    if (/^(?:<|data:|node:|https?:|\/\/)/.test(original)) return [];
    if (external && original.includes("*")) throw new Uncertain(`${original} is put together at run time`);
    if (external && original.startsWith("#")) throw new Uncertain(`${original} leads nowhere`);
    const isCss = CSS.includes(kind);
    return memoize(this.imports, `${isCss} ${original} ${folder}`, () => {
      // If the whole specifier does not resolve, esbuild drops the part from a question mark or a hash on.
      const specifiers = new Set([original, original.replace(/(.)[?#].*$/, "$1")]);
      return [...specifiers].flatMap((specifier) => [
        ...this.specifierFacts(specifier, isCss, folder),
        ...(this.configOf(folder)?.targets(specifier) ?? []).flatMap((target) => this.pathFacts(resolve(target))),
        ...this.aliasTargets(specifier).flatMap((alias) => this.specifierFacts(alias, isCss, this.call.root)),
      ]);
    });
  }

  private specifierFacts(specifier: string, isCss: boolean, folder: string): readonly Fact[] {
    const isPath = /^\.\.?(?:\/|$)/.test(specifier) || isAbsolute(specifier);
    return [
      ...(isPath || isCss ? this.pathFacts(resolve(folder, specifier)) : []),
      ...(isPath ? [] : specifier.startsWith("#") ? this.ownImportFacts(folder) : this.packageFacts(specifier, folder)),
    ];
  }

  /** The paths that `imports` of the nearest package.json may resolve to. */
  private ownImportFacts(folder: string): readonly Fact[] {
    const manifest = readManifest(join(folder, "package.json"));
    if (manifest === undefined && dirname(folder) !== folder) return this.ownImportFacts(dirname(folder));
    return stringsIn(manifest?.imports).flatMap((target) => {
      if (target.startsWith("./")) return this.pathFacts(pathBeforeStar(join(folder, target)));
      if (target.includes("*")) throw new Uncertain(`${target} is a pattern for other packages`);
      return this.packageFacts(target, folder);
    });
  }

  private packageFacts(specifier: string, folder: string): readonly Fact[] {
    const all = [...this.call.folders.modulesAbove(folder), ...this.nodePaths];
    return all.flatMap((modules) => this.packageFactsIn(modules, specifier));
  }

  private packageFactsIn(modules: string, specifier: string): readonly Fact[] {
    return memoize(this.places, `${specifier} in ${modules}`, () => {
      const home = join(modules, packageOfSpecifier(specifier));
      const target = join(modules, specifier);
      const isInside = target !== home && this.call.recorder.disk.isFolder(home);
      return [...this.pathFacts(home), ...(isInside ? this.pathFacts(target) : [])];
    });
  }

  private aliasTargets(specifier: string): readonly string[] {
    return Object.entries(this.call.options.esbuild?.alias ?? {}).flatMap(([name, to]) => {
      const fits = specifier === name || specifier.startsWith(`${name}/`);
      const substitute = String(to) + specifier.slice(name.length);
      return fits && substitute !== specifier ? [substitute] : [];
    });
  }

  /** The dependencies of a path that an import may resolve to: its parent folder, and the path itself if it is a folder. */
  private pathFacts(path: string): readonly Fact[] {
    return memoize(this.places, path, () => {
      const folder = this.call.recorder.folder(dirname(path));
      if (!this.call.recorder.disk.isFolder(path)) return [folder];
      return [folder, this.call.recorder.folder(path), ...this.manifestFacts(path)];
    });
  }

  private manifestFacts(folder: string): readonly Fact[] {
    const path = join(folder, "package.json");
    const manifest = readManifest(path);
    if (manifest === undefined) return [];
    const mains = this.mainFields.map((field) => manifest[field]).filter((main) => typeof main === "string");
    const exported = stringsIn(manifest.exports).filter((target) => target.startsWith("./"));
    const folders = [
      ...mains
        .map((main) => join(folder, main))
        .flatMap((main) => [dirname(main), ...(this.call.recorder.disk.isFolder(main) ? [main] : [])]),
      ...exported.map((target) => dirname(pathBeforeStar(join(folder, target)))),
    ];
    return [this.call.recorder.file(path), ...folders.map((one) => this.call.recorder.folder(one))];
  }
}

function pathBeforeStar(path: string): string {
  const star = path.indexOf("*");
  return star < 0 ? path : `${path.slice(0, star)}x`;
}

const COMMENT = /[#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** The source map of an input, and the sources that esbuild reads because the map does not contain their text. */
function mappedFiles(input: string): readonly string[] {
  return [...(tryReadText(input) ?? "").matchAll(COMMENT)].flatMap(([, url = ""]) => {
    if (url.startsWith("data:")) throw new Uncertain(`${input} contains a source map`);
    const map = fileOfUrl(url, input);
    return map === undefined ? [] : [map, ...sourcesOf(map)];
  });
}

function sourcesOf(map: string): readonly string[] {
  const text = tryReadText(map);
  const content = text === undefined ? undefined : parseSourceMap(text, map);
  if (!isRecord(content) || !Array.isArray(content.sources)) return [];
  const texts = Array.isArray(content.sourcesContent) ? content.sourcesContent : [];
  const root = typeof content.sourceRoot === "string" ? content.sourceRoot : "";
  return content.sources.flatMap((source: unknown, index) => {
    if (typeof source !== "string" || typeof texts[index] === "string") return [];
    return [fileOfUrl(source, map), fileOfUrl(join(root, source), map)].filter((path) => path !== undefined);
  });
}

/** Resolves a URL relative to a file; `undefined` if the result is not a file. */
function fileOfUrl(url: string, beside: string): string | undefined {
  if (isAbsolute(url)) return url;
  try {
    const target = new URL(url, pathToFileURL(beside));
    return target.protocol === "file:" ? fileURLToPath(target) : undefined;
  } catch {
    return undefined;
  }
}

function parseSourceMap(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Uncertain(`${path} can't be read`);
  }
}
