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

/** The text of a bundle with stable names in place of the paths that depend on the machine; no line comes or goes. */
export function rewritePaths(text: string, paths: readonly string[], stable: StablePaths): Rewritten {
  const names = new Map(paths.map((path) => [path, stable(path)] as const).filter(([path, name]) => path !== name));
  const shifts = new Map<number, ColumnShift>();
  if (![...names.keys()].some((path) => text.includes(path))) return { text, shifts };
  const lines = text.split("\n").map((line, index) => {
    const [, start = "", path = "", end = ""] = MENTION.exec(line) ?? [];
    const name = names.get(path);
    if (name === undefined) return line;
    shifts.set(index, { from: start.length + path.length, by: name.length - path.length });
    return `${start}${name}${end}`;
  });
  return { text: lines.join("\n"), shifts };
}
