import type { Apigatewayv2IntegrationConfig } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import type { Apigatewayv2RouteConfig } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Transform } from "../core/transform";
import type { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";

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

/** How clients of a route prove who they are. */
export interface RouteAuth {
  /**
   * Clients sign the request that opens the connection with AWS credentials (Signature Version 4), and need
   * `execute-api:Invoke` on the API's `connectArn`. Maps to `authorization_type = "AWS_IAM"` of the `$connect` route.
   * @default - not required
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$connect", "src/connect.handler", { auth: { iam: true } });
   * ```
   */
  readonly iam?: boolean;
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
   * Who may use the route. API Gateway checks a client once, when it connects; auth on another route than `$connect`
   * says that every client that reaches it has passed that check, and is an error where `$connect` does not carry it.
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
