import type { ColumnShift } from "./mappings";
import type { StablePaths } from "./stable-path";

// Where esbuild writes the path of a file: in a comment before its code, and as the key of the function that holds a
// CommonJS module, by which the module goes in a stack trace.
const MENTION = /^(\s*(?:\/\/ |\/\* |")?)(.*?)( \*\/|"\(.*)?$/;

export interface Rewritten {
  readonly text: string;
  /** What a map has to follow: by the number of the line, how the rest of it moved. */
  readonly shifts: ReadonlyMap<number, ColumnShift>;
}

/** As long as "../", which most of the paths begin with. */
const BEGINNING = 3;

const START = /^\s*(?:\/\/ |\/\* |")?/;

/** Whether a file has to be looked through at all for one of the paths. */
export function mayMention(contents: Buffer, paths: readonly string[]): boolean {
  // Many paths are those of a project whose packages lie above it: then one look for what they begin with is cheaper.
  const wanted = paths.length > 10 ? beginnings(paths) : paths;
  return [...wanted].some((path) => contents.includes(path));
}

/** The text of a bundle with stable names in place of the paths that depend on the machine; no line comes or goes. */
export function rewritePaths(text: string, paths: readonly string[], stable: StablePaths): Rewritten {
  const known = new Set(paths);
  const starts = beginnings(paths);
  const shifts = new Map<number, ColumnShift>();
  const lines = text.split("\n").map((line, index) => {
    const indent = START.exec(line)?.[0].length ?? 0;
    // Lines of a minified bundle are too long to be searched in vain.
    if (!starts.has(line.slice(indent, indent + BEGINNING))) return line;
    const [, start = "", path = "", end = ""] = MENTION.exec(line) ?? [];
    if (!known.has(path)) return line;
    const name = stable(path);
    shifts.set(index, { from: start.length + path.length, by: name.length - path.length });
    return `${start}${name}${end}`;
  });
  return { text: lines.join("\n"), shifts };
}

function beginnings(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map((path) => path.slice(0, BEGINNING)));
}
