import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import type { Expression } from "../syntax/expression";
import { literalIn } from "../terraform/references";
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
    judgeText: (text, isWhole) => judge(text, isWhole, name),
  };
}

// Stands for an expression.
const mark = "\0";

/** Returns the parts of a template that make up the name of a function: without account and qualifier. */
function nameIn(parts: readonly Expression[]): readonly Expression[] {
  const text = parts.map((part) => literalIn(part) ?? mark).join("");
  const range = nameRange(text);
  // An expression may contain the rest of the ARN.
  if (range === undefined) return parts.filter((part) => literalIn(part) === undefined);
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
  const isPartOfArn = /^(arn:|\d{12}:)/.test(text.slice(from));
  if (word === -1 && isPartOfArn && text.includes(mark)) return undefined;
  const start = word === -1 ? from : from + word + "function:".length;
  const length = text.slice(start).search(/[:/]/);
  return { start, end: length === -1 ? text.length : start + length };
}

function judge(text: string, isWhole: boolean, own: string | undefined): Verdict {
  // API Gateway replaces "${stageVariables.name}" when it invokes the function.
  if (own === undefined || text.includes("${")) return "unknown";
  // Digits may be the beginning of a partial ARN.
  if (!isWhole) return own.startsWith(text) || /^\d*$/.test(text) ? "unknown" : "other";
  const range = nameRange(text);
  return range && text.slice(range.start, range.end) === own ? "target" : "other";
}
