import { Token } from "cdktf";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "../authorizer/authorizer-args";
import { quoted } from "../core/validation-error";

/** The arguments of an authorizer with its name, from either way to write them. */
export function namedArgs(
  nameOrArgs: string | NamedAuthorizerArgs,
  args: ApiGatewayWebSocketAuthorizerArgs | undefined,
): NamedAuthorizerArgs | { readonly problem: string } {
  const alone = typeof nameOrArgs === "string" ? args : nameOrArgs;
  const isObject = typeof alone === "object" && alone !== null && !Array.isArray(alone);
  if (typeof nameOrArgs === "string" && isObject && !("name" in alone)) return { ...alone, name: nameOrArgs };
  if (typeof nameOrArgs !== "string" && isObject && args === undefined) return nameOrArgs;
  return {
    problem: `"addAuthorizer" takes a name and its arguments, or one object with both; got ${quoted(nameOrArgs)} and ${quoted(args)}. Write addAuthorizer("users", { lambda: { … } }).`,
  };
}

/** What is wrong with the name of an authorizer. */
export function authorizerNameProblem(name: unknown): string | undefined {
  if (typeof name !== "string")
    return `"name" of an authorizer has to be text; got ${quoted(name)}. Name it, such as "users".`;
  if (Token.isUnresolved(name))
    return `"name" of an authorizer has to be known at synthesis; got a reference. Write the name out.`;
  if (name.length < 1 || name.length > 128)
    return `"name" of an authorizer takes 1 to 128 characters; got ${name.length}, ${quoted(name)}. Change its length.`;
  return /[\p{Cc}\p{Cs}]/u.test(name)
    ? `"name" of an authorizer takes no control characters and no halves of characters; got ${quoted(name)}. Leave them out.`
    : undefined;
}
