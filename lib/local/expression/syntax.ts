/** What a template or an expression of Terraform's says. */
export type Expression =
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [Expression, Expression])[] }
  /** `expand`: the last argument is a list of arguments, as in `max(list...)`. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly expand: boolean }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** The same for every item of a list, which `each` calls `*`. */
  | { readonly kind: "splat"; readonly of: Expression; readonly each: Expression }
  | ForExpression
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Expression[] }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** `[for key, value in of : each if filter]`, or with braces and `by => each`, which makes an object. */
export interface ForExpression {
  readonly kind: "for";
  readonly key: string | undefined;
  readonly value: string;
  readonly of: Expression;
  /** What the members of an object are called; undefined for a list. */
  readonly by: Expression | undefined;
  readonly each: Expression;
  readonly filter: Expression | undefined;
}

/** Every expression inside one, itself included. */
export function* expressionsIn(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* expressionsIn(child);
}

function childrenOf(expression: Expression): readonly Expression[] {
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
