import { readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isRecord, stringsIn } from "../canonical-data";
import { memoize } from "./disk";
import { type Fact, type FactRecorder, Uncertain } from "./facts";

const SETTINGS = ["package.json", "tsconfig.json", "jsconfig.json"];
const PLUG_AND_PLAY = [".pnp.cjs", ".pnp.data.json", ".pnp.js"];

/** The dependencies of a bundle in the folder of an input and in all folders above it. */
export class Folders {
  private readonly facts = new Map<string, readonly Fact[]>();
  private readonly modules = new Map<string, readonly string[]>();

  constructor(
    private readonly root: string,
    private readonly recorder: FactRecorder,
  ) {}

  /**
   * The configuration files in a folder and in all folders above it, and the listings of the project's folders and of
   * each `node_modules`.
   *
   * @throws Uncertain if the project uses Plug'n'Play, or if something changed during the build
   */
  public around(folder: string): readonly Fact[] {
    return memoize(this.facts, folder, () => {
      const parent = dirname(folder);
      return [...this.ownFacts(folder), ...(parent === folder ? [] : this.around(parent))];
    });
  }

  /** The `node_modules` folders that an import from a folder may resolve to. */
  public modulesAbove(folder: string): readonly string[] {
    return memoize(this.modules, folder, () => {
      const parent = dirname(folder);
      const own =
        basename(folder) === "node_modules"
          ? []
          : [join(folder, "node_modules")].filter((path) => this.recorder.disk.isFolder(path));
      return [...own, ...(parent === folder ? [] : this.modulesAbove(parent))];
    });
  }

  private ownFacts(folder: string): readonly Fact[] {
    const { disk } = this.recorder;
    const listing = this.isListed(folder) ? [this.recorder.folder(folder)] : [];
    // The listing already records which of these names are missing.
    const paths = (names: readonly string[]) =>
      names.map((name) => join(folder, name)).filter((path) => listing.length === 0 || disk.mayExist(path));
    const plugAndPlay = isInPackage(folder) ? [] : paths(PLUG_AND_PLAY).map((path) => this.recorder.file(path));
    if (plugAndPlay.some(({ value }) => value !== "")) throw new Uncertain("the project uses Plug'n'Play");
    return [
      ...listing,
      ...plugAndPlay,
      ...paths(SETTINGS).map((path) => this.recorder.file(path)),
      ...paths(["node_modules"]).map((path) => this.recorder.folder(path)),
    ];
  }

  /** Folders above the project are not listed: many changes there concern no bundle. */
  private isListed(folder: string): boolean {
    return folder === this.root || !isAbove(folder, this.root);
  }
}

/** Whether esbuild treats a folder as part of a package, where it ignores a tsconfig.json. */
export function isInPackage(folder: string): boolean {
  return /(?:^|[\\/])node_modules(?:[\\/]|$)/.test(folder);
}

function isAbove(folder: string, other: string): boolean {
  return /^(?:\.\.[\\/])*\.\.$|^$/.test(relative(other, folder));
}

/**
 * Reads a package.json; `undefined` if there is none.
 *
 * @throws Uncertain if it is not a JSON object
 */
export function readManifest(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = tryReadText(path);
  if (text === undefined) return undefined;
  const content = tryParseJson(text);
  if (!isRecord(content)) throw new Uncertain(`${path} can't be read`);
  return content;
}

/** All paths in a package.json that may name a tsconfig to extend. */
export function manifestTexts(path: string): readonly string[] {
  const manifest = readManifest(path);
  return [...stringsIn(manifest?.tsconfig), ...stringsIn(manifest?.exports)];
}

export function packageOfSpecifier(specifier: string): string {
  const [first = "", second] = specifier.split("/");
  return first.startsWith("@") && second ? `${first}/${second}` : first;
}

export function tryReadText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
