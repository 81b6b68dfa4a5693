import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Fn, propertyAccess, ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { requireOwnConstruct } from "../core/own-constructs";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { originExpression, resolveValue, splitFragments } from "../terraform/tokens";
import { type CallerByArn, FunctionsOfApp } from "./closed-functions";
import { codeOf, Function } from "./function";
import type { FunctionArgs } from "./function-args";
import { invokedVersion } from "./invoked-version";

/** Every form of a handler argument. */
export type FunctionHandler = string | FunctionArgs | Function | LambdaFunction;

/** A function that a handler argument refers to. Equal functions have equal keys. */
export interface ExistingFunction {
  readonly key: string;
  readonly target: FunctionTarget;
  readonly function?: Function | LambdaFunction;
  /** The provider of the function, whose account or region may differ from the API's. */
  readonly provider?: TerraformProvider;
}

/**
 * Returns the function that a handler refers to, or undefined if the handler is source for a new function. Messages
 * name `argument`.
 */
export function existingFunction(
  scope: Construct,
  handler: FunctionHandler,
  argument = "handler",
): ExistingFunction | undefined {
  if (typeof handler === "string") return existingFunctionByArn(scope, handler, argument);
  requireOwnConstruct(scope, argument, handler);
  if (Function.isFunction(handler)) return existingByFunction(scope, handler);
  if (isLambdaFunction(handler)) return { ...existingFunctionByResource(scope, handler), function: handler };
  return undefined;
}

// A published version has an integration of its own, beside that of the function without a version.
function existingByFunction(scope: Construct, fn: Function): ExistingFunction {
  const found = existingFunctionByResource(scope, fn.nodes.function);
  const key = fn[codeOf].isPublished ? `${found.key} version` : found.key;
  return { ...found, key, target: functionTarget(fn), function: fn };
}

/** Returns the arguments of a new function, for a handler that does not refer to an existing one. */
export function functionArgs(scope: Construct, handler: FunctionHandler, argument = "handler"): FunctionArgs {
  if (typeof handler === "string") return { handler };
  // For any other construct, the message shows its id.
  const isArguments = isObject(handler) && !Construct.isConstruct(handler);
  const hidden = isArguments ? plainObjectProblem(argument, handler) : undefined;
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  if (typeof (handler as FunctionArgs | undefined)?.handler === "string") return handler as FunctionArgs;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a path, a function's arguments, the ARN of a function, or a function; got ${describeHandler(handler)}. Write a path such as "src/chat.handler".`,
  );
}

/** Returns the ARN parts of a function of the app, and the published version of a `Function`. */
export function functionTarget(fn: Function | LambdaFunction): FunctionTarget {
  const lambda = Function.isFunction(fn) ? fn.nodes.function : fn;
  const { invokeArn, qualifier } = Function.isFunction(fn)
    ? invokedVersion(lambda, fn[codeOf].isPublished)
    : { invokeArn: fn.invokeArn };
  const { functionName, region } = lambda;
  return { invokeArn, functionName, region, ...(qualifier !== undefined && { qualifier }) };
}

function describeHandler(value: unknown): string {
  return Construct.isConstruct(value) ? `the ${value.constructor.name} ${quoted(value.node.id)}` : quoted(value);
}

function existingFunctionByArn(scope: Construct, arn: string, argument: string): ExistingFunction | undefined {
  // A reference that the user wrote as text. Terraform functions can use it only as a token.
  const reference = /^\$\{([^{}]+)\}$/.exec(arn)?.[1];
  if (reference !== undefined && !Token.isUnresolved(arn))
    return existingFunctionByArn(scope, Token.asString(ref(reference)), argument);
  if (Token.isUnresolved(arn)) {
    const published = publishedFunction(scope, arn);
    if (published) return { key: existingByFunction(scope, published).key, target: functionTarget(published) };
    return { key: functionKey(scope, arn), target: functionTargetByExpressions(arn) };
  }
  if (!arn.startsWith("arn:")) return undefined;
  const target = parseFunctionArn(arn);
  if (target) return { key: arn, target };
  throw new ValidationError(
    scope,
    `"${argument}" has to be the ARN of a Lambda function; got ${quoted(arn)}. Write arn:aws:lambda:<region>:<account>:function:<name>, with :<alias or version> if you need one.`,
  );
}

// The ARN of a Function with versions stands for the Function, so it means the published version too.
function publishedFunction(scope: Construct, arn: string): Function | undefined {
  const found = functionRefByArn(scope, arn);
  const fn = found?.attribute === "arn" ? FunctionsOfApp.of(scope).find(found.stack, found.name) : undefined;
  return Function.isFunction(fn) && fn[codeOf].isPublished ? fn : undefined;
}

function existingFunctionByResource(scope: Construct, fn: LambdaFunction): ExistingFunction {
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
  // Only the resource's name, because the key becomes part of Terraform addresses.
  return /^\$\{aws_lambda_function\.([\w-]+)\.arn\}$/.exec(expression)?.[1] ?? expression;
}

/** The parts of a function's ARN that an integration and an invoke permission need. */
export interface FunctionTarget {
  /** The URI that API Gateway invokes. */
  readonly invokeArn: string;
  /** The function of the invoke permission, without a qualifier. */
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

/** Parses a literal ARN. Undefined if it is not the ARN of a Lambda function. */
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

/** Splits an ARN that is known only after apply, by expressions. */
function functionTargetByExpressions(arn: string): FunctionTarget {
  const parts = Fn.split(":", arn);
  const part = (index: number): string => Token.asString(propertyAccess(parts, [index]));
  return {
    invokeArn: invokeArn(part(1), part(3), arn),
    functionName: Fn.join(":", Fn.slice(parts, 0, 7)),
    // An ARN without a qualifier has seven parts. Terraform treats null as not set; cdktf can't write a literal null.
    qualifier: Token.asString(Fn.try([part(7), Fn.jsondecode("null")])),
    region: part(3),
  };
}

function invokeArn(partition: string, region: string, arn: string): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** A reference to a function resource of the app. */
interface FunctionRef {
  readonly stack: TerraformStack;
  /** The Terraform name of the resource in that stack. */
  readonly name: string;
  readonly attribute: string;
}

/**
 * Returns a string that identifies a function of the app, for every form of handler and from every stack. Undefined if
 * the handler does not refer to a resource of the app.
 */
export function functionAddress(scope: Construct, given: string | Function | LambdaFunction): string | undefined {
  const found = functionRef(scope, given);
  return found && `${found.stack.node.path}/${found.name}`;
}

/** Returns the `Function` that a handler refers to. Else returns the given resource, or undefined for an ARN. */
export function findFunction(scope: Construct, given: string | Function | LambdaFunction) {
  if (Function.isFunction(given)) return given;
  const target = functionRef(scope, given);
  const isTarget = (construct: Construct) =>
    Function.isFunction(construct) && construct.nodes.function.friendlyUniqueId === target?.name;
  const component =
    target?.attribute === "arn" ? target.stack.node.findAll().find((found) => isTarget(found as Construct)) : undefined;
  return (component as Function | undefined) ?? (typeof given === "string" ? undefined : given);
}

/**
 * Rejects URLs that everyone may call, of the function that a handler refers to. `caller` is the resource that invokes
 * the function, by which an ARN is found again, also that of a version or an alias.
 */
export function forbidPublicUrls(
  scope: Construct,
  given: string | Function | LambdaFunction,
  caller: CallerByArn,
): void {
  const functions = FunctionsOfApp.of(scope);
  const fn = typeof given === "string" ? resourceByArn(scope, given) : given;
  if (fn) functions.forbidPublicUrls(Function.isFunction(fn) ? fn.nodes.function : fn, caller.of);
  else functions.forbidPublicUrlsOf(caller);
}

function resourceByArn(scope: Construct, arn: string): LambdaFunction | undefined {
  const target = functionRefByArn(scope, arn);
  return target?.stack.node
    .findAll()
    .filter(isLambdaFunction)
    .find(({ friendlyUniqueId }) => friendlyUniqueId === target.name);
}

function functionRef(scope: Construct, given: string | Function | LambdaFunction): FunctionRef | undefined {
  if (typeof given === "string") return functionRefByArn(scope, given);
  const { friendlyUniqueId: name } = Function.isFunction(given) ? given.nodes.function : given;
  return { stack: TerraformStack.of(given), name, attribute: "arn" };
}

function functionRefByArn(scope: Construct, arn: string): FunctionRef | undefined {
  const [first, ...rest] = splitFragments(arn);
  const token = typeof first === "object" && rest.length === 0 ? first : undefined;
  // In its own stack the token resolves to the resource; in another one it would resolve to an output.
  const stack = (token as { originStack?: TerraformStack } | undefined)?.originStack ?? TerraformStack.of(scope);
  const [, name, attribute] =
    /^\$\{aws_lambda_function\.([\w-]+)\.(\w+)\}$/.exec(String(resolveValue(stack, arn))) ?? [];
  return name === undefined || attribute === undefined ? undefined : { stack, name, attribute };
}
