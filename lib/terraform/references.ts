import { childrenOf, type Expression } from "../syntax/expression";
import { parseTemplate } from "../syntax/parse";
import { SyntaxProblem } from "../syntax/reader";

/** A reference of an expression, such as `aws_lambda_function.chat["a"].arn`. */
export interface Reference {
  /** The first name: the type of a resource, or a word such as `local`. */
  readonly root: string;
  /** The names and literal indexes after it; undefined for an index that is an expression. */
  readonly path: readonly (string | number | undefined)[];
}

/** Parses the parts of a template. Undefined for a syntax that the parser does not know. */
export function parsedTemplate(text: string): readonly Expression[] | undefined {
  try {
    const template = parseTemplate(text);
    return template.kind === "template" ? template.parts : [template];
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** Returns the text of a literal. */
export function literalIn(expression: Expression): string | undefined {
  return expression.kind === "literal" ? String(expression.value ?? "") : undefined;
}

/** Stands for an expression in the text of a template. */
export const mark = "\0";

/** Returns the text of a template with a mark in place of each expression. */
export function markedText(parts: readonly Expression[]): string {
  return parts.map((part) => literalIn(part) ?? mark).join("");
}

/** Returns the reference that an expression is, without that of an index inside of it. */
export function referenceOf(expression: Expression): Reference | undefined {
  if (expression.kind === "name") return { root: expression.name, path: [] };
  if (expression.kind === "splat") return referenceOf(expression.of);
  const base = expression.kind === "index" ? referenceOf(expression.of) : undefined;
  if (base === undefined || expression.kind !== "index") return undefined;
  const { key } = expression;
  const step = key.kind === "literal" && typeof key.value !== "boolean" ? (key.value ?? undefined) : undefined;
  return { root: base.root, path: [...base.path, step] };
}

// Functions whose results are values of their arguments, or lists of them. Others make another text.
const selecting = new Set([
  "coalesce",
  "coalescelist",
  "compact",
  "concat",
  "distinct",
  "element",
  "flatten",
  "keys",
  "lookup",
  "merge",
  "nonsensitive",
  "one",
  "reverse",
  "sensitive",
  "sort",
  "tolist",
  "tomap",
  "toset",
  "tostring",
  "try",
  "values",
]);
// The second argument of these functions is an index.
const indexing = ["lookup", "element"];

interface Values {
  readonly values: readonly Expression[];
  /** Whether the values are whole: not parts of another text. */
  readonly isWhole: boolean;
}

/** Returns the expressions whose values may become the value of an expression, or parts of it. */
export function valuesIn(expression: Expression): Values {
  return {
    values: insideOf(expression),
    isWhole: expression.kind !== "template" && (expression.kind !== "call" || selecting.has(expression.name)),
  };
}

// Without conditions and indexes, which are not part of a value, and without operations, which make no text.
function insideOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "call":
      return expression.args.filter((_, index) => index !== 1 || !indexing.includes(expression.name));
    case "conditional":
      return [expression.yes, expression.no];
    case "for":
      return childrenOf({ ...expression, filter: undefined });
    case "index":
    case "splat":
      return [expression.of];
    case "operation":
      return [];
    default:
      return childrenOf(expression);
  }
}

/** Returns the member at a path, as far as the value and the path are literal. */
export function narrowed(value: unknown, path: Reference["path"]): unknown {
  const [first, ...rest] = path;
  const isMember = typeof value === "object" && value !== null && first !== undefined && Object.hasOwn(value, first);
  return isMember ? narrowed((value as Record<string, unknown>)[first], rest) : value;
}

/** Returns the texts of a written set, such as `${toset(["a", "b"])}`. Undefined if one is known only after apply. */
export function setTexts(text: string): readonly string[] | undefined {
  const [call, ...others] = parsedTemplate(text) ?? [];
  if (call?.kind !== "call" || call.name !== "toset" || others.length > 0) return undefined;
  const [list] = call.args;
  const texts = list?.kind === "tuple" ? list.items.map(literalIn) : undefined;
  return texts?.every((item) => item !== undefined) ? texts : undefined;
}

/** Returns the names that a `for` binds to the items of its list. */
export function boundNames(expression: Expression): readonly string[] {
  return expression.kind === "for" ? [expression.value, ...(expression.key === undefined ? [] : [expression.key])] : [];
}

/** Returns the references of all expressions that may become values. */
export function referencesIn(expressions: readonly Expression[]): readonly Reference[] {
  return expressions.flatMap((expression) => referenceOf(expression) ?? referencesIn(insideOf(expression)));
}
