import type { IResolvable, IResolveContext } from "cdktf";

/** What stands for a token: Terraform's expression, without braces, or a value that may hold further tokens. */
export type Resolved = { readonly expression: string } | { readonly value: unknown };

/**
 * One step into a token, so that its structure stays: `context.resolve` goes all the way and returns a string that no
 * longer tells "aws_sqs_queue.q.arn" the text from the reference.
 *
 * A token does not say what it is, but it tells what it would write inside of an expression and outside. A reference
 * adds "${" and "}" outside, a raw string adds quotes inside, and what is the same on both sides is a plain value.
 */
export function resolveToken(token: IResolvable, context: IResolveContext): Resolved {
  const inside = withBraces(context, false, () => token.resolve(context));
  const outside = withBraces(context, true, () => token.resolve(context));
  if (typeof inside !== "string") return { value: outside };
  // A reference to another stack is made of a further token.
  if (outside === `\${${inside}}`) return { expression: withBraces(context, false, () => context.resolve(inside)) };
  // A raw string drops its backslashes when it is resolved; as text it still has them.
  if (inside === `"${outside}"`) return { value: token.toString() };
  return { value: outside };
}

// Tokens write to the context and leave it so, and `context.resolve` reads it.
function withBraces<Result>(context: IResolveContext, braces: boolean, resolve: () => Result): Result {
  const { suppressBraces, ignoreEscapes, warnEscapes, iteratorContext } = context;
  Object.assign(context, { suppressBraces: !braces, ignoreEscapes: !braces });
  try {
    return resolve();
  } finally {
    Object.assign(context, { suppressBraces, ignoreEscapes, warnEscapes, iteratorContext });
  }
}
