import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { existingFunction, functionArgs, functionTarget } from "../function/function-target";
import { withInternals } from "../function/internals";
import { runtimeFile } from "../function/runtime-file";
import { addVariable, bundleFromSources, lockCode, wrapFunction, wrapProblem, wrapperOf } from "../function/wrapping";
import { jsonencode } from "../terraform/json";
import { originExpression } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import type { LambdaAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { defaultIdentitySource, identitySources, identitySourcesProblem } from "./identity-sources";

type Variables = Readonly<Record<string, string>>;

/** The environment variable from which the adapter reads the identity sources. */
const sourcesVariable = "AUTHORIZER_IDENTITY_SOURCES";

/** The event and response formats of the user's function. */
interface Contract {
  readonly payload: "1.0" | "2.0";
  readonly response: "simple" | "iam";
}

/** Creates or reuses the function of the authorizer. An adapter converts formats that AWS does not support. */
export function createLambda(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: LambdaAuthorizerArgs,
): AuthorizerFunction {
  const sources = args.identitySources ?? [defaultIdentitySource];
  const problem = contractProblem(args) ?? identitySourcesProblem("lambda.identitySources", sources);
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const contract: Contract = { payload: args.payload ?? "2.0", response: args.response ?? "simple" };
  const converted = identitySources(sources);
  const isNative = contract.payload === "1.0" && contract.response === "iam";
  const variables: Variables = isNative ? {} : { [sourcesVariable]: jsonencode(converted) };
  const created = { ...authorizerFunction(scope, api, description, args, variables), identitySources: converted };
  if (isNative) forbidOtherWrapper(scope, created.function);
  else addAdapter(scope, contract, created, args, variables);
  return created;
}

function authorizerFunction(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: LambdaAuthorizerArgs,
  variables: Variables,
): Omit<AuthorizerFunction, "identitySources"> {
  const { provider } = api.placement;
  const existing = existingFunction(scope, args.function, "lambda.function");
  if (existing) return { provider, ...existing };
  const own = { description, ...functionArgs(scope, args.function, "lambda.function") };
  const fn = new Function(scope, "Handler", withInternals(own, { variables }), api.placement);
  lockCode(fn);
  return { function: fn, target: functionTarget(fn), provider };
}

function contractProblem({ payload = "2.0", response = "simple" }: LambdaAuthorizerArgs): string | undefined {
  if (payload !== "1.0" && payload !== "2.0")
    return `"lambda.payload" has to be "1.0" or "2.0"; got ${quoted(payload)}. Write payload: "2.0".`;
  return response === "simple" || response === "iam"
    ? undefined
    : `"lambda.response" has to be "simple" or "iam"; got ${quoted(response)}. Write response: "simple".`;
}

function addAdapter(
  scope: Construct,
  contract: Contract,
  { function: fn }: AuthorizerFunction,
  args: LambdaAuthorizerArgs,
  variables: Variables,
): void {
  const reason = wrapProblem(fn);
  if (reason !== undefined || !Function.isFunction(fn)) {
    const defaults = args.payload !== undefined && args.response !== undefined ? "" : ", which includes defaults";
    throw new ValidationError(
      scope,
      `"lambda.function" can't have an adapter, so it needs "payload" "1.0" and "response" "iam": ${reason}; got ${quoted(contract.payload)} and ${quoted(contract.response)}${defaults}. Write payload: "1.0", response: "iam" and return an IAM policy, or pass the path of its source.`,
    );
  }
  wrapFunction(fn, { module: runtimeFile("authorizer-adapter"), export: "adaptAuthorizer", options: contract });
  for (const [name, text] of Object.entries(variables)) addVariable(fn, name, text);
  lockCode(fn);
  addSearch(scope, () => (isRouteFunction(fn) ? sharedFunctionProblem(fn, "also serves a route") : undefined));
}

// A wrapper for another use does not understand the events of an authorizer.
function forbidOtherWrapper(scope: Construct, fn: Function | LambdaFunction | undefined): void {
  const wrappable = fn && Function.isFunction(fn.node.scope) ? fn.node.scope : fn;
  if (!Function.isFunction(wrappable)) return;
  bundleFromSources(wrappable);
  addSearch(scope, () => {
    const wrapper = wrapperOf(wrappable);
    return wrapper && sharedFunctionProblem(wrappable, `is wrapped by ${wrapper.export} for another use`);
  });
}

function sharedFunctionProblem(fn: Function, reason: string): string {
  return `"lambda.function" ${reason}, which sends it different events; got ${quoted(fn)}. Create a function for each use, from the same source.`;
}

/** Whether any integration of the app invokes a function, including those that the user created directly. */
function isRouteFunction(fn: Function): boolean {
  const stack = TerraformStack.of(fn);
  const { invokeArn, qualifiedInvokeArn, arn, qualifiedArn } = fn.nodes.function;
  const whole = [invokeArn, qualifiedInvokeArn].map((uri) => originExpression(stack, uri));
  const parts = [arn, qualifiedArn].map((own) => `/functions/${originExpression(stack, own)}/invocations`);
  return stack.node.root.node.findAll().some((node) => {
    const uri = isIntegration(node) && originExpression(stack, node.integrationUriInput ?? "");
    return uri !== false && (whole.includes(uri) || parts.some((part) => uri.includes(part)));
  });
}

function isIntegration(node: unknown): node is Apigatewayv2Integration {
  const { terraformResourceType } = node as Partial<Apigatewayv2Integration>;
  return terraformResourceType === Apigatewayv2Integration.tfResourceType;
}
