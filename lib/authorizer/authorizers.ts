import { Token } from "cdktf";
import type { Construct } from "constructs";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError, warn } from "../core/validation-error";
import { originExpression } from "../terraform/tokens";
import { addSearch } from "../validation/checks";
import { requireRule } from "../validation/rule";
import { ApiGatewayV2Authorizer, refuseUnknownOfAuthorizer } from "./authorizer";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "./authorizer-args";
import type { AuthorizerApi } from "./authorizer-function";

/** AWS's default quota of authorizers for one API, which it raises on request. */
const authorizerQuota = 10;

/** The authorizers of an API, in the order they were added, and what has to hold of all of them together. */
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
    const alone = [nameOrArgs, args].find(isObject);
    const hidden = alone && plainObjectProblem("addAuthorizer", alone);
    if (hidden !== undefined) throw new ValidationError(this.scope, hidden);
    const given = argsWithName(nameOrArgs, args);
    if ("problem" in given) throw new ValidationError(this.scope, given.problem);
    const { name, ...rest } = given;
    this.checkName(name);
    refuseUnknownOfAuthorizer(this.scope, rest);
    const authorizer = new ApiGatewayV2Authorizer(this.api, name, rest);
    this.added.set(name.normalize(), authorizer);
    if (this.added.size === authorizerQuota + 1)
      warn(
        this.scope,
        `The API has more than ${authorizerQuota} authorizers, AWS's default quota. Ask AWS to raise "AWS Lambda authorizers per API" before you deploy.`,
      );
    return authorizer;
  }

  /** The authorizer of this API that has an id; undefined for the id of any other. */
  public find(id: unknown): ApiGatewayV2Authorizer | undefined {
    if (typeof id !== "string") return undefined;
    const expression = originExpression(this.scope, id);
    return this.all().find((authorizer) => originExpression(this.scope, authorizer.id) === expression);
  }

  public all(): readonly ApiGatewayV2Authorizer[] {
    return [...this.added.values()];
  }

  /** Notes that the auth of a route names an authorizer. */
  public markUsed(authorizer: ApiGatewayV2Authorizer): void {
    this.inUse.add(authorizer);
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  private checkName(name: string): void {
    const unusable = nameTypeProblem(name);
    if (unusable !== undefined) throw new ValidationError(this.scope, unusable);
    requireRule(this.scope, "authorizer-name", authorizerNameProblem(name));
    // Terraform makes one of two names that differ in their Unicode form alone.
    if (this.added.has(name.normalize()))
      throw new ValidationError(
        this.scope,
        `"name" of an authorizer has to be unique in its API; got ${quoted(name)} twice. Take one of the two out, or rename it.`,
      );
  }

  // API Gateway asks one authorizer, and for $connect alone: one that no route names would be taken to guard something.
  private unusedProblem(): string | undefined {
    const idle = this.all().find((authorizer) => !this.inUse.has(authorizer));
    if (idle === undefined) return undefined;
    const [got, auth] =
      idle.kind === "jwt" ? ["{ jwt }", "{ jwt: { authorizer: <its id> } }"] : ["{ lambda }", "{ lambda: <its id> }"];
    return `"addAuthorizer" added ${quoted(idle.name)}, which the "auth" of no route names, so nobody is asked by it; got ${got} alone. Add { auth: ${auth} } as the third argument of route("$connect", …), or take the authorizer out.`;
  }
}

/** The arguments of an authorizer with its name, from either way to write them. */
function argsWithName(
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
function nameTypeProblem(name: unknown): string | undefined {
  if (typeof name !== "string")
    return `"name" of an authorizer has to be text; got ${quoted(name)}. Name it, such as "users".`;
  return Token.isUnresolved(name)
    ? `"name" of an authorizer has to be known at synthesis; got a reference. Write the name out.`
    : undefined;
}

/** What AWS rejects in the name of an authorizer. */
function authorizerNameProblem(name: string): string | undefined {
  if (name.length < 1 || name.length > 128)
    return `"name" of an authorizer takes 1 to 128 characters; got ${name.length}, ${quoted(name)}. Change its length.`;
  return /[\p{Cc}\p{Cs}]/u.test(name)
    ? `"name" of an authorizer takes no control characters and no halves of characters; got ${quoted(name)}. Leave them out.`
    : undefined;
}
