import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** The stack's id and the ids of the constructs below it, down to this one: what names are derived from. */
export function pathParts(scope: IConstruct): readonly string[] {
  const stack = TerraformStack.of(scope);
  return scope.node.scopes.slice(scope.node.scopes.indexOf(stack)).map(({ node }) => node.id);
}

/** The path of a construct inside its stack, as transforms are told it. */
export function pathInStack(scope: IConstruct, child?: string): string {
  return [...pathParts(scope).slice(1), ...(child === undefined ? [] : [child])].join("/");
}

/** The same without the words that are there for the construct tree alone: "chat-dev", "MyApi", "sendMessage". */
export function shownParts(scope: IConstruct): readonly string[] {
  return pathParts(scope)
    .map((id) => id.replace(/^(Route|Target|Authorizer) /, ""))
    .filter((id) => id !== "Handler");
}
