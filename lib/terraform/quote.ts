/** A part of a string: literal text, or an expression to interpolate. */
export type Piece = { readonly text: string } | { readonly expression: string };

// Terraform reads JSON by grapheme clusters. A character of this set hides the quote or backslash after it. The set is
// Unicode's Grapheme_Cluster_Break=Prepend, which JavaScript's regular expressions can't name.
const prepended =
  "\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u0d4e\\u{110bd}\\u{110cd}\\u{111c2}\\u{111c3}\\u{1193f}\\u{11941}\\u{11a3a}\\u{11a84}-\\u{11a89}\\u{11d46}\\u{11f02}";
const unsafe = new RegExp(`[\\\\"\\p{Cc}${prepended}]|[$%](?=\\{)`, "gu");
const shortEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  $: "$$",
  "%": "%%",
};

/** Renders a string literal of a Terraform expression. */
export function quote(pieces: readonly Piece[]): string {
  const merged = merge(pieces);
  const parts = merged.map((piece, index) => {
    if ("expression" in piece) return `\${${piece.expression}}`;
    const literal = piece.text.replace(unsafe, escapeCharacter);
    // A "$" right before an interpolation would escape it.
    return index + 1 < merged.length ? literal.replace(/\$$/, "\\u0024") : literal;
  });
  return `"${parts.join("")}"`;
}

// Two adjacent texts may form a "${" together.
function merge(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && "text" in last && "text" in piece) merged.splice(-1, 1, { text: last.text + piece.text });
    else merged.push(piece);
  }
  return merged;
}

function escapeCharacter(character: string): string {
  const code = Number(character.codePointAt(0)).toString(16);
  return shortEscapes[character] ?? (code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`);
}
