import {
  Apigatewayv2Authorizer,
  type Apigatewayv2AuthorizerConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import { escapeTemplate } from "../core/escape";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { constructId } from "../core/naming";
import { regional } from "../core/placement";
import { resolved } from "../core/resolved";
import { hold } from "../core/rule";
import { transformed } from "../core/transform";
import { quoted, ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { type Allowed, allowedInvoke, allowInvoke, widened } from "../function/invoke-permission";
import type { AuthorizerApi } from "./authorizer-api";
import type { ApiGatewayWebSocketAuthorizerArgs } from "./authorizer-args";
import { authorizerRules } from "./authorizer-rules";
import type { Decider } from "./decider";
import { createVerifier, type ScopesOfConnect, scopesText, scopesVariable } from "./jwt";
import { createLambda } from "./lambda";

/** How `$connect` tells an authorizer of its scopes, also where two copies of this package are installed. */
export const askScopes = Symbol.for("cdktf-apigateway-websocket/askScopes");

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

  private readonly connect: ScopesOfConnect = { scopes: undefined };

  /** @internal */
  constructor(api: AuthorizerApi, name: string, args: ApiGatewayWebSocketAuthorizerArgs) {
    super(api.scope, constructId("Authorizer", name));
    this.name = name;
    this.kind = args.lambda === undefined ? "jwt" : "lambda";

    const decider = this.createDecider(api, args);
    const authorizer = this.createAuthorizer(api, args, decider);
    hold(this, authorizer, authorizerRules);
    // Every read of it makes another token.
    this.id = authorizer.id;
    const sourceArn = `${api.executionArn}/authorizers/${this.id}`;
    const { target, provider } = decider;
    const permission = allowInvoke(this, { target, provider, placement: api.placement, sourceArn });

    this.nodes = { authorizer, function: decider.function, permission };
    this.guard(api, decider, allowedInvoke({ target, sourceArn }));
  }

  /**
   * Sets the scopes of which `$connect` asks for one, and holds that these are what the function is told.
   *
   * @internal
   */
  public [askScopes](scopes: readonly string[]): void {
    this.connect.scopes = scopes;
    const text = scopesText(scopes);
    judge(this, (read) => {
      const { function: fn } = this.nodes;
      const variables = Function.isFunction(fn) ? read(fn.nodes.function)?.blocks("environment")[0] : undefined;
      const told = Object.fromEntries(variables?.entries("variables") ?? [])[scopesVariable] ?? null;
      if (told === resolved(this, text)) return;
      throw new ValidationError(
        this,
        `"auth.jwt.scopes" of the route "$connect" are what the authorizer ${quoted(this.name)} asks for; got ${quoted(told)} in place of ${quoted(resolved(this, text))}. Change the scopes of the route.`,
      );
    });
  }

  private createDecider(api: AuthorizerApi, { lambda, jwt }: ApiGatewayWebSocketAuthorizerArgs): Decider {
    // As much of it as Lambda takes.
    const description = `${api.scope.node.id} authorizer ${this.name}`.slice(0, 256);
    if (lambda && jwt === undefined) return createLambda(this, api, description, lambda);
    if (jwt && lambda === undefined) return createVerifier(this, api, description, jwt, this.connect);
    const which = lambda ? "only one of" : "one of";
    throw new ValidationError(
      api.scope,
      `Please provide ${which} "lambda" or "jwt" for the ${this.name} authorizer; got ${lambda ? "both" : "neither"}.`,
    );
  }

  private createAuthorizer(
    api: AuthorizerApi,
    { transform }: ApiGatewayWebSocketAuthorizerArgs,
    { target, identitySources }: Decider,
  ): Apigatewayv2Authorizer {
    const config: Apigatewayv2AuthorizerConfig = {
      ...regional(api.placement),
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
      transformed(this, "Authorizer", config, transform?.authorizer),
    );
  }

  // Who decides stays who was declared, whatever transforms, overrides and aspects did since.
  private guard(api: AuthorizerApi, { target, identitySources }: Decider, allowed: Allowed): void {
    const { authorizer, permission } = this.nodes;
    judge(this, (read) => {
      const held = changed(read(authorizer), {
        api_id: resolved(this, api.apiId),
        authorizer_type: "REQUEST",
        authorizer_uri: resolved(this, target.invokeArn),
        identity_sources: identitySources.length > 0 ? resolved(this, identitySources) : undefined,
      });
      const other = held ?? widened(this, read(permission), allowed);
      if (other === undefined) return;
      throw new ValidationError(
        this,
        `"transform.authorizer", an override or an aspect may not change who decides: the "auth" of routes rests on the authorizer ${quoted(this.name)} as it was added; got ${other}. Take that change back, and change the arguments of addAuthorizer.`,
      );
    });
  }
}
