import { randomText } from "../random-text";

// Ids on AWS are 11 bytes in base64url with padding. The 12th character is the same for all ids of one kind.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// The last character contains only four bits.
const lastCharacters = "AEIMQUYcgkosw048";

/** Creates an id of a connection or a message, such as `L0SM9cOFvHcCIhw=`. As on AWS, it must be encoded in a URL. */
export function connectionId(): string {
  return id("C");
}

/** Creates an id of a request, such as `TXzPWFkkjoEF92g=`. */
export function requestId(): string {
  return id("F");
}

/** Whether a text has the form of a connection id. The answer to another text is 400, and 410 to an unknown id. */
export function isConnectionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{15}=$/.test(text);
}

function id(kind: string): string {
  return `${randomText(alphabet, 11)}${kind}${randomText(alphabet, 2)}${randomText(lastCharacters, 1)}=`;
}
