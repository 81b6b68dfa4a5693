import { dirname, isAbsolute, join } from "node:path";
import { isRecord } from "../canonical";
import { upwards } from "./folders";
import { packageName } from "./lookups";
import { type Notes, Unsure } from "./notes";

/** What a tsconfig.json and all that it extends say about imports. */
export interface PathRules {
  /** Folders that paths may be relative to. */
  readonly bases: ReadonlySet<string>;
  /** Folders that imports of packages are first looked for in. */
  readonly baseUrls: ReadonlySet<string>;
  readonly paths: ReadonlyArray<readonly [pattern: string, targets: readonly string[]]>;
}

interface Gathered {
  readonly top: string;
  readonly notes: Notes;
  readonly seen: Set<string>;
  readonly bases: Set<string>;
  readonly baseUrls: Set<string>;
  readonly paths: [string, string[]][];
}

/** Notes a tsconfig.json and what it extends. Where esbuild would take one of several files, all of them count. */
export function readTsconfig(file: string, notes: Notes): PathRules {
  const gathered: Gathered = {
    top: dirname(file),
    notes,
    seen: new Set(),
    bases: new Set(),
    baseUrls: new Set(),
    paths: [],
  };
  gather(file, gathered);
  return gathered;
}

/** Where an import may lead by the rules. */
export function targetsOf(specifier: string, { bases, baseUrls, paths }: PathRules): readonly string[] {
  const mapped = paths.flatMap(([pattern, targets]) => {
    const rest = wildcard(pattern, specifier);
    return rest === undefined ? [] : targets.map((target) => target.replace("*", () => rest));
  });
  return [
    ...mapped.flatMap((target) => (isAbsolute(target) ? [target] : [...bases].map((base) => join(base, target)))),
    ...[...baseUrls].map((base) => join(base, specifier)),
  ];
}

function wildcard(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === specifier ? "" : undefined;
  const [prefix, suffix] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.startsWith(prefix) && specifier.endsWith(suffix);
  return fits ? specifier.slice(prefix.length, Math.max(prefix.length, specifier.length - suffix.length)) : undefined;
}

function gather(file: string, gathered: Gathered): void {
  const { notes, seen } = gathered;
  if (seen.has(file)) return;
  seen.add(file);
  const content = notes.settings(file);
  if (content === undefined) return;
  if (!isRecord(content)) throw new Unsure(`${file} is no object`);
  // What it extends is relative to the file that a link leads to.
  notes.link(file);
  const folder = dirname(notes.disk.target(file));
  gathered.bases.add(folder);
  gatherOptions(content.compilerOptions, folder, gathered);
  for (const base of [content.extends].flat()) {
    if (typeof base !== "string") continue;
    for (const candidate of candidatesOf(base, folder, notes)) gather(candidate, gathered);
  }
}

function gatherOptions(options: unknown, folder: string, { top, bases, baseUrls, paths }: Gathered): void {
  if (!isRecord(options)) return;
  const inPlace = (text: string) => text.replace(/^\$\{configDir\}/, () => top);
  if (typeof options.baseUrl === "string") {
    const text = inPlace(options.baseUrl);
    const base = isAbsolute(text) ? text : join(folder, text);
    bases.add(base);
    baseUrls.add(base);
  }
  if (!isRecord(options.paths)) return;
  for (const [pattern, targets] of Object.entries(options.paths)) {
    const texts = [targets].flat().filter((target): target is string => typeof target === "string");
    paths.push([pattern, texts.map(inPlace)]);
  }
}

function candidatesOf(base: string, folder: string, notes: Notes): readonly string[] {
  if (base === "." || base === "..") return [join(folder, base, "tsconfig.json")];
  const isPath = isAbsolute(base) || /^\.\.?[\\/]/.test(base);
  if (isPath) return withExtension(isAbsolute(base) ? base : join(folder, base));
  return upwards(folder).flatMap((parent) => candidatesIn(join(parent, "node_modules"), base, notes));
}

function candidatesIn(modules: string, base: string, notes: Notes): readonly string[] {
  if (notes.disk.status(modules).kind !== "folder") {
    notes.names(modules, "");
    return [];
  }
  const home = join(modules, packageName(base));
  const manifest = notes.settings(join(home, "package.json"));
  const named = isRecord(manifest) ? [...strings(manifest.tsconfig), ...strings(manifest.exports)] : [];
  if (named.some((path) => path.includes("*"))) throw new Unsure(`${base} is found by a pattern`);
  const places = [join(modules, base), ...named.map((path) => join(home, path))];
  return places.flatMap((place) => [join(place, "tsconfig.json"), ...withExtension(place)]);
}

function withExtension(path: string): readonly string[] {
  return path.endsWith(".json") ? [path] : [path, `${path}.json`];
}

function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(strings) : [];
}
