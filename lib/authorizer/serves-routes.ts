import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { TerraformStack } from "cdktf";
import { originExpression } from "../core/origin-expression";
import type { Function } from "../function/function";

/** Whether an integration of the app calls a function, whoever made it. */
export function servesRoutes(fn: Function): boolean {
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
