import { type IResolveContext, Lazy } from "cdktf";
import { Construct } from "constructs";
import { expression, piecesOf, renderValue, wholeToken } from "./expressions";
import { quote } from "./quote";
import { type Fragment, resolveToken, splitFragments } from "./tokens";

/**
 * Renders JSON that may contain tokens: as literal JSON, or as a call of Terraform's `jsonencode` if it contains
 * references, or characters that some language would have to escape.
 *
 * Everything except tokens is literal: "${aws:username}" remains a variable of IAM. References to Terraform resources
 * must be tokens, as the getters of resources return them. Undefined members are left out, and keys keep their order.
 *
 * `JSON.stringify` puts the token of a list or a number into quotes and breaks HCL output. `Fn.jsonencode` does not
 * escape quotes and backslashes.
 */
export function jsonencode(value: unknown): string {
  return Lazy.stringValue({ produce: (context) => renderJson(value, context) });
}

/**
 * Like {@link jsonencode}, but always a call. For values that users put where they like: in HCL output cdktf writes the
 * JSON of an output or a local as an object.
 */
export function jsonencodeCall(value: unknown): string {
  return expression((context) => renderCall(value, context));
}

/** Like {@link jsonencode}, for a value without tokens that does not change: it is rendered once, for all resources. */
export function jsonencodeConstant(value: unknown): string {
  const forms: { inside?: string; outside?: string } = {};
  return Lazy.stringValue({
    produce: (context) => {
      const form = context.suppressBraces ? "inside" : "outside";
      forms[form] ??= renderJson(value, context);
      return forms[form];
    },
  });
}

function renderJson(value: unknown, context: IResolveContext): string {
  const literal = literalOf(value, context);
  const text = literal && (JSON.stringify(literal.value) ?? "null");
  if (text !== undefined && isPlain(text)) return context.suppressBraces ? quote([{ text }]) : text;
  const call = renderCall(value, context);
  return context.suppressBraces ? call : `\${${call}}`;
}

function renderCall(value: unknown, context: IResolveContext): string {
  return `jsonencode(${renderValue(value, context) ?? "null"})`;
}

// Such a text means the same in JSON and HCL. In HCL cdktf escapes quotes, but nothing else.
function isPlain(text: string): boolean {
  return /^(?:(?![$%]\{|\\)[ -~])*$/.test(text);
}

/** The value without tokens; undefined if it contains a reference. */
function literalOf(value: unknown, context: IResolveContext): { readonly value: unknown } | undefined {
  const token = wholeToken(value);
  if (token) {
    const resolved = resolveToken(token, context);
    return "expression" in resolved ? undefined : literalOf(resolved.value, context);
  }
  if (typeof value === "string") return literalString(splitFragments(value), context);
  // What JSON has no form for is left to `renderValue`, which rejects it.
  const hasForm = ["undefined", "boolean", "object"].includes(typeof value) || Number.isFinite(value);
  if (!hasForm) return undefined;
  if (typeof value !== "object" || value === null) return { value };
  if (Construct.isConstruct(value)) return undefined;
  const entries = Array.isArray(value) ? value.map((item) => ["", item] as const) : Object.entries(value);
  const members = entries.map(([key, member]) => [literalOf(key, context), literalOf(member, context)]);
  if (members.flat().includes(undefined)) return undefined;
  const known = members
    .map(([key, member]) => [key?.value, member?.value])
    .filter(([, member]) => member !== undefined);
  return { value: Array.isArray(value) ? known.map(([, member]) => member) : Object.fromEntries(known) };
}

function literalString(
  fragments: readonly Fragment[],
  context: IResolveContext,
): { readonly value: string } | undefined {
  const pieces = fragments.flatMap((fragment) => piecesOf(fragment, context));
  const texts = pieces.map((piece) => ("text" in piece ? piece.text : undefined));
  return texts.includes(undefined) ? undefined : { value: texts.join("") };
}
