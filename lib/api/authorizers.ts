import type { Construct } from "constructs";
import { ApiGatewayV2Authorizer } from "../authorizer/authorizer";
import type { AuthorizerApi } from "../authorizer/authorizer-api";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "../authorizer/authorizer-args";
import { refuseUnknownOfAuthorizer } from "../authorizer/known-authorizer-arguments";
import { addSearch } from "../core/checks";
import { hiddenProblem } from "../core/hidden-member";
import { isObject } from "../core/is-object";
import { originExpression } from "../core/origin-expression";
import { requireRule } from "../core/rule";
import { quoted, ValidationError } from "../core/validation-error";
import { warn } from "../core/warning";
import { authorizerNameProblem, namedArgs, unusableName } from "./authorizer-name";

/** AWS's default quota of authorizers for one API, which it raises on request. */
const authorizerQuota = 10;

/** The authorizers of an API, in the order they were added, and what has to hold of all of them together. */
export class Authorizers {
  private readonly added = new Map<string, ApiGatewayV2Authorizer>();
  private readonly named = new Set<ApiGatewayV2Authorizer>();

  constructor(private readonly api: AuthorizerApi) {
    addSearch(api.scope, () => this.idleProblem());
  }

  public add(
    nameOrArgs: string | NamedAuthorizerArgs,
    args: ApiGatewayWebSocketAuthorizerArgs | undefined,
  ): ApiGatewayV2Authorizer {
    const alone = [nameOrArgs, args].find(isObject);
    const hidden = alone && hiddenProblem("addAuthorizer", alone);
    if (hidden !== undefined) throw new ValidationError(this.scope, hidden);
    const given = namedArgs(nameOrArgs, args);
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
  public used(authorizer: ApiGatewayV2Authorizer): void {
    this.named.add(authorizer);
  }

  private get scope(): Construct {
    return this.api.scope;
  }

  private checkName(name: string): void {
    const unusable = unusableName(name);
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
  private idleProblem(): string | undefined {
    const idle = this.all().find((authorizer) => !this.named.has(authorizer));
    if (idle === undefined) return undefined;
    const [got, auth] =
      idle.kind === "jwt" ? ["{ jwt }", "{ jwt: { authorizer: <its id> } }"] : ["{ lambda }", "{ lambda: <its id> }"];
    return `"addAuthorizer" added ${quoted(idle.name)}, which the "auth" of no route names, so nobody is asked by it; got ${got} alone. Add { auth: ${auth} } as the third argument of route("$connect", …), or take the authorizer out.`;
  }
}
