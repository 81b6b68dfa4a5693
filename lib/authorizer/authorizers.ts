import { Token } from "cdktf";
import type { Construct } from "constructs";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError, warn } from "../core/validation-error";
import { originExpression } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import { requireRule } from "../validation/rule";
import { ApiGatewayV2Authorizer, requireKnownAuthorizerArguments } from "./authorizer";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi } from "./authorizer-function";

/** AWS's default quota of authorizers for one API, which it raises on request. */
const authorizerQuota = 10;

/** The authorizers of an API, in the order they were added, with the checks that concern several of them. */
export class Authorizers {
  private readonly added = new Map<string, ApiGatewayV2Authorizer>();
  private readonly inUse = new Set<ApiGatewayV2Authorizer>();

  constructor(private readonly api: AuthorizerApi) {
    addSearch(api.scope, () => this.unusedProblem());
  }

  public add(
    nameOrArgs: string | NamedAuthorizerArgs,
    args: ApiGatewayWebSocketAuthorizerArgs | undefined,
  ): ApiGatewayV2Authorizer {
    const argsObject = [nameOrArgs, args].find(isObject);
    const objectProblem = argsObject && plainObjectProblem("addAuthorizer", argsObject);
    if (objectProblem !== undefined) throw new ValidationError(this.scope, objectProblem);
    const given = argsWithName(nameOrArgs, args);
    if ("problem" in given) throw new ValidationError(this.scope, given.problem);
    const { name, ...rest } = given;
    this.checkName(name);
    requireKnownAuthorizerArguments(this.scope, rest);
    const authorizer = new ApiGatewayV2Authorizer(this.api, name, rest);
    this.added.set(name.normalize(), authorizer);
    if (this.added.size === authorizerQuota + 1)
      warn(
        this.scope,
        `The API has more than ${authorizerQuota} authorizers, AWS's default quota. Ask AWS to raise "AWS Lambda authorizers per API" before you deploy.`,
      );
    return authorizer;
  }

  /** Finds an authorizer of this API by its id; undefined for any other id. */
  public find(id: unknown): ApiGatewayV2Authorizer | undefined {
    if (typeof id !== "string") return undefined;
    const expression = originExpression(this.scope, id);
    return this.all().find((authorizer) => originExpression(this.scope, authorizer.id) === expression);
  }

  public all(): readonly ApiGatewayV2Authorizer[] {
    return [...this.added.values()];
  }

  /** Records that a route uses an authorizer. */
  public markUsed(authorizer: ApiGatewayV2Authorizer): void {
    this.inUse.add(authorizer);
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  private checkName(name: string): void {
    const typeProblem = nameTypeProblem(name);
    if (typeProblem !== undefined) throw new ValidationError(this.scope, typeProblem);
    requireRule(this.scope, "authorizer-name", authorizerNameProblem(name));
    // Terraform normalizes strings, so names that differ only in their Unicode form are equal to it.
    if (this.added.has(name.normalize()))
      throw new ValidationError(
        this.scope,
        `"name" of an authorizer has to be unique in its API; got ${quoted(name)} twice. Rename one of them.`,
      );
  }

  // API Gateway calls only the authorizer of $connect. The user may believe that an unused one protects the API.
  private unusedProblem(): string | undefined {
    const unused = this.all().find((authorizer) => !this.inUse.has(authorizer));
    if (unused === undefined) return undefined;
    const [got, auth] =
      unused.kind === "jwt"
        ? ["{ jwt }", "{ jwt: { authorizer: authorizer.id } }"]
        : ["{ lambda }", "{ lambda: authorizer.id }"];
    return `"addAuthorizer" added the authorizer ${quoted(unused.name)}, but no route uses it; got ${got} alone. Add { auth: ${auth} } as the third argument of route("$connect", …), or remove the authorizer.`;
  }
}

/** Combines the name and the arguments, from either form of addAuthorizer. */
function argsWithName(
  nameOrArgs: string | NamedAuthorizerArgs,
  args: ApiGatewayWebSocketAuthorizerArgs | undefined,
): NamedAuthorizerArgs | { readonly problem: string } {
  const argsObject = typeof nameOrArgs === "string" ? args : nameOrArgs;
  if (typeof nameOrArgs === "string" && isObject(argsObject) && !("name" in argsObject))
    return { ...argsObject, name: nameOrArgs };
  if (typeof nameOrArgs !== "string" && isObject(argsObject) && args === undefined) return nameOrArgs;
  return {
    problem: `"addAuthorizer" takes a name and its arguments, or one object with both; got ${quoted(nameOrArgs)} and ${quoted(args)}. Write addAuthorizer("users", { lambda: { … } }).`,
  };
}

/** What is wrong with the type of an authorizer's name. */
function nameTypeProblem(name: unknown): string | undefined {
  if (typeof name !== "string")
    return `"name" of an authorizer has to be a string; got ${quoted(name)}. Write a name such as "users".`;
  return Token.isUnresolved(name)
    ? `"name" of an authorizer has to be known at synthesis; got a reference. Write a literal name such as "users".`
    : undefined;
}

/** What AWS rejects in the name of an authorizer. */
function authorizerNameProblem(name: string): string | undefined {
  if (name.length < 1 || name.length > 128)
    return `"name" of an authorizer takes 1 to 128 characters; got ${name.length}, ${quoted(name)}. Change its length.`;
  return /[\p{Cc}\p{Cs}]/u.test(name)
    ? `"name" of an authorizer can't contain control characters or unpaired surrogates; got ${quoted(name)}. Remove them.`
    : undefined;
}
