import type { Expression } from "./expression";
import type { Reader } from "./reader";

type Parse = (reader: Reader) => Expression;

/** Parses the whole text as a template. */
export function templateOf(reader: Reader, parse: Parse): Expression {
  return whole(templateParts(reader, parse, () => reader.atEnd, verbatim));
}

/** Parses a quoted string of the expression syntax, after its opening quote. */
export function quotedTemplate(reader: Reader, parse: Parse): Expression {
  const parts = templateParts(reader, parse, () => reader.startsWith('"'), escaped);
  reader.expect('"');
  return whole(parts);
}

// A template that consists of one interpolation has that value and its type, and is not converted to a string.
function whole(parts: readonly Expression[]): Expression {
  const [first = { kind: "literal", value: "" }, ...rest] = parts;
  return rest.length === 0 ? first : { kind: "template", parts };
}

function templateParts(
  reader: Reader,
  parse: Parse,
  isEnd: () => boolean,
  readText: (reader: Reader) => string,
): Expression[] {
  const parts: Expression[] = [];
  let text = "";
  const endText = () => {
    if (text !== "") parts.push({ kind: "literal", value: text });
    text = "";
  };
  while (!isEnd()) {
    const literal = reader.match(/\$+(?=\$\{)|%+(?=%\{)/y);
    if (literal !== undefined) {
      // The last "$" or "%" escapes the next one. The ones before it are literal.
      reader.match(/.\{/y);
      text += `${literal}{`;
    } else if (reader.startsWith("%{")) reader.fail("template directives are not supported");
    else if (reader.take("${")) {
      endText();
      parts.push(interpolation(reader, parse));
    } else text += readText(reader);
  }
  endText();
  return parts;
}

function interpolation(reader: Reader, parse: Parse): Expression {
  if (reader.startsWith("~")) reader.fail("strip markers are not supported");
  const expression = parse(reader);
  reader.skipSpace();
  reader.expect("}");
  return expression;
}

function verbatim(reader: Reader): string {
  return reader.match(/[^$%]+|[$%]/y) ?? reader.fail("nothing to read");
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function escaped(reader: Reader): string {
  const plain = reader.match(/[^$%"\\]+|[$%]/y);
  if (plain !== undefined) return plain;
  if (!reader.take("\\")) reader.fail("the string has no end");
  const code = reader.match(/u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y);
  if (code !== undefined) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
  return escapes[reader.match(/[nrt"\\]/y) ?? ""] ?? reader.fail("an unknown escape");
}
