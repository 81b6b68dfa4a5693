import type { Apigatewayv2AuthorizerConfig } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Function } from "../function/function";
import type { FunctionArgs } from "../function/function-args";
import type { Transform } from "../terraform/resource-config";

/**
 * Who decides whether a client may connect: either `lambda` or `jwt`.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", {
 *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
 * });
 * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
 * ```
 */
export interface ApiGatewayWebSocketAuthorizerArgs {
  /**
   * A function of your own decides.
   * @default - `jwt` has to be given
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly lambda?: LambdaAuthorizerArgs;
  /**
   * A token of an issuer of OpenID Connect decides, such as Amazon Cognito, Auth0, Okta, Keycloak or Microsoft Entra. AWS
   * has no such authorizer for WebSocket APIs, so a function of this library verifies the token: its signature, issuer,
   * audience, times, and the scopes that `$connect` asks for. It gets 512 MB and 10 seconds.
   * @default - `lambda` has to be given
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly jwt?: JwtAuthorizerArgs;
  /**
   * Changes the resources of the authorizer before they are made.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: { function: "src/authorizer.handler" },
   *   transform: { authorizer: { name: "chat-users" } },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly transform?: AuthorizerTransform;
}

/**
 * The arguments of an authorizer, and its name among them.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer({ name: "users", lambda: { function: "src/authorizer.handler" } });
 * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
 * ```
 */
export interface NamedAuthorizerArgs extends ApiGatewayWebSocketAuthorizerArgs {
  /** Name of the authorizer, 1 to 128 characters, unique in its API. */
  readonly name: string;
}

/**
 * A function of your own that decides who may connect.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", {
 *   lambda: { function: "src/authorizer.handler", identitySources: ["route.request.querystring.ticket"] },
 * });
 * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
 * ```
 */
export interface LambdaAuthorizerArgs {
  /**
   * The function: the path of a handler (`"src/authorizer.handler"`), a function's arguments, the ARN of a function, or a
   * function made elsewhere in the app. Source is bundled together with an adapter where `payload` and `response` need it.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: { function: { handler: "src/authorizer.handler", memory: "512 MB" } },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly function: string | FunctionArgs | Function | LambdaFunction;
  /**
   * Where the client says who it is: `route.request.header.<name>`, `route.request.querystring.<name>`,
   * `stageVariables.<name>` and `context.<name>`. The spelling of HTTP APIs, such as `$request.header.<name>`, is
   * understood. A client that leaves one of them out is refused with 401, and the function is not called; with `[]` it is
   * always called. A browser can't send headers of its own with a WebSocket: let it use the query string. Maps to
   * `identity_sources`.
   * @default ["route.request.header.Authorization"]
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: { function: "src/authorizer.handler", identitySources: ["route.request.querystring.token"] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly identitySources?: readonly string[];
  /**
   * Form of the event that the function gets. AWS knows only `"1.0"` on a WebSocket API; for `"2.0"` an adapter is
   * bundled around the handler, which has to be source for Node.js therefore.
   * @default "2.0"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: {
   *     function: "arn:aws:lambda:us-east-1:123456789012:function:authorizer",
   *     payload: "1.0",
   *     response: "iam",
   *   },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly payload?: "1.0" | "2.0";
  /**
   * What the function answers: `"simple"` is `{ isAuthorized, context }`, `"iam"` an IAM policy. AWS knows only `"iam"` on
   * a WebSocket API; for `"simple"` an adapter is bundled around the handler, which has to be source for Node.js therefore.
   * @default "simple"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: {
   *     function: "arn:aws:lambda:us-east-1:123456789012:function:authorizer",
   *     payload: "1.0",
   *     response: "iam",
   *   },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly response?: "simple" | "iam";
}

/**
 * A token that decides who may connect.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * const users = api.addAuthorizer("users", {
 *   jwt: {
 *     issuer: "https://issuer.com/",
 *     audiences: ["https://api.example.com"],
 *     identitySource: "route.request.header.Sec-WebSocket-Protocol",
 *   },
 * });
 * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
 * ```
 */
export interface JwtAuthorizerArgs {
  /**
   * Who issues the tokens: what stands in their claim `iss`, to the last slash. Its keys are found through
   * `<issuer>/.well-known/openid-configuration`, over https alone.
   * @example
   * ```ts
   * import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
   * import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
   * import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
   *
   * const pool = new CognitoUserPool(this, "Pool", { name: "chat" });
   * const client = new CognitoUserPoolClient(this, "Client", { name: "web", userPoolId: pool.id });
   * const { region } = new DataAwsRegion(this, "Region");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: `https://cognito-idp.${region}.amazonaws.com/${pool.id}`, audiences: [client.id] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly issuer: string;
  /**
   * Whom the tokens are for. One of them has to stand in the claim `aud`, or in `client_id` where a token has no `aud`, as
   * the access tokens of Cognito.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly audiences: readonly string[];
  /**
   * Where the token stands: `route.request.header.<name>` or `route.request.querystring.<name>`. The spelling of HTTP
   * APIs, such as `$request.header.<name>`, is understood. A browser can't send headers of its own with a WebSocket: let it
   * use the query string, or the header `Sec-WebSocket-Protocol`. Maps to `identity_sources`.
   * @default "route.request.header.Authorization"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: {
   *     issuer: "https://issuer.com/",
   *     audiences: ["https://api.example.com"],
   *     identitySource: "route.request.querystring.token",
   *   },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly identitySource?: string;
}

/** Changes the resources of an authorizer before they are made. */
export interface AuthorizerTransform {
  /**
   * Changes the `aws_apigatewayv2_authorizer`. What decides who may connect can't be changed here, and what AWS refuses
   * on a WebSocket API can't be set.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   lambda: { function: "src/authorizer.handler" },
   *   transform: { authorizer: { authorizerCredentialsArn: "arn:aws:iam::123456789012:role/invoke" } },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly authorizer?: Transform<Apigatewayv2AuthorizerConfig>;
}
