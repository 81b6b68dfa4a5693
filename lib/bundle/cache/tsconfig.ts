import { readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { memoize } from "./disk";
import { type Fact, type FactRecorder, Uncertain } from "./facts";
import { type Folders, manifestTexts, packageOfSpecifier } from "./folders";

/** The `paths` and the `baseUrl` of a tsconfig.json. */
export interface Tsconfig {
  /** The contents of the file and of all files that it extends. */
  readonly facts: readonly Fact[];
  /** The paths that an import may resolve to. */
  readonly targets: (specifier: string) => readonly string[];
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;
const EXTENDS = /"extends"\s*:\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*")/g;

/** Reads the tsconfig.json files of a project, each one once. */
export class Tsconfigs {
  private readonly files = new Map<string, Tsconfig>();

  constructor(
    private readonly recorder: FactRecorder,
    private readonly folders: Folders,
  ) {}

  /** The tsconfig.json that esbuild uses for the files of a folder outside of packages. */
  public nearest(folder: string): Tsconfig | undefined {
    const file = ["tsconfig.json", "jsconfig.json"].map((name) => join(folder, name)).find(this.isFile);
    if (file !== undefined) return this.read(file);
    const parent = dirname(folder);
    return parent === folder ? undefined : this.nearest(parent);
  }

  /** @throws Uncertain if the file can't be read */
  public read(file: string): Tsconfig {
    return memoize(this.files, file, () => {
      try {
        return { facts: this.contents(file, new Set()), targets: targetsOf(realpathSync(file)) };
      } catch (error) {
        throw new Uncertain(`${file} can't be read: ${String(error)}`);
      }
    });
  }

  private contents(file: string, seen: Set<string>): readonly Fact[] {
    if (seen.has(file)) return [];
    seen.add(file);
    const fact = this.recorder.file(file);
    if (fact.value === "") return [fact];
    // `extends` is relative to the target of a symbolic link, not to the link.
    const folder = dirname(realpathSync(file));
    const bases = extendedBy(readFileSync(file, "utf8")).map((base) => this.candidates(base, folder));
    const files = bases.flatMap((base) => base.files);
    return [fact, ...bases.flatMap((base) => base.facts), ...files.flatMap((path) => this.contents(path, seen))];
  }

  /** All files that `extends` may resolve to. Which one esbuild chooses depends on which of them exist. */
  private candidates(base: string, folder: string): { readonly facts: readonly Fact[]; readonly files: string[] } {
    if (/^\.\.?(?:[\\/]|$)/.test(base) || isAbsolute(base))
      return { facts: [], files: withEndings(resolve(folder, base)) };
    const homes = this.folders.modulesAbove(folder).map((modules) => join(modules, packageOfSpecifier(base)));
    const rest = base.slice(packageOfSpecifier(base).length);
    const manifests = homes.map((home) => join(home, "package.json"));
    const named = homes.flatMap((home) => manifestTexts(join(home, "package.json")).map((text) => join(home, text)));
    if (named.some((path) => path.includes("*"))) throw new Uncertain(`${base} is found by a pattern`);
    return {
      facts: [...this.folders.around(folder), ...manifests.map((path) => this.recorder.file(path))],
      files: [...homes.map((home) => home + rest), ...named].flatMap(withEndings),
    };
  }

  private readonly isFile = (path: string): boolean => this.recorder.disk.status(path).kind === "file";
}

/** What the text of a tsconfig.json extends: paths and names of packages. */
export function extendedBy(text: string): readonly string[] {
  return [...text.matchAll(EXTENDS)].flatMap(([, value = ""]) =>
    (value.match(TEXT) ?? []).map((literal) => JSON.parse(literal) as string),
  );
}

/** The files that a path in "extends" may name. */
export function withEndings(path: string): string[] {
  return [path, `${path}.json`, join(path, "tsconfig.json")];
}

function targetsOf(path: string): Tsconfig["targets"] {
  // Loaded lazily, because a synthesis with nothing to bundle does not need it.
  const { createPathsMatcher, parseTsconfig } = require("get-tsconfig") as typeof import("get-tsconfig");
  const config = parseTsconfig(path);
  const matcher = createPathsMatcher({ path, config });
  const { baseUrl } = config.compilerOptions ?? {};
  return (specifier) => {
    const targets = matcher?.(specifier) ?? [];
    // esbuild also tries `baseUrl` if no target of `paths` exists.
    return [...targets, ...(baseUrl === undefined ? [] : [resolve(dirname(path), baseUrl, specifier)])];
  };
}
