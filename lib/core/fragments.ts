import { type IResolvable, Tokenization } from "cdktf";

/** Literal text, never empty, or a token. */
export type Fragment = string | IResolvable;

// How cdktf writes a token into a string: a marker of its own, or a number of an absurd size.
const markers = /\$\{TfToken\[[\w:.-]+\]\}|-\d(?:\.\d+)?e\+298/g;
const parts = ["${TfToken[", "e+298"];

/**
 * A string's text and tokens, in order.
 *
 * `Tokenization.reverseString` loses the order between the two, and overlooks numbers.
 */
export function fragmentsOf(text: string): readonly Fragment[] {
  // Nearly all texts are literal, and are looked through several times.
  if (!parts.some((part) => text.includes(part))) return text === "" ? [] : [text];
  const fragments: Fragment[] = [];
  let end = 0;
  for (const { 0: marker, index } of text.matchAll(markers)) {
    const token = tokenOf(marker);
    if (token === undefined) continue;
    if (index > end) fragments.push(text.slice(end, index));
    fragments.push(token);
    end = index + marker.length;
  }
  if (end < text.length) fragments.push(text.slice(end));
  return fragments;
}

function tokenOf(marker: string): IResolvable | undefined {
  if (!marker.startsWith("$")) return Tokenization.reverseNumber(Number(marker));
  return Tokenization.reverseString(marker).firstToken;
}
