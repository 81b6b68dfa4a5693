import { type IResolvable, type IResolveContext, Lazy, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { type Piece, quote } from "./quote";
import { type Fragment, resolveToken, splitFragments } from "./tokens";

/**
 * A policy, or any other JSON, that may hold tokens, as a call of Terraform's `jsonencode`.
 *
 * Everything that is not a token arrives as written: "${aws:username}" is IAM's variable, and stays one. Terraform's
 * own references must come as tokens, which is what every getter of a resource returns. Members that are undefined are
 * left out, and the order of keys is kept.
 *
 * Neither `JSON.stringify` nor `Fn.jsonencode` will do: the first puts a whole list or number into quotes and breaks HCL
 * output, the second doesn't escape quotes and backslashes.
 */
export function jsonencode(value: unknown): string {
  return expression((context) => `jsonencode(${renderValue(value, context) ?? "null"})`);
}

/** The same for what holds no token and does not change: it is rendered once, however many resources it is for. */
export function jsonencodeConstant(value: unknown): string {
  let text: string | undefined;
  return expression((context) => {
    text ??= `jsonencode(${renderValue(value, context) ?? "null"})`;
    return text;
  });
}

/** A list, or the token of one, as an expression that other expressions can take in. */
export function listExpression(values: readonly unknown[]): string {
  return expression((context) => renderValue(values, context) ?? "[]");
}

/** A string, or the token of one, as an expression that other expressions can take in. */
export function stringExpression(value: string): string {
  return expression((context) => renderValue(value, context) ?? '""');
}

function expression(render: (context: IResolveContext) => string): string {
  return Lazy.stringValue({
    produce: (context) => (context.suppressBraces ? render(context) : `\${${render(context)}}`),
  });
}

/** A value as a Terraform expression, without braces; undefined for what JSON would leave out. */
function renderValue(value: unknown, context: IResolveContext): string | undefined {
  const token = wholeToken(value);
  if (token) {
    const resolved = resolveToken(token, context);
    return "expression" in resolved ? resolved.expression : renderValue(resolved.value, context);
  }
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
      return String(value);
    case "number":
      return renderNumber(value);
    case "string":
      return renderString(splitFragments(value), context);
    case "object":
      return renderObject(value, context);
    default:
      throw new TypeError(`A ${typeof value} has no form in Terraform.`);
  }
}

/** The same for a string that was taken apart. */
function renderString(fragments: readonly Fragment[], context: IResolveContext): string {
  return quote(fragments.flatMap((fragment) => piecesOf(fragment, context)));
}

function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`The number ${value} has no form in Terraform.`);
  return JSON.stringify(value);
}

function renderObject(value: object | null, context: IResolveContext): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const items = value.map((item) => renderValue(item, context)).filter((item) => item !== undefined);
    return `[${items.join(", ")}]`;
  }
  // cdktf's own error: a construct is full of circles, and never what was meant.
  if (Construct.isConstruct(value)) return context.resolve(value);
  const members = Object.entries(value).flatMap(([key, member]) => {
    const rendered = renderValue(member, context);
    return rendered === undefined ? [] : [`${renderKey(key, context)} = ${rendered}`];
  });
  return `{${members.join(", ")}}`;
}

// Terraform takes a bare reference in a key for the key's name.
function renderKey(key: string, context: IResolveContext): string {
  const rendered = `${renderValue(key, context)}`;
  return splitFragments(key).every((fragment) => typeof fragment === "string") ? rendered : `(${rendered})`;
}

function piecesOf(fragment: Fragment, context: IResolveContext): Piece[] {
  if (typeof fragment === "string") return [{ text: fragment }];
  const resolved = resolveToken(fragment, context);
  if ("expression" in resolved) return [resolved];
  const { value } = resolved;
  if (value === undefined) return [];
  if (typeof value === "string") return splitFragments(value).flatMap((part) => piecesOf(part, context));
  const token = wholeToken(value);
  if (token) return piecesOf(token, context);
  if (typeof value === "object" && value !== null) return [{ expression: renderObject(value, context) }];
  return [{ text: String(value) }];
}

/** The token that the whole value is, in any of the forms cdktf gives it. */
function wholeToken(value: unknown): IResolvable | undefined {
  if (typeof value === "string") {
    const [first, ...rest] = splitFragments(value);
    return typeof first === "object" && rest.length === 0 ? first : undefined;
  }
  if (typeof value === "number") return Tokenization.reverseNumber(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (Tokenization.isResolvable(value)) return value;
  if (!Token.isUnresolved(value)) return undefined;
  if (!Array.isArray(value)) return Tokenization.reverseMap(value);
  return typeof value[0] === "number" ? Tokenization.reverseNumberList(value) : Tokenization.reverseList(value);
}

// Terraform reads "$${" as "${", and however many more "$" stand before it as themselves.
const templateOpening = /(?<!\$)\$\{|(?<!%)%\{/g;
// What makes Terraform take a reference behind it for text: a "$" right before, a lone carriage return anywhere before.
const disarmingText = /\$*\r(?!\n)|\$+$/g;
const escapedOpening = /\$\$+\{|%%+\{/g;
const loneReturn = /\r(?!\n)/;

/**
 * Text for an argument of Terraform that arrives as it was written.
 *
 * Terraform takes "${" and "%{" in any string for its own, but AWS has a syntax with "${" too, and CDKTF escapes
 * nothing. What is escaped already stays, so that text prepared for Terraform by its author is safe here; tokens stay
 * references.
 */
export function escapeTemplate(text: string): string {
  const fragments = splitFragments(text);
  if (fragments.every((fragment) => typeof fragment === "string")) return escapeText(text);
  if (fragments.length === 1) return text;
  // Joined here and not by cdktf, which loses the braces of a token after a "${" without a "}", and one of two numbers
  // side by side.
  return Lazy.stringValue({
    produce: (context) =>
      context.suppressBraces ? renderInside(fragments, context) : renderOutside(fragments, context),
  });
}

/** Whether a synthesized string is what it says: it holds nothing that Terraform evaluates. */
export function isLiteral(resolved: string): boolean {
  return resolved.search(templateOpening) === -1;
}

/** What Terraform makes of a literal. */
export function unescapeTemplate(text: string): string {
  const disarmed = text.search(loneReturn);
  if (disarmed === -1) return unescapeText(text);
  // Behind a lone carriage return Terraform reads "$" and "%" in pairs, and the odd one before a brace escapes nothing.
  const pairs = (found: string) => (found.length % 2 === 1 ? found.slice(1) : found);
  return unescapeText(text.slice(0, disarmed)) + text.slice(disarmed).replace(escapedOpening, pairs);
}

function escapeText(text: string): string {
  return text.replace(templateOpening, (found) => found.charAt(0) + found);
}

function unescapeText(text: string): string {
  return text.replace(escapedOpening, (found) => found.slice(1));
}

function renderInside(fragments: readonly Fragment[], context: IResolveContext): string {
  const texts = fragments.map((part) => (typeof part === "string" ? unescapeText(part) : part));
  return renderString(texts, context);
}

function renderOutside(fragments: readonly Fragment[], context: IResolveContext): string {
  return fragments
    .map((part) =>
      typeof part === "string" ? escapeText(part).replace(disarmingText, interpolate) : context.resolve(part),
    )
    .join("");
}

function interpolate(text: string): string {
  return `\${${quote([{ text }])}}`;
}
