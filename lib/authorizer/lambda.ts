import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { runtimeFile, withInternals } from "../function/code";
import { Function } from "../function/function";
import { existingFunction, functionArgs, functionTarget } from "../function/function-target";
import { addVariable, bundleFromSources, lockCode, wrapFunction, wrapProblem, wrapperOf } from "../function/wrapping";
import { jsonencode } from "../terraform/expressions";
import { originExpression } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import type { LambdaAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { defaultIdentitySource, identitySources, identitySourcesProblem } from "./identity-sources";

type Variables = Readonly<Record<string, string>>;

/** The variable in which the adapter reads where API Gateway looked for the client's identity. */
const sourcesVariable = "AUTHORIZER_IDENTITY_SOURCES";

/** What the user's function gets and gives. */
interface Contract {
  readonly payload: "1.0" | "2.0";
  readonly response: "simple" | "iam";
}

/** Makes, or takes, the function that decides; where AWS does not speak as it does, with an adapter around it. */
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
  const asked = identitySources(sources);
  const isPlain = contract.payload === "1.0" && contract.response === "iam";
  const variables: Variables = isPlain ? {} : { [sourcesVariable]: jsonencode(asked) };
  const decider = { ...authorizerFunction(scope, api, description, args, variables), identitySources: asked };
  if (isPlain) forbidOtherWrapper(scope, decider.function);
  else addAdapter(scope, contract, decider, args, variables);
  return decider;
}

function authorizerFunction(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: LambdaAuthorizerArgs,
  variables: Variables,
): Omit<AuthorizerFunction, "identitySources"> {
  const { provider } = api.placement;
  const ready = existingFunction(scope, args.function, "lambda.function");
  if (ready) return { provider, ...ready };
  const own = { description, ...functionArgs(scope, args.function, "lambda.function") };
  const fn = new Function(scope, "Handler", withInternals(own, { variables }), api.placement);
  lockCode(fn);
  return { function: fn, target: functionTarget(fn.nodes.function), provider };
}

function contractProblem({ payload = "2.0", response = "simple" }: LambdaAuthorizerArgs): string | undefined {
  if (payload !== "1.0" && payload !== "2.0")
    return `"lambda.payload" has to be "1.0" or "2.0"; got ${quoted(payload)}. Choose one of them.`;
  return response === "simple" || response === "iam"
    ? undefined
    : `"lambda.response" has to be "simple" or "iam"; got ${quoted(response)}. Choose one of them.`;
}

function addAdapter(
  scope: Construct,
  contract: Contract,
  decider: AuthorizerFunction,
  args: LambdaAuthorizerArgs,
  variables: Variables,
): void {
  const fn = decider.function;
  const reason = wrapProblem(fn);
  if (reason !== undefined || !Function.isFunction(fn)) {
    const named = args.payload !== undefined && args.response !== undefined ? "" : ", of which the defaults are a part";
    throw new ValidationError(
      scope,
      `"lambda.function" can be asked with "payload" "1.0" and "response" "iam" only, which is all that AWS knows here: for more an adapter is bundled around it, but ${reason}; got ${quoted(contract.payload)} and ${quoted(contract.response)}${named}. Write payload: "1.0" and response: "iam", and have it return an IAM policy, or give the path of its source.`,
    );
  }
  wrapFunction(fn, { module: runtimeFile("authorizer-adapter"), export: "adaptAuthorizer", options: contract });
  for (const [name, text] of Object.entries(variables)) addVariable(fn, name, text);
  lockCode(fn);
  addSearch(scope, () => (isRouteFunction(fn) ? sharedFunctionProblem(fn, "serves a route of an API too") : undefined));
}

// What something else put around the function would have another event in mind.
function forbidOtherWrapper(scope: Construct, fn: Function | LambdaFunction | undefined): void {
  const made = fn && Function.isFunction(fn.node.scope) ? fn.node.scope : fn;
  if (!Function.isFunction(made)) return;
  bundleFromSources(made);
  addSearch(scope, () => {
    const wrapper = wrapperOf(made);
    return wrapper && sharedFunctionProblem(made, `is wrapped by ${wrapper.export} for another use`);
  });
}

function sharedFunctionProblem(fn: Function, reason: string): string {
  return `"lambda.function" ${reason}, where it would not understand what it is asked; got ${quoted(fn)}. Make a function for each use, from the same source.`;
}

/** Whether an integration of the app calls a function, whoever made it. */
function isRouteFunction(fn: Function): boolean {
  const stack = TerraformStack.of(fn);
  const { invokeArn, arn } = fn.nodes.function;
  const [whole, part] = [originExpression(stack, invokeArn), `/functions/${originExpression(stack, arn)}/invocations`];
  return stack.node.root.node.findAll().some((node) => {
    const uri = isIntegration(node) && originExpression(stack, node.integrationUriInput ?? "");
    return uri !== false && (uri === whole || uri.includes(part));
  });
}

function isIntegration(node: unknown): node is Apigatewayv2Integration {
  const { terraformResourceType } = node as Partial<Apigatewayv2Integration>;
  return terraformResourceType === Apigatewayv2Integration.tfResourceType;
}
