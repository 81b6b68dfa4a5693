import { dirname, join } from "node:path/posix";
import { importsOf } from "./imports-of";

/** Returns each cycle between files once, as "a.ts → b.ts → a.ts". Type imports count too. */
export function cycles(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    for (const target of targetsOf(path, files)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return found;
}

function targetsOf(path: string, files: ReadonlyMap<string, string>): string[] {
  return importsOf(files.get(path) ?? "")
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => join(dirname(path), specifier))
    .flatMap((target) => [target, `${target}.ts`, `${target}/index.ts`, target.replace(/\.js$/, ".ts")])
    .filter((target, position, all) => files.has(target) && all.indexOf(target) === position);
}
