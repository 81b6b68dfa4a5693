import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import type { Expression } from "../syntax/expression";
import { literalIn, mark, markedText } from "../terraform/references";
import type { Target, Verdict } from "../terraform/referent";
import type { RenderedApp } from "../terraform/rendered-app";

/** A function as the target of names, ARNs and invoke ARNs. */
export function namedFunction(resource: LambdaFunction, app: RenderedApp): Target {
  const stack = TerraformStack.of(resource);
  const name = app.of(stack).attributes(resource)?.string("function_name");
  return {
    stack,
    resource,
    argument: "function_name",
    decisive: nameIn,
    judgeText: (text) => judge(text, name),
    judgeBeginning: (text) => judgeBeginning(text, name),
    isIn: (piece) => name !== undefined && piece.split(/[:/]/).includes(name),
  };
}

/** Returns the parts of a template that make up the name of a function: without account and qualifier. */
function nameIn(parts: readonly Expression[]): readonly Expression[] {
  const text = markedText(parts);
  const range = nameRange(text);
  if (range === undefined) return parts;
  let at = 0;
  return parts.flatMap((part): readonly Expression[] => {
    const literal = literalIn(part);
    const [start, end] = [at, at + (literal ?? mark).length];
    at = end;
    if (literal === undefined) return start >= range.start && end <= range.end ? [part] : [];
    const value = text.slice(Math.max(start, range.start), Math.min(end, range.end));
    return start < range.end && end > range.start ? [{ kind: "literal", value }] : [];
  });
}

/** The positions of the name in a name, a whole or partial ARN, or an invoke ARN; undefined if they can't be told. */
function nameRange(text: string): { readonly start: number; readonly end: number } | undefined {
  const path = text.lastIndexOf("functions/");
  const from = path === -1 ? 0 : path + "functions/".length;
  const word = text.slice(from).lastIndexOf("function:");
  const start = word === -1 ? from : from + word + "function:".length;
  const rest = text.slice(start).replace(/\/invocations$/, "");
  const length = word === -1 && rest === mark ? mark.length : rest.search(/[:/]/);
  const end = start + (length === -1 ? rest.length : length);
  // An expression beside other text may contain the words that come before a name.
  const isName = word !== -1 || rest === mark || !text.slice(from).includes(mark);
  return isName || (length === -1 && !rest.startsWith(mark)) ? { start, end } : undefined;
}

function judge(text: string, own: string | undefined): Verdict {
  // API Gateway replaces "${stageVariables.name}" when it invokes the function.
  if (own === undefined || text.includes("${")) return "unknown";
  const range = nameRange(text);
  return range && text.slice(range.start, range.end) === own ? "target" : "other";
}

function judgeBeginning(text: string, own: string | undefined): Verdict {
  // Also a whole or partial ARN begins with such a text.
  const mayBeArn = "arn:".startsWith(text) || /^(arn:|\d+)/.test(text);
  return own === undefined || own.startsWith(text) || mayBeArn || text.includes("${") ? "unknown" : "other";
}
