import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** As much as fits one entry of a log of CloudWatch's. */
const longestLine = 256 * 1024;

/**
 * Hands on what a stream says, line by line; a line that is too long comes in pieces. Reads on only when a line was
 * taken, so that whoever prints faster than is read has to wait.
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
    // The process is gone, and what it had left to say with it.
  }
  const last = rest + decoder.end();
  if (last !== "") await take(last);
}
