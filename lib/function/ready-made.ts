import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { hiddenProblem } from "../core/hidden-member";
import { isObject } from "../core/is-object";
import { originExpression } from "../core/origin-expression";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "./function";
import type { FunctionArgs } from "./function-args";
import { type FunctionTarget, literalTarget, unresolvedTarget } from "./function-arn";

/** Every form in which a function can be given. */
export type FunctionForm = string | FunctionArgs | Function | LambdaFunction;

/** A function that exists before what it is for: what it is, and a key that is equal for equal functions. */
export interface ReadyMade {
  readonly key: string;
  readonly target: FunctionTarget;
  readonly function?: Function | LambdaFunction;
  /** The provider that made the function, which may be of another account or region than the API's. */
  readonly provider?: TerraformProvider;
}

/** The function where it is ready-made, or undefined where it is source to make one of. `argument` holds it. */
export function readyMade(scope: Construct, handler: FunctionForm, argument = "handler"): ReadyMade | undefined {
  if (typeof handler === "string") return readyMadeArn(scope, handler, argument);
  if (Function.isFunction(handler)) return { ...readyMadeFunction(scope, handler.nodes.function), function: handler };
  if (isLambdaFunction(handler)) return { ...readyMadeFunction(scope, handler), function: handler };
  return undefined;
}

/** The arguments of the function to make of what is not ready-made. */
export function functionArgs(scope: Construct, handler: FunctionForm, argument = "handler"): FunctionArgs {
  if (typeof handler === "string") return { handler };
  // A construct of another kind is told by its id.
  const isArguments = isObject(handler) && !Construct.isConstruct(handler);
  const hidden = isArguments ? hiddenProblem(argument, handler) : undefined;
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  if (typeof (handler as FunctionArgs | undefined)?.handler === "string") return handler as FunctionArgs;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a path such as "src/chat.handler", a function's arguments, the ARN of a function, or a function; got ${describe(handler)}. Pass one of these.`,
  );
}

/** The pieces of the ARN of a function that is made in the app. */
export function targetOf({ invokeArn, functionName, region }: LambdaFunction): FunctionTarget {
  return { invokeArn, functionName, region };
}

function describe(value: unknown): string {
  return Construct.isConstruct(value) ? `the ${value.constructor.name} ${quoted(value.node.id)}` : quoted(value);
}

function readyMadeArn(scope: Construct, arn: string, argument: string): ReadyMade | undefined {
  // A reference written by hand; as a token, functions of Terraform can take it.
  const reference = /^\$\{([^{}]+)\}$/.exec(arn)?.[1];
  if (reference !== undefined && !Token.isUnresolved(arn))
    return readyMadeArn(scope, Token.asString(ref(reference)), argument);
  if (Token.isUnresolved(arn)) return { key: keyOf(scope, arn), target: unresolvedTarget(arn) };
  if (!arn.startsWith("arn:")) return undefined;
  const target = literalTarget(arn);
  if (target) return { key: arn, target };
  throw new ValidationError(
    scope,
    `"${argument}" has to be the ARN of a Lambda function; got ${quoted(arn)}. Write arn:aws:lambda:<region>:<account>:function:<name>, with :<alias or version> if you need one.`,
  );
}

function readyMadeFunction(scope: Construct, fn: LambdaFunction): ReadyMade {
  const own = TerraformStack.of(fn) === TerraformStack.of(scope);
  return {
    key: keyOf(scope, fn.arn),
    target: targetOf(fn),
    ...(own && { provider: fn.provider }),
  };
}

function isLambdaFunction(value: unknown): value is LambdaFunction {
  return (
    TerraformElement.isTerraformElement(value) &&
    (value as Partial<LambdaFunction>).terraformResourceType === LambdaFunction.tfResourceType
  );
}

function keyOf(scope: Construct, arn: string): string {
  const expression = originExpression(scope, arn);
  // The plainest case has the plainest name: it shows in Terraform's addresses.
  return /^\$\{aws_lambda_function\.([\w-]+)\.arn\}$/.exec(expression)?.[1] ?? expression;
}
