import type { Reader } from "./reader";
import type { Expression } from "./syntax";

type Parse = (reader: Reader) => Expression;

/** A template that is the whole text. */
export function templateOf(reader: Reader, parse: Parse): Expression {
  return whole(templateParts(reader, parse, () => reader.atEnd, verbatim));
}

/** A string of the expression syntax, after its first quote. */
export function quotedTemplate(reader: Reader, parse: Parse): Expression {
  const parts = templateParts(reader, parse, () => reader.startsWith('"'), escaped);
  reader.expect('"');
  return whole(parts);
}

// A template that is nothing but one interpolation is that value, of whatever type; text alone is text.
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
      // The last of them escapes what follows, and those before it are themselves.
      reader.match(/.\{/y);
      text += `${literal}{`;
    } else if (reader.startsWith("%{")) reader.fail("a template directive can't be read");
    else if (reader.take("${")) {
      endText();
      parts.push(interpolation(reader, parse));
    } else text += readText(reader);
  }
  endText();
  return parts;
}

function interpolation(reader: Reader, parse: Parse): Expression {
  // "~" trims the text around it, which nothing that writes JSON does.
  if (reader.startsWith("~")) reader.fail("a strip marker can't be read");
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
