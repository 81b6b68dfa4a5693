import { basename, dirname, join, sep } from "node:path";
import { isRecord } from "../canonical";
import { upwards } from "./folders";
import type { Notes } from "./notes";

/** How esbuild was told to look for packages. */
export interface LookupOptions {
  readonly mainFields: readonly string[];
  /** Absolute folders that are searched like a `node_modules`. */
  readonly nodePaths: readonly string[];
}

/** Notes what decides where an import of a path leads: a file, the same with an extension, a folder. */
export function lookUpPath(path: string, options: LookupOptions, notes: Notes): void {
  notes.names(dirname(path), basename(path));
  if (notes.disk.status(path).kind !== "folder") return;
  notes.once(`folder\0${path}\0${options.mainFields}`, (own) => lookUpFolder(path, options, own));
}

function lookUpFolder(folder: string, { mainFields }: LookupOptions, notes: Notes): void {
  notes.names(folder, "index");
  const manifest = notes.settings(join(folder, "package.json"));
  if (!isRecord(manifest)) return;
  for (const field of mainFields) {
    const main = manifest[field];
    if (typeof main !== "string") continue;
    const target = join(folder, main);
    notes.names(dirname(target), basename(target));
    if (notes.disk.status(target).kind === "folder") notes.names(target, "index");
  }
}

/** Notes what decides where an import of a package leads, up to the folder that it was found in. */
export function lookUpPackage(
  specifier: string,
  from: string,
  found: string | undefined,
  options: LookupOptions,
  notes: Notes,
): void {
  for (const folder of upwards(from)) {
    if (basename(folder) === "node_modules") continue;
    const modules = join(folder, "node_modules");
    notes.once(`in\0${modules}\0${specifier}\0${options.mainFields}`, (own) =>
      lookUpIn(modules, specifier, options, own),
    );
    const home = notes.disk.target(join(modules, packageName(specifier)));
    if (home !== "" && found?.startsWith(home + sep)) return;
  }
  for (const folder of options.nodePaths) lookUpIn(folder, specifier, options, notes);
}

function lookUpIn(modules: string, specifier: string, options: LookupOptions, notes: Notes): void {
  // One fact for all packages that might be in a folder which is not there.
  if (notes.disk.status(modules).kind !== "folder") {
    notes.names(modules, "");
    return;
  }
  const name = packageName(specifier);
  const home = join(modules, name);
  if (name.includes("/")) notes.names(modules, dirname(name));
  lookUpPath(home, options, notes);
  if (specifier !== name) lookUpPath(join(modules, specifier), options, notes);
}

export function packageName(specifier: string): string {
  const [first = "", second] = specifier.split("/");
  return first.startsWith("@") && second ? `${first}/${second}` : first;
}
