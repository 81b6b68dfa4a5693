import { get } from "node:https";
import { bare } from "../bare";

/** Fetches the document at an https address. Rejects on failure. */
export type FetchDocument = (address: string) => Promise<string>;

interface Options {
  /** Certificate to trust in place of the default ones. */
  readonly ca?: string;
  /** Timeout in milliseconds. */
  readonly timeout?: number;
}

// A token needs at most two documents, which is less than the 10 s of an HTTP API's authorizer. No limit is documented
// for WebSocket APIs.
const usualTimeout = 3000;

// Twice the limit of API Gateway's own JWT authorizers for a key set.
const longest = 300_000;

/** Fetches a document, with limits on its size and on the time. Redirects are not followed. */
export function fetchDocument(address: string, options?: Options): Promise<string> {
  const { ca, timeout = usualTimeout } = bare(options) as Options;
  return new Promise((resolve, reject) => {
    // Each document uses a new connection, because a kept connection is dead after a Lambda function was frozen. The
    // certificate is checked even if the environment disables the check in Node.js.
    const settings = { agent: false, rejectUnauthorized: true, headers: { accept: "application/json" }, ca };
    const request = get(address, settings, (response) => {
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
