import type { Expression } from "../syntax/expression";
import { literalIn, narrowed, referenceOf } from "./references";
import type { RenderedStack } from "./rendered-stack";

type Parse = (text: string) => readonly Expression[] | undefined;

/** Returns the parts of a template with the values of locals in place of the references to them. */
export function inlined(
  parts: readonly Expression[],
  stack: RenderedStack,
  parse: Parse,
  seen: readonly string[] = [],
): readonly Expression[] {
  return parts.flatMap((part): readonly Expression[] => {
    const reference = literalIn(part) === undefined ? referenceOf(part) : undefined;
    if (reference?.root !== "local") return [part];
    const key = JSON.stringify(reference.path);
    const [name, ...path] = reference.path;
    const value = narrowed(stack.local(String(name)), path);
    const isText = typeof value === "string" || typeof value === "number";
    const template = isText && !seen.includes(key) ? parse(String(value)) : undefined;
    return template ? inlined(template, stack, parse, [...seen, key]) : [part];
  });
}
