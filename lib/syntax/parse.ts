import type { Expression } from "./expression";
import { Reader } from "./reader";
import { quotedTemplate, templateOf } from "./template";

/** Operators from the lowest to the highest precedence. In each row, longer operators come first. */
const precedence = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;

/** Parses a string of the JSON syntax. Terraform treats it as a template. */
export function parseTemplate(text: string): Expression {
  return templateOf(new Reader(text), parseExpression);
}

/** Parses one expression, and stops after it. */
function parseExpression(reader: Reader): Expression {
  const condition = parseOperation(reader, 0);
  reader.skipSpace();
  if (!reader.take("?")) return condition;
  const yes = parseExpression(reader);
  reader.skipSpace();
  reader.expect(":");
  return { kind: "conditional", condition, yes, no: parseExpression(reader) };
}

function parseOperation(reader: Reader, level: number): Expression {
  const operators = precedence[level];
  if (operators === undefined) return parseUnary(reader);
  let left = parseOperation(reader, level + 1);
  for (;;) {
    reader.skipSpace();
    const operator = operators.find((token) => reader.take(token));
    if (operator === undefined) return left;
    left = { kind: "operation", operator, operands: [left, parseOperation(reader, level + 1)] };
  }
}

function parseUnary(reader: Reader): Expression {
  reader.skipSpace();
  const operator = ["!", "-"].find((token) => reader.take(token));
  return operator === undefined
    ? parseWithSteps(reader)
    : { kind: "operation", operator, operands: [parseUnary(reader)] };
}

function parseWithSteps(reader: Reader): Expression {
  let expression = parseTerm(reader);
  for (;;) {
    const step = parseStep(reader, expression);
    if (step === undefined) return expression;
    expression = step;
  }
}

/** Parses one `.name`, `.0`, `["key"]`, `.*` or `[*]` after an expression. */
function parseStep(reader: Reader, of: Expression): Expression | undefined {
  if (reader.looksLike(/\.\*|\[\s*\*\s*\]/y)) return parseSplat(reader, of);
  if (reader.looksLike(/\.[^.]/y)) {
    reader.expect(".");
    const key = reader.match(/\d+/y);
    const value = key === undefined ? (reader.match(identifier) ?? reader.fail("a name is missing")) : Number(key);
    return { kind: "index", of, key: { kind: "literal", value } };
  }
  if (!reader.take("[")) return undefined;
  const key = parseExpression(reader);
  reader.skipSpace();
  reader.expect("]");
  return { kind: "index", of, key };
}

function parseSplat(reader: Reader, of: Expression): Expression {
  // ".*" applies only the attribute names after it to each item, "[*]" applies all steps.
  const onlyNames = reader.match(/\.\*/y) !== undefined;
  if (!onlyNames) reader.match(/\[\s*\*\s*\]/y);
  let each: Expression = { kind: "name", name: "*" };
  while (!onlyNames || reader.looksLike(/\.[^.\d*]/y)) {
    const step = parseStep(reader, each);
    if (step === undefined) break;
    each = step;
  }
  return { kind: "splat", of, each };
}

function parseTerm(reader: Reader): Expression {
  reader.skipSpace();
  if (reader.take("(")) {
    const inner = parseExpression(reader);
    reader.skipSpace();
    reader.expect(")");
    return inner;
  }
  if (reader.take('"')) return quotedTemplate(reader, parseExpression);
  if (reader.take("[")) return parseTuple(reader);
  if (reader.take("{")) return parseObject(reader);
  const number = reader.match(/\d+(\.\d+)?([eE][+-]?\d+)?/y);
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  return parseNameOrCall(reader, reader.match(identifier) ?? reader.fail("no expression"));
}

function parseNameOrCall(reader: Reader, name: string): Expression {
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
  if (name === "null") return { kind: "literal", value: null };
  let full = name;
  while (reader.take("::")) full += `::${reader.match(identifier) ?? reader.fail("a name is missing")}`;
  return reader.take("(") ? parseCall(reader, full) : { kind: "name", name };
}

function parseCall(reader: Reader, name: string): Expression {
  const args: Expression[] = [];
  let expand = false;
  for (;;) {
    reader.skipSpace();
    if (reader.take(")")) return { kind: "call", name, args, expand };
    args.push(parseExpression(reader));
    reader.skipSpace();
    expand = reader.take("...");
    reader.skipSpace();
    if (!reader.take(",") && !reader.startsWith(")")) reader.fail('")" is missing');
  }
}

function parseTuple(reader: Reader): Expression {
  const loop = parseFor(reader, "]");
  if (loop) return loop;
  const items: Expression[] = [];
  for (;;) {
    reader.skipSpace();
    if (reader.take("]")) return { kind: "tuple", items };
    items.push(parseExpression(reader));
    reader.skipSpace();
    if (!reader.take(",") && !reader.startsWith("]")) reader.fail('"]" is missing');
  }
}

function parseObject(reader: Reader): Expression {
  const loop = parseFor(reader, "}");
  if (loop) return loop;
  const members: [Expression, Expression][] = [];
  for (;;) {
    reader.skipSpace();
    if (reader.take("}")) return { kind: "object", members };
    const key = parseMemberKey(reader);
    reader.skipSpace();
    if (!reader.take("=")) reader.expect(":");
    members.push([key, parseExpression(reader)]);
    reader.skipSpace();
    const ends = reader.take(",") || reader.isOnNewLine || reader.startsWith("}");
    if (!ends) reader.fail('"}" is missing');
  }
}

// A bare name is the key itself, not a reference.
function parseMemberKey(reader: Reader): Expression {
  const name = reader.match(/[\p{ID_Start}_][\p{ID_Continue}-]*(?=\s*[=:])/uy);
  return name === undefined ? parseExpression(reader) : { kind: "literal", value: name };
}

function parseFor(reader: Reader, end: "]" | "}"): Expression | undefined {
  reader.skipSpace();
  if (reader.match(/for(?=\s+[\p{ID_Start}_])/uy) === undefined) return undefined;
  const [first, second] = [parseBoundName(reader), reader.match(/\s*,/y) && parseBoundName(reader)];
  reader.skipSpace();
  reader.expect("in");
  const of = parseExpression(reader);
  reader.skipSpace();
  reader.expect(":");
  const key = end === "}" ? parseExpression(reader) : undefined;
  reader.skipSpace();
  if (end === "}") reader.expect("=>");
  const each = parseExpression(reader);
  reader.skipSpace();
  if (reader.startsWith("...")) reader.fail("grouping in a for expression is not supported");
  const filter = reader.match(/if(?=\s)/y) && parseExpression(reader);
  reader.skipSpace();
  reader.expect(end);
  return { kind: "for", key: second && first, value: second ?? first, of, by: key, each, filter: filter || undefined };
}

function parseBoundName(reader: Reader): string {
  reader.skipSpace();
  return reader.match(identifier) ?? reader.fail("a name is missing");
}
