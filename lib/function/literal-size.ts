import { endOfExpression, endOfString } from "../terraform/template";

/**
 * Returns the number of literal bytes in a synthesized string. Expressions count as zero, because their size is known
 * only after apply. The exception is the text in a `jsonencode` of this library, which is literal.
 */
export function literalSize(text: string): number {
  let size = 0;
  let literal = "";
  for (let index = 0; index < text.length; ) {
    if (text.startsWith("$${", index) || text.startsWith("%%{", index)) {
      literal += text.slice(index + 1, index + 3);
      index += 3;
    } else if (text.startsWith("${", index) || text.startsWith("%{", index)) {
      const end = endOfExpression(text, index + 2);
      size += expressionSize(text.slice(index + 2, end - 1));
      index = end;
    } else {
      literal += text[index];
      index += 1;
    }
  }
  return size + Buffer.byteLength(literal);
}

/** Terraform's jsonencode writes "<" as "\u003c", with five more characters. */
const htmlEscapeGrowth = 5;

// Counts strings, quotes and brackets of JSON; the rest is short. Strings in function calls are not part of the text.
function expressionSize(expression: string): number {
  const inner = /^jsonencode\((.*)\)$/s.exec(expression)?.[1];
  if (inner === undefined) return 0;
  let size = 0;
  for (let index = 0; index < inner.length; index += 1) {
    if (inner[index] === '"') {
      const end = endOfString(inner, index + 1);
      const text = inner.slice(index + 1, end);
      size += literalSize(text) + 2 + htmlEscapeGrowth * (text.match(/[<>&\u2028\u2029]/g)?.length ?? 0);
      index = end;
    } else if (inner[index] === "(") index = endOfCall(inner, index + 1);
    else if ("{}[],=".includes(inner[index] as string)) size += 1;
  }
  return size;
}

function endOfCall(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '"') index = endOfString(text, index + 1);
    else if (text[index] === "(") depth += 1;
    else if (text[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}
