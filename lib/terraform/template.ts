import type { Piece } from "./quote";

/** Replaces each expression of a template, as it stands between its braces. Escaped ones are text. */
export function replaceExpressions(template: string, replace: (expression: string) => string): string {
  const pieces = splitTemplate(template);
  return pieces.map((piece) => ("text" in piece ? piece.text : `\${${replace(piece.expression)}}`)).join("");
}

/** Splits a template into its text, with the escapes in it, and its expressions. */
export function splitTemplate(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  for (let index = 0; index < template.length; ) {
    const isExpression = template.startsWith("${", index);
    const afterText = index + (template.startsWith("$${", index) ? 3 : 1);
    const end = isExpression ? endOfExpression(template, index + 2) : afterText;
    if (!isExpression) text += template.slice(index, end);
    else {
      pieces.push({ text }, { expression: template.slice(index + 2, end - 1) });
      text = "";
    }
    index = end;
  }
  return [...pieces, { text }];
}

/** Returns the index after the brace that closes an expression. */
export function endOfExpression(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '"') index = endOfString(text, index + 1);
    else if (text[index] === "{") depth += 1;
    else if (text[index] === "}") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** Returns the index of the quote that closes a string inside an expression. */
export function endOfString(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === '"') return index;
    else if (text.startsWith("${", index) && text[index - 1] !== "$") index = endOfExpression(text, index + 2) - 1;
  }
  return text.length;
}
