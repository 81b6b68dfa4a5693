import { Token } from "cdktf";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "../authorizer/authorizer-args";
import { isObject } from "../core/is-object";
import { quoted } from "../core/validation-error";

/** The arguments of an authorizer with its name, from either way to write them. */
export function namedArgs(
  nameOrArgs: string | NamedAuthorizerArgs,
  args: ApiGatewayWebSocketAuthorizerArgs | undefined,
): NamedAuthorizerArgs | { readonly problem: string } {
  const alone = typeof nameOrArgs === "string" ? args : nameOrArgs;
  if (typeof nameOrArgs === "string" && isObject(alone) && !("name" in alone)) return { ...alone, name: nameOrArgs };
  if (typeof nameOrArgs !== "string" && isObject(alone) && args === undefined) return nameOrArgs;
  return {
    problem: `"addAuthorizer" takes a name and its arguments, or one object with both; got ${quoted(nameOrArgs)} and ${quoted(args)}. Write addAuthorizer("users", { lambda: { … } }).`,
  };
}

/** Why a value can't name an authorizer at all. */
export function unusableName(name: unknown): string | undefined {
  if (typeof name !== "string")
    return `"name" of an authorizer has to be text; got ${quoted(name)}. Name it, such as "users".`;
  return Token.isUnresolved(name)
    ? `"name" of an authorizer has to be known at synthesis; got a reference. Write the name out.`
    : undefined;
}

/** What AWS rejects in the name of an authorizer. */
export function authorizerNameProblem(name: string): string | undefined {
  if (name.length < 1 || name.length > 128)
    return `"name" of an authorizer takes 1 to 128 characters; got ${name.length}, ${quoted(name)}. Change its length.`;
  return /[\p{Cc}\p{Cs}]/u.test(name)
    ? `"name" of an authorizer takes no control characters and no halves of characters; got ${quoted(name)}. Leave them out.`
    : undefined;
}
