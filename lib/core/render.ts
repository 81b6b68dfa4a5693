import { type IResolveContext, Lazy } from "cdktf";
import { renderValue } from "./render-value";

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
