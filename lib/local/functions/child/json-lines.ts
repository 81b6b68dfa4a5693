import type { Readable } from "node:stream";

/** Passes each line of a stream of JSON lines to `take`. */
export function readLines(stream: Readable, take: (line: string) => void): void {
  let begun = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const [first = "", ...others] = text.split("\n");
    const lines = [begun + first, ...others];
    begun = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
