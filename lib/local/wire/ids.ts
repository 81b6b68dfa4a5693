import { randomText } from "../random-text";

// Ids on AWS are 11 bytes in base64url with their padding, and tell their kind at one place.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// The last character carries four bits only.
const lastCharacters = "AEIMQUYcgkosw048";

/** An id of a connection or a message, such as `L0SM9cOFvHcCIhw=`: it has to be encoded in a URL, as on AWS. */
export function connectionId(): string {
  return id("C");
}

/** An id of a request, such as `TXzPWFkkjoEF92g=`. */
export function requestId(): string {
  return id("F");
}

/** Whether a text can be the id of a connection at all: what can't is told apart from one that is gone. */
export function isConnectionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{15}=$/.test(text);
}

function id(kind: string): string {
  return `${randomText(alphabet, 11)}${kind}${randomText(alphabet, 2)}${randomText(lastCharacters, 1)}=`;
}
