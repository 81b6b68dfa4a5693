import { get } from "node:https";

/** Fetches what lies at an https address, or fails. */
export type FetchDocument = (address: string) => Promise<string>;

interface Options {
  /** Certificate that is trusted in place of the usual ones. */
  readonly ca?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

// As long as aws-jwt-verify waits. The two documents that a token may need stay below the 10 s that an HTTP API gives its
// authorizers; for a WebSocket API, none is documented.
const usualTimeout = 3000;

// Twice as much as API Gateway's own JWT authorizers take for a set of keys.
const longest = 300_000;

/** Fetches a document of bounded size in bounded time. Redirects are not followed. */
export function fetchDocument(address: string, { ca, timeout = usualTimeout }: Options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // A connection that is kept open is dead when a Lambda function wakes up, so each document gets one of its own. The
    // certificate is checked even where the environment says that Node.js need not.
    const options = { agent: false, rejectUnauthorized: true, headers: { accept: "application/json" }, ca };
    const request = get(address, options, (response) => {
      if (response.statusCode !== 200) return fail(`answered with status ${response.statusCode}`);
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > longest) return fail(`answered with more than ${longest} bytes`);
        chunks.push(chunk);
      });
      response.on("end", () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks).toString("utf8"));
      });
      response.on("error", (error) => fail(`broke off: ${error.message}`));
    });
    request.on("error", (error) => fail(`can't be reached: ${error.message}`));
    const timer = setTimeout(() => fail(`did not answer within ${timeout} ms`), timeout);
    const fail = (problem: string) => {
      clearTimeout(timer);
      reject(new Error(`${address} ${problem}`));
      request.destroy();
    };
  });
}
