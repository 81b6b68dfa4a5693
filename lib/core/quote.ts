/** A stretch of a string: text as it shall arrive, or an expression to interpolate. */
export type Piece = { readonly text: string } | { readonly expression: string };

const unsafe = /[\\"\p{Cc}]|[$%](?=\{)/gu;
const shortEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  $: "$$",
  "%": "%%",
};

/** A string literal of a Terraform expression. */
export function quote(pieces: readonly Piece[]): string {
  const merged = merge(pieces);
  const parts = merged.map((piece, index) => {
    if ("expression" in piece) return `\${${piece.expression}}`;
    const literal = piece.text.replace(unsafe, escapeCharacter);
    // Right before an interpolation a "$" would escape it.
    return index + 1 < merged.length ? literal.replace(/\$$/, "\\u0024") : literal;
  });
  return `"${parts.join("")}"`;
}

// Side by side two harmless texts may form a "${".
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
  return shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
