import {
  Apigatewayv2Authorizer,
  type Apigatewayv2AuthorizerConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct, type IConstruct } from "constructs";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { createInvokePermission, type InvokeGrant, invokeGrant } from "../function/function-target";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addSearch, lock } from "../validation/checks";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { addRules, argumentName, authRule, lengthProblem, type Rule, rule } from "../validation/rule";
import type {
  ApiGatewayWebSocketAuthorizerArgs,
  AuthorizerTransform,
  JwtAuthorizerArgs,
  LambdaAuthorizerArgs,
} from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { type ConnectScopes, createJwtAuthorizer, scopesText, scopesVariable } from "./jwt";
import { createLambda } from "./lambda";

/** How `$connect` tells an authorizer of its scopes, also where two copies of this package are installed. */
export const askScopes = Symbol.for("cdktf-apigateway-websocket/askScopes");

/** Whether a construct is an authorizer of this library, also where two copies of this package are installed. */
export function isAuthorizer(construct: IConstruct): construct is ApiGatewayV2Authorizer {
  return askScopes in construct;
}

/** The Terraform resources of an {@link ApiGatewayV2Authorizer}. */
export interface ApiGatewayV2AuthorizerNodes {
  /** The `aws_apigatewayv2_authorizer`. */
  readonly authorizer: Apigatewayv2Authorizer;
  /** The function that decides; undefined where it was given by its ARN. */
  readonly function?: Function | LambdaFunction;
  /** The permission of API Gateway to call the function. */
  readonly permission: LambdaPermission;
}

/**
 * Who decides whether a client may connect to a WebSocket API. `api.addAuthorizer()` makes it; it is not meant to be made
 * directly. Maps to an `aws_apigatewayv2_authorizer` of type `REQUEST`, the only one that AWS has here.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
 * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
 * ```
 */
export class ApiGatewayV2Authorizer extends Construct {
  /** What `auth` of a route names it by. */
  public readonly id: string;
  /** The name it was added by. */
  public readonly name: string;
  /** What decides: a function of yours, or a token. */
  public readonly kind: "lambda" | "jwt";
  /** The Terraform resources behind it. */
  public readonly nodes: ApiGatewayV2AuthorizerNodes;

  private readonly connect: ConnectScopes = { scopes: undefined };

  /** @internal */
  constructor(api: AuthorizerApi, name: string, args: ApiGatewayWebSocketAuthorizerArgs) {
    super(api.scope, constructId("Authorizer", name));
    this.name = name;
    this.kind = args.lambda === undefined ? "jwt" : "lambda";

    const decider = this.createFunction(api, args);
    const authorizer = this.createAuthorizer(api, args, decider);
    addRules(this, authorizer, authorizerRules);
    // Every read of it makes another token.
    this.id = authorizer.id;
    const sourceArn = `${api.executionArn}/authorizers/${this.id}`;
    const { target, provider } = decider;
    const permission = createInvokePermission(this, { target, provider, placement: api.placement, sourceArn });

    this.nodes = { authorizer, function: decider.function, permission };
    this.lock(api, decider, invokeGrant({ target, sourceArn }));
  }

  /**
   * Sets the scopes of which `$connect` asks for one, and locks what the function reads of them.
   *
   * @internal
   */
  public [askScopes](scopes: readonly string[]): void {
    this.connect.scopes = scopes;
    const text = scopesText(scopes);
    addSearch(this, (stack) => {
      const { function: fn } = this.nodes;
      const block = Function.isFunction(fn) ? stack.attributes(fn.nodes.function)?.blocks("environment")[0] : undefined;
      const found = Object.fromEntries(block?.entries("variables") ?? [])[scopesVariable] ?? null;
      const expected = resolveValue(this, text);
      if (found === expected) return undefined;
      return `"auth.jwt.scopes" of the route "$connect" are what the authorizer ${quoted(this.name)} asks for; got ${quoted(found)} in place of ${quoted(expected)}. Change the scopes of the route.`;
    });
  }

  private createFunction(api: AuthorizerApi, { lambda, jwt }: ApiGatewayWebSocketAuthorizerArgs): AuthorizerFunction {
    // As much of it as Lambda takes.
    const description = `${api.scope.node.id} authorizer ${this.name}`.slice(0, 256);
    if (lambda && jwt === undefined) return createLambda(this, api, description, lambda);
    if (jwt && lambda === undefined) return createJwtAuthorizer(this, api, description, jwt, this.connect);
    const which = lambda ? "only one of" : "one of";
    throw new ValidationError(
      api.scope,
      `Please provide ${which} "lambda" or "jwt" for the ${this.name} authorizer; got ${lambda ? "both" : "neither"}.`,
    );
  }

  private createAuthorizer(
    api: AuthorizerApi,
    { transform }: ApiGatewayWebSocketAuthorizerArgs,
    { target, identitySources }: AuthorizerFunction,
  ): Apigatewayv2Authorizer {
    const config: Apigatewayv2AuthorizerConfig = {
      ...regionalMeta(api.placement),
      apiId: api.apiId,
      name: escapeTemplate(this.name),
      authorizerType: "REQUEST",
      authorizerUri: target.invokeArn,
      // A copy, because a transform may change the list in place.
      ...(identitySources.length > 0 && { identitySources: [...identitySources] }),
      // AWS refuses to delete one that a route still names.
      lifecycle: { createBeforeDestroy: true },
    };
    return new Apigatewayv2Authorizer(
      this,
      "Authorizer",
      applyTransform(this, "Authorizer", config, transform?.authorizer),
    );
  }

  // What decides stays what was declared, whatever transforms, overrides and aspects did since.
  private lock(api: AuthorizerApi, { target, identitySources }: AuthorizerFunction, grant: InvokeGrant): void {
    const { authorizer, permission } = this.nodes;
    const reason = (drift: string) =>
      `"transform.authorizer", an override or an aspect may not change who decides: the "auth" of routes rests on the authorizer ${quoted(this.name)} as it was added; got ${drift}. Take that change back, and change the arguments of addAuthorizer.`;
    const expected = {
      api_id: api.apiId,
      authorizer_type: "REQUEST",
      authorizer_uri: target.invokeArn,
      identity_sources: identitySources.length > 0 ? identitySources : undefined,
    };
    lock(authorizer, expected, { owner: this, reason });
    lock(permission, grant, { owner: this, reason, optional: true });
  }
}

const knownArgs: KnownArguments<ApiGatewayWebSocketAuthorizerArgs> = { lambda: true, jwt: true, transform: true };
const knownLambda: KnownArguments<LambdaAuthorizerArgs> = {
  function: true,
  identitySources: true,
  payload: true,
  response: true,
};
const knownJwt: KnownArguments<JwtAuthorizerArgs> = { issuer: true, audiences: true, identitySource: true };
const knownTransform: KnownArguments<AuthorizerTransform> = { authorizer: true };

/** Refuses arguments of an authorizer that are not known. */
export function refuseUnknownOfAuthorizer(scope: Construct, given: ApiGatewayWebSocketAuthorizerArgs): void {
  requireKnown(scope, "addAuthorizer", given, knownArgs);
  requireKnown(scope, "lambda", given.lambda, knownLambda);
  requireKnown(scope, "jwt", given.jwt, knownJwt);
  requireKnown(scope, "transform", given.transform, knownTransform);
}

/** What AWS refuses in an `aws_apigatewayv2_authorizer` of a WebSocket API. */
export const authorizerRules: readonly Rule[] = [
  authRule("authorizer type", (authorizer) => {
    const type = authorizer.string("authorizer_type");
    return type === undefined || type === "REQUEST"
      ? undefined
      : `"transform.authorizer.authorizerType" has to be "REQUEST": AWS knows no other on a WebSocket API; got ${quoted(type)}. Leave it out: "lambda" and "jwt" work on top of it.`;
  }),
  httpOnly("authorizer_result_ttl_in_seconds", "the answer counts for the connection, and is not kept for others"),
  httpOnly("enable_simple_responses", '"response" of "lambda" does that here'),
  httpOnly("authorizer_payload_format_version", '"payload" of "lambda" does that here'),
  httpOnly("jwt_configuration", '"jwt" does that here'),
  rule("authorizer-name", (authorizer) => lengthProblem(authorizer, "transform.authorizer", "name", 1, 128)),
];

function httpOnly(attribute: string, instead: string): Rule {
  return authRule(`no ${attribute}`, (authorizer) =>
    authorizer.has(attribute)
      ? `"transform.authorizer.${argumentName(attribute)}" is for HTTP APIs, AWS refuses it on a WebSocket API; got ${quoted(authorizer.raw(attribute))}. Leave it out: ${instead}.`
      : undefined,
  );
}
