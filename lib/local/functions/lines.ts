import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** The maximum size of a CloudWatch log event. */
const longestLine = 256 * 1024;

/**
 * Passes a stream's text to `take`, line by line. Splits lines that are too long. Waits for `take` before it reads on,
 * so that a process that prints too fast has to wait.
 */
export async function eachLine(stream: Readable, take: (line: string) => void | Promise<void>): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of stream) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) await take(line);
      while (rest.length > longestLine) {
        await take(rest.slice(0, longestLine));
        rest = rest.slice(longestLine);
      }
    }
  } catch {
    // The process ended, and the rest of its output is lost.
  }
  const last = rest + decoder.end();
  if (last !== "") await take(last);
}
