import type { Apigatewayv2IntegrationConfig } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import type { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import type { Placement, Transform } from "../terraform/resource-config";

/**
 * What answers a route: the path of a handler (`"src/chat.handler"`), a function's arguments, the ARN of a function,
 * qualified or not, or a function made elsewhere in the app. An unresolved string is an ARN.
 *
 * @example
 * ```ts
 * const shared = new aws.Function(this, "Shared", { handler: "src/default.handler" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$connect", shared);
 * api.route("$default", shared);
 * api.route("sendMessage", "src/sendMessage.handler");
 * api.route("broadcast", { handler: "src/broadcast.handler", memory: "2048 MB" });
 * api.route("audit", "arn:aws:lambda:us-east-1:123456789012:function:audit");
 * ```
 */
export type RouteHandler = string | FunctionArgs | Function | LambdaFunction;

/**
 * How clients of a route prove who they are: one of `iam`, `lambda` and `jwt`.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", {
 *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
 * });
 * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
 * api.route("sendMessage", "src/sendMessage.handler", {
 *   auth: { jwt: { authorizer: users.id, scopes: ["chat:write"] } },
 * });
 * ```
 */
export interface RouteAuth {
  /**
   * Clients sign the request that opens the connection with AWS credentials (Signature Version 4), and need
   * `execute-api:Invoke` on the API's `connectArn`. Only `true` is taken; `auth: false` says that there is none. Maps to
   * `authorization_type = "AWS_IAM"` of the `$connect` route.
   * @default - not required
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$connect", "src/connect.handler", { auth: { iam: true } });
   * ```
   */
  readonly iam?: boolean;
  /**
   * A function of yours decides: the `id` of what `addAuthorizer` of this API returned for `lambda`. Maps to
   * `authorization_type = "CUSTOM"` and `authorizer_id` of the `$connect` route.
   * @default - no such function is asked
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * api.route("sendMessage", "src/sendMessage.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly lambda?: string;
  /**
   * A token decides. Maps to `authorization_type = "CUSTOM"` and `authorizer_id` of the `$connect` route.
   * @default - no token is asked for
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly jwt?: RouteJwtAuth;
}

/** A token that a route asks for. */
export interface RouteJwtAuth {
  /**
   * The `id` of what `addAuthorizer` of this API returned for `jwt`.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly authorizer: string;
  /**
   * Scopes of which the token has to hold at least one, in its claim `scope` or `scp`. They may be references, one by one
   * or the whole list; a list that Terraform finds to be empty fails the plan or the apply.
   *
   * On `$connect` the authorizer looks for them, and answers 403. On any other route a guard looks for them with each
   * message. It is bundled around the handler, which has to be source for Node.js therefore, and reads one environment
   * variable for each route of the function. A message without the scopes never reaches the handler, and the client gets
   * `{"message":"Forbidden","connectionId":…,"requestId":…}`, through a route response that such a route always has; what
   * the handler returns is sent with `reply: true` alone. The guard refuses what comes from anywhere else, so an
   * `aws_lambda_function_url` of such a function is an error. On `$disconnect` scopes are an error, because nothing would
   * be cleaned up for a client without them; those that `transform.route.args` sets are left out there.
   * @default - none are asked for
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
   * });
   * const chat = new aws.Function(this, "Chat", { handler: "src/default.handler" });
   * const asking = (...scopes: string[]) => ({ auth: { jwt: { authorizer: users.id, scopes } } });
   * api.route("$connect", "src/connect.handler", asking("chat:read", "chat:write"));
   * api.route("sendMessage", chat, asking("chat:write"));
   * api.route("history", chat, { ...asking("chat:read"), reply: true });
   * api.route("$default", chat);
   * ```
   */
  readonly scopes?: readonly string[];
}

/**
 * How a route is guarded and answers.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$connect", "src/connect.handler", { auth: { iam: true } });
 * api.route("sendMessage", "src/sendMessage.handler", { auth: { iam: true }, reply: true });
 * ```
 */
export interface ApiGatewayWebSocketRouteArgs {
  /**
   * Who may use the route: one of `iam`, `lambda` and `jwt`, or `false`, which is the same as none. API Gateway checks a
   * client once, when it connects; auth on another route than `$connect` says that every client that reaches it has passed
   * that check. It is an error where `$connect` does not carry the same kind with the same authorizer; scopes may differ.
   * What would open the route again, in a transform, an override or an aspect, is an error too.
   * @default - everyone
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$connect", "src/connect.handler", { auth: { iam: true } });
   * api.route("sendMessage", "src/sendMessage.handler", { auth: { iam: true } });
   * ```
   */
  readonly auth?: false | RouteAuth;
  /**
   * Whether what the handler returns is sent back to the client that sent the message. Not for `$connect` and
   * `$disconnect`. Maps to an `aws_apigatewayv2_route_response`.
   * @default false
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler", { reply: true });
   * ```
   */
  readonly reply?: boolean;
  /**
   * Changes the resources of the route before they are made.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler", {
   *   transform: { integration: { timeoutMilliseconds: 5000 } },
   * });
   * ```
   */
  readonly transform?: RouteTransform;
}

/** Changes the resources of a route before they are made. */
export interface RouteTransform {
  /**
   * Changes the `aws_apigatewayv2_integration`. A function used by several routes has one integration, so its first
   * route sets this, and another may only repeat it.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler", {
   *   transform: { integration: { timeoutMilliseconds: 5000 } },
   * });
   * ```
   */
  readonly integration?: Transform<Apigatewayv2IntegrationConfig>;
  /**
   * Changes the `aws_apigatewayv2_route`.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler", {
   *   transform: { route: { operationName: "CatchAll" } },
   * });
   * ```
   */
  readonly route?: Transform<Apigatewayv2RouteConfig>;
}

/** What a route needs to know of its API. */
export interface RouteApi {
  /** The API itself, which messages about several routes name. */
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
  /** `transform.route.handler` of the API. */
  readonly handlerTransform: Transform<FunctionArgs> | undefined;
}
