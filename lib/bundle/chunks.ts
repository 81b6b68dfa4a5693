import type { Metafile } from "esbuild";
import type { StablePaths } from "./sources";

/** esbuild's option for the names of the files that `splitting` creates. */
export const chunkNames = "index-chunk-[hash]";

const CHUNK = /^index-chunk-[A-Z2-7]{8}(?=\.)/;
const NUMBER_LENGTH = 8;

/** The stable names of chunks, by the names that esbuild gave them. Both are without an extension. */
export type ChunkNames = ReadonlyMap<string, string>;

/**
 * Numbers the chunks of one bundle. esbuild's hashes depend on the location of the project and on the temporary folder.
 * The names have the same length as esbuild's, so that the columns of source maps stay right.
 *
 * @param outputs the outputs in esbuild's metafile, by their names in the output folder
 */
export function numberChunks(
  outputs: ReadonlyMap<string, Metafile["outputs"][string]>,
  stable: StablePaths,
): ChunkNames {
  const chunks = [...outputs].flatMap(([name, output]) => {
    const stem = stemOf(name);
    return stem === undefined || name.endsWith(".map") ? [] : [{ stem, key: contentKey(name, output, stable) }];
  });
  chunks.sort((a, b) => (a.key < b.key ? -1 : 1));
  const stems = [...new Set(chunks.map(({ stem }) => stem))];
  return new Map(stems.map((stem, index) => [stem, `index-chunk-${String(index + 1).padStart(NUMBER_LENGTH, "0")}`]));
}

// Each input is in one chunk. A chunk without inputs exports an entry point again, or contains esbuild's own helpers.
function contentKey(name: string, output: Metafile["outputs"][string], stable: StablePaths): string {
  const entry = output.entryPoint === undefined ? "" : stable(output.entryPoint);
  return JSON.stringify([name.replace(CHUNK, ""), entry, ...Object.keys(output.inputs).map(stable).sort()]);
}

/** The part of a chunk's name that esbuild made; undefined for other files. */
export function stemOf(name: string): string | undefined {
  return CHUNK.exec(name)?.[0];
}

/** Replaces esbuild's names of chunks in a text. */
export function renameChunks(text: string, names: ChunkNames): string {
  return [...names].reduce((all, [stem, name]) => all.replaceAll(stem, name), text);
}
