import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  StringConcat,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import type { Construct, IConstruct } from "constructs";

/** Literal text that is not empty, or a token. */
export type Fragment = string | IResolvable;

// How cdktf encodes a token in a string: as a marker, or as a huge negative number.
const markers = /\$\{TfToken\[[\w:.-]+\]\}|-\d(?:\.\d+)?e\+298/g;
const markerParts = ["${TfToken[", "e+298"];

/**
 * Splits a string into its text and tokens, in order.
 *
 * `Tokenization.reverseString` loses the order of text and tokens, and misses number tokens.
 */
export function splitFragments(text: string): readonly Fragment[] {
  // A fast path: nearly all strings are literal, and each is split several times.
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

/** The result of resolving a token: a Terraform expression without braces, or a value that may contain more tokens. */
export type Resolved = { readonly expression: string } | { readonly value: unknown };

/**
 * Resolves a token by one step. `context.resolve` resolves it completely, to a string in which a reference looks like
 * the literal text "aws_sqs_queue.q.arn".
 *
 * A token does not declare its kind, but renders differently inside and outside of an expression. A reference adds "${"
 * and "}" outside. A raw string adds quotes inside. A plain value is the same in both.
 */
export function resolveToken(token: IResolvable, context: IResolveContext): Resolved {
  const inside = withBraces(context, false, () => token.resolve(context));
  const outside = withBraces(context, true, () => token.resolve(context));
  if (typeof inside !== "string") return { value: outside };
  // A reference to another stack contains another token.
  if (outside === `\${${inside}}`) return { expression: withBraces(context, false, () => context.resolve(inside)) };
  // Resolving a raw string drops its backslashes; `toString` keeps them.
  if (inside === `"${outside}"`) return { value: rawText(token) ?? outside };
  return { value: outside };
}

function rawText(token: IResolvable): string | undefined {
  const text = token.toString();
  return Token.isUnresolved(text) ? undefined : text;
}

// Restores the context: tokens change it, and `context.resolve` reads it.
function withBraces<Result>(context: IResolveContext, braces: boolean, resolve: () => Result): Result {
  const { suppressBraces, ignoreEscapes, warnEscapes, iteratorContext } = context;
  Object.assign(context, { suppressBraces: !braces, ignoreEscapes: !braces });
  try {
    return resolve();
  } finally {
    Object.assign(context, { suppressBraces, ignoreEscapes, warnEscapes, iteratorContext });
  }
}

/** Resolves a value to what the synthesized stack of a construct contains for it. */
export function resolveValue(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
}

/**
 * Resolves a reference to a string that is equal for equal references. Two tokens of one attribute are different
 * strings, but resolve to the same expression. For a reference to another stack the result contains the path of that
 * stack, because the same expression means another resource there.
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
