const longest = 200;

/** The beginning of a text, for a line of the log. */
export function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
