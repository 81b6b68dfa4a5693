import type { Apigatewayv2IntegrationConfig } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import type { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import type { Placement, Transform } from "../terraform/resource-config";

/**
 * The handler of a route: the path of a handler (`"src/chat.handler"`), a function's arguments, the ARN of a function,
 * qualified or not, or a function created elsewhere in the app. An unresolved string is taken as an ARN.
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
 * How clients of a route authenticate: one of `iam`, `lambda` and `jwt`.
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
   * `execute-api:Invoke` on the API's `connectArn`. Only `true` is allowed; write `auth: false` for no auth. Maps to
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
   * A Lambda authorizer checks clients: the `id` of an authorizer that `addAuthorizer` of this API returned for
   * `lambda`. Maps to `authorization_type = "CUSTOM"` and `authorizer_id` of the `$connect` route.
   * @default - no Lambda authorizer
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
   * A JWT is required. Maps to `authorization_type = "CUSTOM"` and `authorizer_id` of the `$connect` route.
   * @default - no JWT is required
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

/** The JWT that a route requires. */
export interface RouteJwtAuth {
  /**
   * The `id` of an authorizer that `addAuthorizer` of this API returned for `jwt`.
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
   * Scopes of which the token needs at least one, in its claim `scope` or `scp`. Single scopes or the whole list may be
   * references; the plan or the apply fails where such a list is empty.
   *
   * On `$connect` the authorizer checks the scopes, and a client without them gets 403. On other routes a guard checks
   * each message. It is bundled around the handler, so the handler has to be Node.js source. The guard reads one
   * environment variable for each route of the function.
   *
   * A message without the scopes never reaches the handler, and the client receives
   * `{"message":"Forbidden","connectionId":…,"requestId":…}`. A route with scopes therefore always has a route
   * response; the handler's return value is still sent only with `reply: true`. The guard rejects events from any other
   * source, so an `aws_lambda_function_url` of such a function is an error.
   *
   * On `$disconnect` scopes are an error, because the handler could not clean up after clients without them. Scopes
   * that `transform.route.args` sets are ignored there.
   * @default - no scopes are required
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
 * Arguments of a route: its auth, replies, permission and transforms.
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
   * Who may use the route: one of `iam`, `lambda` and `jwt`, or `false` for no auth. API Gateway checks a client once,
   * when it connects. Auth on another route requires the same kind and the same authorizer on `$connect`; scopes may
   * differ. A transform, an override or an aspect that would open the route again is an error.
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
   * Whether the handler's return value is sent to the client that sent the message. Not for `$connect` and
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
   * Whether to create the permission that allows API Gateway to invoke the function, an `aws_lambda_permission`. Set
   * `false` for a function of another account, which has to admit API Gateway itself.
   * @default true
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("audit", "arn:aws:lambda:us-east-1:210987654321:function:audit", { permission: false });
   * ```
   */
  readonly permission?: boolean;
  /**
   * Changes the resources of the route before they are created.
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

/** Changes the resources of a route before they are created. */
export interface RouteTransform {
  /**
   * Changes the `aws_apigatewayv2_integration`. A function of several routes has one integration, so all these routes
   * need the same transform.
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

/** The properties of an API that its routes need. */
export interface RouteApi {
  /** The API construct, for messages about several routes. */
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
  /** `transform.route.handler` of the API. */
  readonly handlerTransform: Transform<FunctionArgs> | undefined;
}
