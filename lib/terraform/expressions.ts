import { type IResolvable, type IResolveContext, Lazy, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { type Piece, quote } from "./quote";
import { splitTemplate } from "./template";
import { type Fragment, resolveToken, splitFragments } from "./tokens";

/** Renders a list, or the token of one, as an expression that other expressions can contain. */
export function listExpression(values: readonly unknown[]): string {
  return expression((context) => renderValue(values, context) ?? "[]");
}

/** Renders a string, or the token of one, as an expression that other expressions can contain. */
export function stringExpression(value: string): string {
  return expression((context) => renderValue(value, context) ?? '""');
}

export function expression(render: (context: IResolveContext) => string): string {
  return Lazy.stringValue({
    produce: (context) => (context.suppressBraces ? render(context) : `\${${render(context)}}`),
  });
}

/** Renders a value as a Terraform expression without braces. Undefined for a value that JSON leaves out. */
export function renderValue(value: unknown, context: IResolveContext): string | undefined {
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
      throw new TypeError(`A Terraform expression can't contain a ${typeof value}.`);
  }
}

function renderString(fragments: readonly Fragment[], context: IResolveContext): string {
  return quote(fragments.flatMap((fragment) => piecesOf(fragment, context)));
}

function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`A Terraform expression can't contain the number ${value}.`);
  return JSON.stringify(value);
}

function renderObject(value: object | null, context: IResolveContext): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const items = value.map((item) => renderValue(item, context)).filter((item) => item !== undefined);
    return `[${items.join(", ")}]`;
  }
  // Terraform CDK misses constructs without children, and would follow their circular references.
  if (Construct.isConstruct(value))
    throw new ValidationError(
      context.scope,
      `A Terraform expression can't contain a construct; got ${quoted(value)}. Pass an attribute of the construct, such as its "arn" or "name".`,
    );
  const members = Object.entries(value).flatMap(([key, member]) => {
    const rendered = renderValue(member, context);
    return rendered === undefined ? [] : [`${renderKey(key, context)} = ${rendered}`];
  });
  return `{${members.join(", ")}}`;
}

// Without parentheses, Terraform reads a reference in a key as the key's literal name.
function renderKey(key: string, context: IResolveContext): string {
  const rendered = `${renderValue(key, context)}`;
  return splitFragments(key).every((fragment) => typeof fragment === "string") ? rendered : `(${rendered})`;
}

export function piecesOf(fragment: Fragment, context: IResolveContext): Piece[] {
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

/** Returns the token if the whole value is one, in any of cdktf's encodings. */
export function wholeToken(value: unknown): IResolvable | undefined {
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

// Terraform reads "$${" as "${", and any further "$" before it as text.
const templateOpening = /(?<!\$)\$\{|(?<!%)%\{/g;
// After these, Terraform reads a reference as text: a "$" right before it, a lone carriage return anywhere before it.
const disarmingText = /\$*\r(?!\n)|\$+$/g;
const escapedOpening = /\$\$+\{|%%+\{/g;
const loneReturn = /\r(?!\n)/;

/**
 * Escapes text for a Terraform argument, so that Terraform evaluates nothing in it except tokens.
 *
 * Terraform evaluates "${" and "%{" in every string, AWS has a syntax with "${" too, and CDKTF escapes nothing. Text
 * that is escaped already does not change, so that its author may escape it for Terraform.
 */
export function escapeTemplate(text: string): string {
  const fragments = splitFragments(text);
  if (fragments.every((fragment) => typeof fragment === "string")) return escapeText(text);
  if (fragments.length === 1) return text;
  // cdktf joins fragments wrongly in two cases. It removes the braces of a token that follows a literal "${" without a
  // "}", and it drops one of two adjacent number tokens.
  return Lazy.stringValue({
    produce: (context) =>
      context.suppressBraces ? renderInside(fragments, context) : renderOutside(fragments, context),
  });
}

/** Text in which only tokens are evaluated, for an argument that is a list of them. Also text of lazy tokens is literal. */
export function literalTexts(texts: readonly string[]): string[] {
  const token = wholeToken(texts);
  if (token === undefined) return texts.map(literalText);
  return Lazy.listValue({
    produce: (context) => {
      const resolved = resolveToken(token, context);
      const { value } = "value" in resolved ? resolved : { value: undefined };
      return Array.isArray(value) ? value.map((text) => literalText(String(text))) : (texts as string[]);
    },
  });
}

/**
 * Text that means what it means as an argument of a resource, where Terraform evaluates written expressions. Tokens take
 * their place, so that a text can be a part of another one.
 */
export function evaluatedText(text: string): string {
  const parts = splitFragments(text).flatMap((part) => {
    if (typeof part !== "string") return [Token.asString(part)];
    return splitTemplate(part).map((piece) =>
      "text" in piece ? unescapeTemplate(piece.text) : expression(() => piece.expression),
    );
  });
  return parts.join("");
}

/** Text in which only tokens are evaluated, and that means the same in JSON and HCL. */
export function literalText(text: string): string {
  const fragments = splitFragments(text);
  if (fragments.every((fragment) => typeof fragment === "string")) return renderTemplate([{ text }]);
  return Lazy.stringValue({
    produce: (context) => {
      const pieces = fragments.flatMap((fragment) => piecesOf(fragment, context));
      return context.suppressBraces ? quote(pieces) : renderTemplate(pieces);
    },
  });
}

function renderTemplate(pieces: readonly Piece[]): string {
  return pieces.every(isPlainPiece) ? pieces.map(templateOf).join("") : `\${${quote(pieces)}}`;
}

// In a template with an expression, cdktf escapes nothing for HCL. Beside an expression, a "$" would escape it.
function isPlainPiece(piece: Piece): boolean {
  return "expression" in piece || /^(?:(?![$%]$|\\|")[ -~])*$/.test(piece.text);
}

function templateOf(piece: Piece): string {
  return "expression" in piece ? `\${${piece.expression}}` : piece.text.replace(/[$%](?=\{)/g, "$&$&");
}

/** Whether a synthesized string contains nothing that Terraform evaluates. */
export function isLiteral(resolved: string): boolean {
  return resolved.search(templateOpening) === -1;
}

/** Returns the text that Terraform reads in a literal. */
export function unescapeTemplate(text: string): string {
  const disarmed = text.search(loneReturn);
  if (disarmed === -1) return unescapeText(text);
  // After a lone carriage return Terraform reads "$" and "%" in pairs, and an odd one before a brace escapes nothing.
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
