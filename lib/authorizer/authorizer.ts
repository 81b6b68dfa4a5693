import {
  Apigatewayv2Authorizer,
  type Apigatewayv2AuthorizerConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct, type IConstruct } from "constructs";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { requireSynchronous } from "../function/durable";
import { Function } from "../function/function";
import { forbidPublicUrls } from "../function/function-target";
import { createInvokePermission, type InvokeGrant, invokeGrant } from "../function/invoke-permission";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addSearch, lock } from "../validation/checks";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { addRules, argumentName, authRule, lengthProblem, type Rule, rule } from "../validation/rule";
import type { Expire } from "./auth";
import type {
  ApiGatewayWebSocketAuthorizerArgs,
  AuthorizerTransform,
  JwtAuthorizerArgs,
  LambdaAuthorizerArgs,
} from "./authorizer-args";
import type { AuthorizerApi, AuthorizerFunction } from "./authorizer-function";
import { type ConnectScopes, createJwtAuthorizer, scopesText, scopesVariable } from "./jwt";
import { createLambda } from "./lambda";

/** Key of the method that sets the scopes of `$connect`. Two installed copies of this package share this symbol. */
export const setConnectScopes = Symbol.for("cdktf-apigateway-websocket/askScopes");

/** Whether a construct is an authorizer of this library, or of another installed copy of it. */
export function isAuthorizer(construct: IConstruct): construct is ApiGatewayV2Authorizer {
  return setConnectScopes in construct;
}

/** The Terraform resources of an {@link ApiGatewayV2Authorizer}. */
export interface ApiGatewayV2AuthorizerNodes {
  /** The `aws_apigatewayv2_authorizer`. */
  readonly authorizer: Apigatewayv2Authorizer;
  /** The function of the authorizer; undefined where it is given by its ARN. */
  readonly function?: Function | LambdaFunction;
  /** Allows API Gateway to invoke the function. */
  readonly permission: LambdaPermission;
}

/**
 * An authorizer, which decides whether a client may connect to a WebSocket API. Create it with `api.addAuthorizer()`,
 * not with `new`. Maps to an `aws_apigatewayv2_authorizer` of type `REQUEST`, the only type that AWS supports on
 * WebSocket APIs.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
 * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
 * ```
 */
export class ApiGatewayV2Authorizer extends Construct {
  /** Id of the authorizer, for the `auth` of routes. */
  public readonly id: string;
  /** Name of the authorizer, as passed to `addAuthorizer`. */
  public readonly name: string;
  /** `lambda` where a function of yours decides, `jwt` where a token does. */
  public readonly kind: "lambda" | "jwt";
  /** The Terraform resources behind it. */
  public readonly nodes: ApiGatewayV2AuthorizerNodes;
  /** @internal */
  public readonly expire: Expire | undefined;

  private readonly connect: ConnectScopes = { scopes: undefined };

  /** @internal */
  constructor(api: AuthorizerApi, name: string, args: ApiGatewayWebSocketAuthorizerArgs) {
    super(api.scope, constructId("Authorizer", name));
    this.name = name;
    this.kind = args.lambda === undefined ? "jwt" : "lambda";
    this.expire = args.jwt?.expire;

    const authorizerFunction = this.createFunction(api, args);
    const authorizer = this.createAuthorizer(api, args, authorizerFunction);
    addRules(this, authorizer, authorizerRules);
    // Read once, because every read creates another token.
    this.id = authorizer.id;
    const sourceArn = `${api.executionArn}/authorizers/${this.id}`;
    const { target, provider, function: fn } = authorizerFunction;
    if (fn)
      requireSynchronous(this, Function.isFunction(fn) ? fn.nodes.function : fn, `the authorizer ${quoted(name)}`);
    const permission = createInvokePermission(this, {
      ...{ target, provider, placement: api.placement, sourceArn },
      // Otherwise clients can't connect while Terraform replaces the permission.
      lifecycle: { createBeforeDestroy: true },
    });

    this.nodes = { authorizer, function: fn, permission };
    this.lock(api, authorizerFunction, invokeGrant({ target, sourceArn }));
    const caller = { resource: authorizer, argument: "authorizer_uri", of: "authorizer" } as const;
    forbidPublicUrls(this, authorizerFunction.function ?? String(args.lambda?.function), caller);
  }

  /**
   * Sets the scopes of `$connect`, and rejects a stack whose function reads other ones.
   *
   * @internal
   */
  public [setConnectScopes](scopes: readonly string[]): void {
    this.connect.scopes = scopes;
    const text = scopesText(scopes);
    addSearch(this, (stack) => {
      const { function: fn } = this.nodes;
      const block = Function.isFunction(fn) ? stack.attributes(fn.nodes.function)?.blocks("environment")[0] : undefined;
      const found = Object.fromEntries(block?.entries("variables") ?? [])[scopesVariable] ?? null;
      const expected = resolveValue(this, text);
      if (found === expected) return undefined;
      return `"auth.jwt.scopes" of the route "$connect" can't be changed in the authorizer ${quoted(this.name)}; got ${scopesVariable} = ${quoted(found)} in place of ${quoted(expected)}. Change the scopes of the route instead.`;
    });
  }

  private createFunction(api: AuthorizerApi, { lambda, jwt }: ApiGatewayWebSocketAuthorizerArgs): AuthorizerFunction {
    // Lambda allows 256 characters.
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
      // Copied, because a transform may change the list in place.
      ...(identitySources.length > 0 && { identitySources: [...identitySources] }),
      // AWS refuses to delete an authorizer that a route still uses.
      lifecycle: { createBeforeDestroy: true },
    };
    return new Apigatewayv2Authorizer(
      this,
      "Authorizer",
      applyTransform(this, "Authorizer", config, transform?.authorizer, Apigatewayv2Authorizer),
    );
  }

  // Routes rely on the declared arguments, so transforms, overrides and aspects can't change the check.
  private lock(api: AuthorizerApi, { target, identitySources }: AuthorizerFunction, grant: InvokeGrant): void {
    const { authorizer, permission } = this.nodes;
    const reason = (drift: string) =>
      `"transform.authorizer", an override or an aspect can't change how the authorizer ${quoted(this.name)} checks clients; got ${drift}. Undo that change, and change the arguments of addAuthorizer instead.`;
    const expected = {
      api_id: api.apiId,
      authorizer_type: "REQUEST",
      authorizer_uri: target.invokeArn,
      identity_sources: identitySources.length > 0 ? identitySources : undefined,
    };
    lock(authorizer, expected, { owner: this, reason });
    lock(permission, grant, { owner: this, reason });
  }
}

const knownArgs: KnownArguments<ApiGatewayWebSocketAuthorizerArgs> = { lambda: true, jwt: true, transform: true };
const knownLambda: KnownArguments<LambdaAuthorizerArgs> = {
  function: true,
  identitySources: true,
  payload: true,
  response: true,
};
const knownJwt: KnownArguments<JwtAuthorizerArgs> = {
  issuer: true,
  audiences: true,
  identitySource: true,
  expire: true,
  function: true,
};
const knownTransform: KnownArguments<AuthorizerTransform> = { authorizer: true };

/** Rejects unknown arguments of an authorizer. */
export function requireKnownAuthorizerArguments(scope: Construct, given: ApiGatewayWebSocketAuthorizerArgs): void {
  requireKnown(scope, "addAuthorizer", given, knownArgs);
  requireKnown(scope, "lambda", given.lambda, knownLambda);
  requireKnown(scope, "jwt", given.jwt, knownJwt);
  requireKnown(scope, "transform", given.transform, knownTransform);
}

/** What AWS rejects in an `aws_apigatewayv2_authorizer` of a WebSocket API. */
export const authorizerRules: readonly Rule[] = [
  authRule("authorizer type", (authorizer) => {
    const type = authorizer.string("authorizer_type");
    return type === undefined || type === "REQUEST"
      ? undefined
      : `"transform.authorizer.authorizerType" has to be "REQUEST", the only type on a WebSocket API; got ${quoted(type)}. Leave it out.`;
  }),
  httpOnly("authorizer_result_ttl_in_seconds", "API Gateway calls the authorizer for every connection"),
  httpOnly("enable_simple_responses", 'use "response" of "lambda" instead'),
  httpOnly("authorizer_payload_format_version", 'use "payload" of "lambda" instead'),
  httpOnly("jwt_configuration", 'use "jwt" of addAuthorizer instead'),
  rule("authorizer-name", (authorizer) => lengthProblem(authorizer, "transform.authorizer", "name", 1, 128)),
];

function httpOnly(attribute: string, instead: string): Rule {
  return authRule(`no ${attribute}`, (authorizer) =>
    authorizer.has(attribute)
      ? `"transform.authorizer.${argumentName(attribute)}" is only for HTTP APIs; got ${quoted(authorizer.raw(attribute))}. Leave it out: ${instead}.`
      : undefined,
  );
}
