import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  StringConcat,
  TerraformStack,
  Tokenization,
} from "cdktf";
import type { Construct, IConstruct } from "constructs";

/** Literal text, never empty, or a token. */
export type Fragment = string | IResolvable;

// How cdktf writes a token into a string: a marker of its own, or a number of an absurd size.
const markers = /\$\{TfToken\[[\w:.-]+\]\}|-\d(?:\.\d+)?e\+298/g;
const markerParts = ["${TfToken[", "e+298"];

/**
 * A string's text and tokens, in order.
 *
 * `Tokenization.reverseString` loses the order between the two, and overlooks numbers.
 */
export function splitFragments(text: string): readonly Fragment[] {
  // Nearly all texts are literal, and are looked through several times.
  if (!markerParts.some((part) => text.includes(part))) return text === "" ? [] : [text];
  const fragments: Fragment[] = [];
  let end = 0;
  for (const { 0: marker, index } of text.matchAll(markers)) {
    const token = tokenOfMarker(marker);
    if (token === undefined) continue;
    if (index > end) fragments.push(text.slice(end, index));
    fragments.push(token);
    end = index + marker.length;
  }
  if (end < text.length) fragments.push(text.slice(end));
  return fragments;
}

function tokenOfMarker(marker: string): IResolvable | undefined {
  if (!marker.startsWith("$")) return Tokenization.reverseNumber(Number(marker));
  return Tokenization.reverseString(marker).firstToken;
}

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

/** What a value will read in the synthesized stack of a construct. */
export function resolveValue(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
}

/**
 * What a reference will read in the stack of a construct, to tell equal ones: two tokens of one attribute are different
 * strings. The same expression in two stacks means two things, so a reference to another stack is told by that stack too.
 */
export function originExpression(scope: Construct, reference: string): string {
  const resolver = new OriginResolver(TerraformStack.of(scope));
  return Tokenization.resolve(reference, { scope, preparing: false, resolver });
}

class OriginResolver extends DefaultTokenResolver {
  constructor(private readonly home: TerraformStack) {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, post: IPostProcessor): unknown {
    const resolved = super.resolveToken(token, context, post);
    const { originStack } = token as { originStack?: TerraformStack };
    return originStack && originStack !== this.home ? `${originStack.node.path}!${resolved}` : resolved;
  }
}
