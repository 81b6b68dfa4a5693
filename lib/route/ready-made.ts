import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  ref,
  StringConcat,
  TerraformElement,
  type TerraformProvider,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import { type FunctionTarget, literalTarget, unresolvedTarget } from "./function-arn";
import type { RouteHandler } from "./route-args";

/** A function that exists before the route: what it is, and a key that is equal for equal functions. */
export interface ReadyMade {
  readonly key: string;
  readonly target: FunctionTarget;
  readonly function?: Function | LambdaFunction;
  /** The provider that made the function, which may be of another account or region than the API's. */
  readonly provider?: TerraformProvider;
}

/** The handler as a ready-made function, or undefined where it is source that the route makes a function of. */
export function readyMade(scope: Construct, handler: RouteHandler): ReadyMade | undefined {
  if (typeof handler === "string") return readyMadeArn(scope, handler);
  if (Function.isFunction(handler)) return { ...readyMadeFunction(scope, handler.nodes.function), function: handler };
  if (isLambdaFunction(handler)) return { ...readyMadeFunction(scope, handler), function: handler };
  return undefined;
}

/** The arguments of the function that a route makes for a handler that is not ready-made. */
export function functionArgs(scope: Construct, handler: RouteHandler): FunctionArgs {
  if (typeof handler === "string") return { handler };
  if (typeof (handler as FunctionArgs | undefined)?.handler === "string") return handler as FunctionArgs;
  throw new ValidationError(
    scope,
    `"handler" has to be a path such as "src/chat.handler", a function's arguments, the ARN of a function, or a function; got ${describe(handler)}. Pass one of these.`,
  );
}

function describe(value: unknown): string {
  return Construct.isConstruct(value) ? `the ${value.constructor.name} ${quoted(value.node.id)}` : quoted(value);
}

function readyMadeArn(scope: Construct, arn: string): ReadyMade | undefined {
  // A reference written by hand; as a token, functions of Terraform can take it.
  const reference = /^\$\{([^{}]+)\}$/.exec(arn)?.[1];
  if (reference !== undefined && !Token.isUnresolved(arn)) return readyMadeArn(scope, Token.asString(ref(reference)));
  if (Token.isUnresolved(arn)) return { key: expressionOf(scope, arn), target: unresolvedTarget(arn) };
  if (!arn.startsWith("arn:")) return undefined;
  const target = literalTarget(arn);
  if (target) return { key: arn, target };
  throw new ValidationError(
    scope,
    `"handler" has to be the ARN of a Lambda function; got ${quoted(arn)}. Write arn:aws:lambda:<region>:<account>:function:<name>, with :<alias or version> if you need one.`,
  );
}

function readyMadeFunction(scope: Construct, fn: LambdaFunction): ReadyMade {
  const own = TerraformStack.of(fn) === TerraformStack.of(scope);
  return {
    key: expressionOf(scope, fn.arn),
    target: { invokeArn: fn.invokeArn, functionName: fn.functionName, region: fn.region },
    ...(own && { provider: fn.provider }),
  };
}

function isLambdaFunction(value: unknown): value is LambdaFunction {
  return (
    TerraformElement.isTerraformElement(value) &&
    (value as Partial<LambdaFunction>).terraformResourceType === LambdaFunction.tfResourceType
  );
}

// Two tokens of one attribute are different strings; what they resolve to is the same. The same expression in two
// stacks means two functions, so a reference to another stack is told by that stack too.
function expressionOf(scope: Construct, arn: string): string {
  const resolver = new OriginResolver(TerraformStack.of(scope));
  const expression: string = Tokenization.resolve(arn, { scope, preparing: false, resolver });
  // The plainest case has the plainest name: it shows in Terraform's addresses.
  return /^\$\{aws_lambda_function\.([\w-]+)\.arn\}$/.exec(expression)?.[1] ?? expression;
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
