import { type ColumnShift, shiftMappings } from "./mappings";
import type { StablePaths } from "./stable-path";

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
  readonly sourcesContent?: readonly (string | null)[];
}

/** The generated entry, which a map must not show as it lay on the disk. */
export interface EntrySource {
  readonly path: string;
  readonly text: string;
}

/** A map whose sources are called the same on every machine. */
export function rewriteMap(
  json: string,
  entry: EntrySource,
  shifts: ReadonlyMap<number, ColumnShift>,
  { fromRoot, stable }: { readonly fromRoot: (path: string) => string; readonly stable: StablePaths },
): string {
  const map = JSON.parse(json) as SourceMap;
  const paths = map.sources.map((source) => fromRoot(decoded(source)));
  const contents = map.sourcesContent?.map((text, index) => (paths[index] === entry.path ? entry.text : text));
  return JSON.stringify({
    ...map,
    sources: paths.map((path) => encodeURI(stable(path)).replaceAll("#", "%23").replaceAll("?", "%3F")),
    mappings: shiftMappings(map.mappings, shifts),
    ...(contents === undefined ? {} : { sourcesContent: contents }),
  });
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
