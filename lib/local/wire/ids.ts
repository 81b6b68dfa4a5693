import { randomFillSync } from "node:crypto";

/** Creates an id of a connection or a message, such as `L0SM9cOFvHcCIhw=`. As on AWS, it must be encoded in a URL. */
export function connectionId(): string {
  return id(kinds.connection);
}

/** Creates an id of a request, such as `TXzPWFkkjoEF92g=`. */
export function requestId(): string {
  return id(kinds.request);
}

/** Whether a text has the form of a connection id. The answer to another text is 400, and 410 to an unknown id. */
export function isConnectionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{15}=$/.test(text);
}

const bytes = 11;
// Random bytes are expensive to get, and several ids are created for each message.
const pool = Buffer.alloc(256 * bytes);
let used = pool.length;

/** The 12th character of an id, which is the same for all ids of one kind, as six bits: C and F. */
const kinds = { connection: 2, request: 5 } as const;

// Ids on AWS are 11 bytes in base64url with padding. The 12th character is made of the low bits of the 9th byte.
function id(kind: number): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool[used + 8] = ((pool[used + 8] ?? 0) & 0xc0) | kind;
  const text = pool.toString("base64url", used, used + bytes);
  used += bytes;
  return `${text}=`;
}
