import { posix } from "node:path";
import { folded } from "../entry-point";
import { parentsOf } from "../stage";
import { pythonModule } from "./module-names";

/** A file that Python might import in place of another one. */
interface ReplacedModule {
  readonly path: string;
  /** The path of the replaced file. */
  readonly own: string;
}

/**
 * Finds an added file that has the name of an own module, or of a package around one. Which of them Python imports
 * depends on the other files, so each of them counts. A folder that both only share has no file with its name.
 */
export function findReplacedModule(added: readonly string[], own: readonly string[]): ReplacedModule | undefined {
  const modules = new Map(own.flatMap((path) => modulesOf(path).map((module) => [module, path] as const)));
  const caseless = new Map([...modules].map(([module, path]) => [folded(module), path]));
  const folders = new Set(["", ...own.flatMap(parentsOf)].map(folded));
  for (const path of added) {
    const module = pythonModule(path)?.normalize("NFKC");
    if (module === undefined) continue;
    // Python distinguishes `Auth` and `auth`. A disk that does not would merge their files and folders.
    const isMerged = folders.has(folded(posix.dirname(path).replace(/^\.$/, "")));
    const replaced = modules.get(module) ?? (isMerged ? caseless.get(folded(module)) : undefined);
    if (replaced !== undefined) return { path, own: replaced };
  }
  return undefined;
}

/** The module of a file, and the packages that Python imports before it. */
function modulesOf(path: string): readonly string[] {
  const module = pythonModule(path)?.normalize("NFKC");
  return module === undefined ? [] : [module, ...parentsOf(module)];
}
