import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Fn, propertyAccess, ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { type Placement, regionalMeta } from "../terraform/resource-config";
import { originExpression, resolveValue, splitFragments } from "../terraform/tokens";
import { Function } from "./function";
import type { FunctionArgs } from "./function-args";

/** Every form in which a function can be given. */
export type FunctionHandler = string | FunctionArgs | Function | LambdaFunction;

/** A function that exists before what it is for: what it is, and a key that is equal for equal functions. */
export interface ExistingFunction {
  readonly key: string;
  readonly target: FunctionTarget;
  readonly function?: Function | LambdaFunction;
  /** The provider that made the function, which may be of another account or region than the API's. */
  readonly provider?: TerraformProvider;
}

/** The function where it is ready-made, or undefined where it is source to make one of. `argument` holds it. */
export function existingFunction(
  scope: Construct,
  handler: FunctionHandler,
  argument = "handler",
): ExistingFunction | undefined {
  if (typeof handler === "string") return existingFunctionByArn(scope, handler, argument);
  if (Function.isFunction(handler))
    return { ...existingFunctionResource(scope, handler.nodes.function), function: handler };
  if (isLambdaFunction(handler)) return { ...existingFunctionResource(scope, handler), function: handler };
  return undefined;
}

/** The arguments of the function to make of what is not ready-made. */
export function functionArgs(scope: Construct, handler: FunctionHandler, argument = "handler"): FunctionArgs {
  if (typeof handler === "string") return { handler };
  // A construct of another kind is told by its id.
  const isArguments = isObject(handler) && !Construct.isConstruct(handler);
  const hidden = isArguments ? plainObjectProblem(argument, handler) : undefined;
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  if (typeof (handler as FunctionArgs | undefined)?.handler === "string") return handler as FunctionArgs;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a path such as "src/chat.handler", a function's arguments, the ARN of a function, or a function; got ${describeHandler(handler)}. Pass one of these.`,
  );
}

/** The pieces of the ARN of a function that is made in the app. */
export function functionTarget({ invokeArn, functionName, region }: LambdaFunction): FunctionTarget {
  return { invokeArn, functionName, region };
}

function describeHandler(value: unknown): string {
  return Construct.isConstruct(value) ? `the ${value.constructor.name} ${quoted(value.node.id)}` : quoted(value);
}

function existingFunctionByArn(scope: Construct, arn: string, argument: string): ExistingFunction | undefined {
  // A reference written by hand; as a token, functions of Terraform can take it.
  const reference = /^\$\{([^{}]+)\}$/.exec(arn)?.[1];
  if (reference !== undefined && !Token.isUnresolved(arn))
    return existingFunctionByArn(scope, Token.asString(ref(reference)), argument);
  if (Token.isUnresolved(arn)) return { key: functionKey(scope, arn), target: functionTargetByExpressions(arn) };
  if (!arn.startsWith("arn:")) return undefined;
  const target = parseFunctionArn(arn);
  if (target) return { key: arn, target };
  throw new ValidationError(
    scope,
    `"${argument}" has to be the ARN of a Lambda function; got ${quoted(arn)}. Write arn:aws:lambda:<region>:<account>:function:<name>, with :<alias or version> if you need one.`,
  );
}

function existingFunctionResource(scope: Construct, fn: LambdaFunction): ExistingFunction {
  const own = TerraformStack.of(fn) === TerraformStack.of(scope);
  return {
    key: functionKey(scope, fn.arn),
    target: functionTarget(fn),
    ...(own && { provider: fn.provider }),
  };
}

function isLambdaFunction(value: unknown): value is LambdaFunction {
  return (
    TerraformElement.isTerraformElement(value) &&
    (value as Partial<LambdaFunction>).terraformResourceType === LambdaFunction.tfResourceType
  );
}

function functionKey(scope: Construct, arn: string): string {
  const expression = originExpression(scope, arn);
  // The plainest case has the plainest name: it shows in Terraform's addresses.
  return /^\$\{aws_lambda_function\.([\w-]+)\.arn\}$/.exec(expression)?.[1] ?? expression;
}

/** The pieces of a function's ARN that API Gateway and the function's policy need. */
export interface FunctionTarget {
  /** What API Gateway calls. */
  readonly invokeArn: string;
  /** The function whose policy admits API Gateway, without a qualifier. */
  readonly functionName: string;
  /** The alias or version that the ARN names. */
  readonly qualifier?: string;
  /** The region of the function. */
  readonly region: string;
}

const functionForm = arnForm(
  "lambda",
  "function:(?<name>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>\\$LATEST|[A-Za-z0-9_-]{1,128}))?",
);

/** Takes a literal ARN apart; undefined where it is none of a Lambda function. */
export function parseFunctionArn(arn: string): FunctionTarget | undefined {
  const { partition, region, account, name, qualifier } = functionForm.exec(arn)?.groups ?? {};
  if (partition === undefined || region === undefined) return undefined;
  return {
    invokeArn: invokeArn(partition, region, arn),
    functionName: `arn:${partition}:lambda:${region}:${account}:function:${name}`,
    ...(qualifier !== undefined && { qualifier }),
    region,
  };
}

/** Takes an ARN apart that only Terraform will know, by expressions. */
function functionTargetByExpressions(arn: string): FunctionTarget {
  const parts = Fn.split(":", arn);
  const part = (index: number): string => Token.asString(propertyAccess(parts, [index]));
  return {
    invokeArn: invokeArn(part(1), part(3), arn),
    functionName: Fn.join(":", Fn.slice(parts, 0, 7)),
    // An ARN without a qualifier has seven parts. Null is "not set" to Terraform; cdktf can't write it as an argument.
    qualifier: Token.asString(Fn.try([part(7), Fn.jsondecode("null")])),
    region: part(3),
  };
}

function invokeArn(partition: string, region: string, arn: string): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** A function of the app, however it is given. */
interface FunctionRef {
  readonly stack: TerraformStack;
  /** Terraform's name of the resource in that stack. */
  readonly name: string;
  readonly attribute: string;
}

/**
 * Tells one function of the app from another, the same for each form it is given in and each stack it is given to.
 * Undefined where no resource of the app makes it, as far as anyone can tell.
 */
export function functionAddress(scope: Construct, given: string | Function | LambdaFunction): string | undefined {
  const place = functionRef(scope, given);
  return place && `${place.stack.node.path}/${place.name}`;
}

/** The function itself, as far as this library made it; else what was given, and nothing for an ARN. */
export function findFunction(scope: Construct, given: string | Function | LambdaFunction) {
  if (Function.isFunction(given)) return given;
  const place = functionRef(scope, given);
  const isIt = (found: Construct) =>
    Function.isFunction(found) && found.nodes.function.friendlyUniqueId === place?.name;
  const made =
    place?.attribute === "arn" ? place.stack.node.findAll().find((found) => isIt(found as Construct)) : undefined;
  return (made as Function | undefined) ?? (typeof given === "string" ? undefined : given);
}

function functionRef(scope: Construct, given: string | Function | LambdaFunction): FunctionRef | undefined {
  if (typeof given === "string") return functionRefByArn(scope, given);
  const { friendlyUniqueId: name } = Function.isFunction(given) ? given.nodes.function : given;
  return { stack: TerraformStack.of(given), name, attribute: "arn" };
}

function functionRefByArn(scope: Construct, arn: string): FunctionRef | undefined {
  const [first, ...rest] = splitFragments(arn);
  const token = typeof first === "object" && rest.length === 0 ? first : undefined;
  // In its own stack a reference reads as that of the resource; elsewhere it would read as that of an output.
  const stack = (token as { originStack?: TerraformStack } | undefined)?.originStack ?? TerraformStack.of(scope);
  const [, name, attribute] =
    /^\$\{aws_lambda_function\.([\w-]+)\.(\w+)\}$/.exec(String(resolveValue(stack, arn))) ?? [];
  return name === undefined || attribute === undefined ? undefined : { stack, name, attribute };
}

interface InvokeArgs {
  readonly target: FunctionTarget;
  /** The provider that made the function. */
  readonly provider: TerraformProvider | undefined;
  /** Where the API is. */
  readonly placement: Placement;
  /** Who of the API may call: its routes, or an authorizer. */
  readonly sourceArn: string;
}

const principal = "apigateway.amazonaws.com";

/** Attributes of a permission by which nobody but the API may call the function. */
export type InvokeGrant = Readonly<Record<"principal" | "source_arn" | "function_name", string>>;

export function invokeGrant({ target, sourceArn }: Pick<InvokeArgs, "target" | "sourceArn">): InvokeGrant {
  return { principal, source_arn: sourceArn, function_name: target.functionName };
}

/** Lets API Gateway call a function, where the function lives. */
export function createInvokePermission(scope: Construct, { target, provider, placement, sourceArn }: InvokeArgs) {
  return new LambdaPermission(scope, "Permission", {
    ...regionalMeta({ ...placement, provider, region: target.region }),
    action: "lambda:InvokeFunction",
    functionName: target.functionName,
    ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
    principal,
    sourceArn,
  });
}
