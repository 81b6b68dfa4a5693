import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A piece of TypeScript that the documentation shows. */
export interface Block {
  /** The file, relative to the repository, and the line where the code begins. */
  readonly place: string;
  readonly code: string;
}

/** All examples of the documentation: README, docs, and the TSDoc of the library. */
export function blocksOf(repository: string): readonly Block[] {
  const texts = [
    "README.md",
    ...below(repository, "docs", ".md").filter((path) => !path.startsWith("docs/reference/")),
    ...below(repository, "lib", ".ts"),
  ];
  return texts.flatMap((file) => {
    const path = join(repository, file);
    return existsSync(path) ? blocksIn(file, readFileSync(path, "utf8")) : [];
  });
}

/** The blocks that are fenced as `ts`, in Markdown or in the comments of a TypeScript file. */
export function blocksIn(file: string, text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open:
    | { readonly start: number; readonly lines: string[]; readonly wanted: boolean; readonly margin: string }
    | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, margin = "", language] = /^(\s*(?:\* ?)?)```(\S*)/.exec(line) ?? [];
    if (open === undefined) {
      const wanted = /^(ts|typescript|tsx)$/.test(language ?? "") && (!file.endsWith(".ts") || margin.includes("*"));
      if (language !== undefined) open = { start: index + 2, lines: [], wanted, margin };
    } else if (language === undefined)
      open.lines.push(line.startsWith(open.margin) ? line.slice(open.margin.length) : line.trim().replace(/^\* ?/, ""));
    else {
      if (open.wanted) blocks.push({ place: `${file}:${open.start}`, code: open.lines.join("\n") });
      open = undefined;
    }
  }
  if (open?.wanted) throw new Error(`${file}:${open.start} is not closed.`);
  return blocks;
}

function below(repository: string, folder: string, ending: string): readonly string[] {
  if (!existsSync(join(repository, folder))) return [];
  const files = readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .sort();
}
