import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** The maximum size of a CloudWatch log event. */
const longestLine = 256 * 1024;

/** Time in milliseconds after which a line without an end is passed on, even if more of it arrives until then. */
const partialLineDelay = 300;

/**
 * Passes a stream's text to `take`, line by line. Splits lines that are too long, and does not wait for the end of a line
 * for long. Waits for `take` before it reads on, so that a process that prints too fast has to wait.
 */
export async function eachLine(stream: Readable, take: (line: string) => void | Promise<void>): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let timer: NodeJS.Timeout | undefined;
  /** When the line without an end began. */
  let since = 0;
  const takeRest = () => {
    const text = rest;
    rest = "";
    return text === "" ? undefined : take(text);
  };
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      if (rest === "") since = Date.now();
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        await take(line);
        since = Date.now();
      }
      while (rest.length > longestLine) {
        await take(rest.slice(0, longestLine));
        rest = rest.slice(longestLine);
      }
      timer = setTimeout(() => void takeRest(), since + partialLineDelay - Date.now()).unref();
    }
  } catch {
    // The process ended, and the rest of its output is lost.
  }
  clearTimeout(timer);
  rest += decoder.end();
  await takeRest();
}
