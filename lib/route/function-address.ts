import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { fragmentsOf } from "../core/fragments";
import { resolved } from "../core/resolved";
import { Function } from "../function/function";

/** A function of the app, however it is given. */
interface Place {
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
  const place = placeOf(scope, given);
  return place && `${place.stack.node.path}/${place.name}`;
}

/** The function itself, as far as this library made it; else what was given, and nothing for an ARN. */
export function functionOf(scope: Construct, given: string | Function | LambdaFunction) {
  if (Function.isFunction(given)) return given;
  const place = placeOf(scope, given);
  const isIt = (found: Construct) =>
    Function.isFunction(found) && found.nodes.function.friendlyUniqueId === place?.name;
  const made =
    place?.attribute === "arn" ? place.stack.node.findAll().find((found) => isIt(found as Construct)) : undefined;
  return (made as Function | undefined) ?? (typeof given === "string" ? undefined : given);
}

function placeOf(scope: Construct, given: string | Function | LambdaFunction): Place | undefined {
  if (typeof given === "string") return placeOfArn(scope, given);
  const { friendlyUniqueId: name } = Function.isFunction(given) ? given.nodes.function : given;
  return { stack: TerraformStack.of(given), name, attribute: "arn" };
}

function placeOfArn(scope: Construct, arn: string): Place | undefined {
  const [first, ...rest] = fragmentsOf(arn);
  const token = typeof first === "object" && rest.length === 0 ? first : undefined;
  // In its own stack a reference reads as that of the resource; elsewhere it would read as that of an output.
  const stack = (token as { originStack?: TerraformStack } | undefined)?.originStack ?? TerraformStack.of(scope);
  const [, name, attribute] = /^\$\{aws_lambda_function\.([\w-]+)\.(\w+)\}$/.exec(String(resolved(stack, arn))) ?? [];
  return name === undefined || attribute === undefined ? undefined : { stack, name, attribute };
}
