import type { StablePaths } from "./sources";

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
  readonly sourcesContent?: readonly (string | null)[];
}

/** The text of a generated entry that replaces the actual one, with its machine-specific paths, in a source map. */
export interface EntrySource {
  readonly path: string;
  readonly text: string;
}

/** Rewrites a source map so that it is the same on every machine. */
export function rewriteMap(
  json: string,
  entry: EntrySource,
  shifts: ReadonlyMap<number, ColumnShift>,
  { fromRoot, stable }: { readonly fromRoot: (path: string) => string; readonly stable: StablePaths },
): string {
  const map = JSON.parse(json) as SourceMap;
  const paths = map.sources.map((source) => fromRoot(decodePath(source)));
  const contents = map.sourcesContent?.map((text, index) => (paths[index] === entry.path ? entry.text : text));
  return JSON.stringify({
    ...map,
    sources: paths.map((path) => encodeURI(stable(path)).replaceAll("#", "%23").replaceAll("?", "%3F")),
    mappings: shiftMappings(map.mappings, shifts),
    ...(contents === undefined ? {} : { sourcesContent: contents }),
  });
}

function decodePath(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

/** The end column of a replacement in a line, and the number of columns by which the rest of the line moved. */
export interface ColumnShift {
  readonly from: number;
  readonly by: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Adjusts the mappings of a source map to replacements in lines of its bundle. */
export function shiftMappings(mappings: string, shifts: ReadonlyMap<number, ColumnShift>): string {
  if (shifts.size === 0) return mappings;
  const lines = mappings.split(";").map((line, index) => {
    const shift = shifts.get(index);
    return shift === undefined || line === "" ? line : shiftLine(line, shift);
  });
  return lines.join(";");
}

/** Columns are relative to the previous segment, so only the first segment after the replacement changes. */
function shiftLine(line: string, { from, by }: ColumnShift): string {
  const segments = line.split(",");
  let column = 0;
  for (const [index, segment] of segments.entries()) {
    const { value, length } = decodeFirst(segment);
    column += value;
    if (column >= from) {
      segments[index] = encode(value + by) + segment.slice(length);
      break;
    }
  }
  return segments.join(",");
}

/** Decodes the first number of a segment: Base64 VLQ with five bits per digit, lowest first, and the sign in bit 0. */
function decodeFirst(segment: string): { readonly value: number; readonly length: number } {
  let bits = 0;
  for (let index = 0; index < segment.length; index++) {
    const digit = DIGITS.indexOf(segment.charAt(index));
    bits += (digit % 32) * 32 ** index;
    if (digit < 32) {
      const size = Math.floor(bits / 2);
      return { value: bits % 2 === 1 ? -size : size, length: index + 1 };
    }
  }
  return { value: 0, length: 0 };
}

function encode(value: number): string {
  let rest = Math.abs(value) * 2 + (value < 0 ? 1 : 0);
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS.charAt(rest > 0 ? digit + 32 : digit);
  } while (rest > 0);
  return text;
}
