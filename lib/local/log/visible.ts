// Control characters, separators of lines, and marks that change the direction of a text.
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Replaces control characters by escapes, so that clients and handlers can't forge lines of a log. */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

// A tab is harmless.
function escaped(character: string): string {
  return character === "\t" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A value as one line of JSON without control characters. */
export function jsonLine(value: unknown): string {
  return visible(JSON.stringify(value));
}
