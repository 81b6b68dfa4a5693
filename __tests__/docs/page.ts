/** A file that a page shows, or a command that it tells its reader to run. */
export type Step =
  | { readonly path: string; readonly text: string }
  /** Without a command: what a program that runs prints next. */
  | { readonly command?: string; readonly lines: readonly string[] };

/**
 * The steps of a page, in its order: files, whose path is in a comment in the first line, and the commands of blocks
 * that are marked as `sh` or `console`, with the lines that they print.
 */
export function stepsOf(markdown: string): readonly Step[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, language = "", text = ""]): readonly Step[] => {
    if (language === "console") return commandsIn(text);
    if (language === "sh") return commandsIn(text.replace(/^(?=\S)/gm, "$ "));
    const [, path] = /^\/\/ (\S+\.\w+)\n/.exec(text) ?? [];
    return path === undefined ? [] : [{ path, text }];
  });
}

/** The files of a page, by their path. Of a file that the page shows twice, the first one. */
export function filesOf(markdown: string): Readonly<Record<string, string>> {
  const files = stepsOf(markdown).flatMap((step) => ("path" in step ? [[step.path, step.text] as const] : []));
  return Object.fromEntries([...files].reverse());
}

function commandsIn(text: string): readonly Step[] {
  const [before = "", ...commands] = text.replace(/\\\n\s*/g, "").split(/^\$ /m);
  const steps = commands.map((part) => {
    const [command = "", ...lines] = linesOf(part);
    return { command, lines };
  });
  return before === "" ? steps : [{ lines: linesOf(before) }, ...steps];
}

const linesOf = (text: string) => text.trimEnd().split("\n");
