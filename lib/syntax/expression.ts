/** The syntax tree of a Terraform template or expression. */
export type Expression =
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [Expression, Expression])[] }
  /** With `expand`, the last argument is a list of further arguments, as in `max(list...)`. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly expand: boolean }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** Evaluates `each` for every item of a list. The name of the item in `each` is `*`. */
  | { readonly kind: "splat"; readonly of: Expression; readonly each: Expression }
  | ForExpression
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Expression[] }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** `[for key, value in of : each if filter]`, or `{for key, value in of : by => each if filter}`. */
export interface ForExpression {
  readonly kind: "for";
  readonly key: string | undefined;
  readonly value: string;
  readonly of: Expression;
  /** The key of each member; undefined if the result is a list. */
  readonly by: Expression | undefined;
  readonly each: Expression;
  readonly filter: Expression | undefined;
}

/** An expression and all expressions inside it. */
export function* expressionsIn(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* expressionsIn(child);
}

/** The expressions directly inside an expression. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "template":
      return expression.parts;
    case "tuple":
      return expression.items;
    case "object":
      return expression.members.flat();
    case "call":
      return expression.args;
    case "index":
      return [expression.of, expression.key];
    case "splat":
      return [expression.of, expression.each];
    case "for":
      return [expression.of, expression.by, expression.each, expression.filter].filter((part) => part !== undefined);
    case "operation":
      return expression.operands;
    case "conditional":
      return [expression.condition, expression.yes, expression.no];
    default:
      return [];
  }
}
