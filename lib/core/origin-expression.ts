import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  StringConcat,
  TerraformStack,
  Tokenization,
} from "cdktf";
import type { Construct } from "constructs";

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
