import type { Apigatewayv2AuthorizerConfig } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Function } from "../function/function";
import type { FunctionArgs, FunctionSettings } from "../function/function-args";
import type { Transform } from "../terraform/resource-config";

/**
 * How an authorizer decides whether a client may connect: either `lambda` or `jwt`.
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
   * A Lambda function of yours decides.
   * @default - none; `jwt` is required then
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  readonly lambda?: LambdaAuthorizerArgs;
  /**
   * A JSON Web Token (JWT) decides. Its issuer is an OpenID Connect provider such as Amazon Cognito, Auth0, Okta,
   * Keycloak or Microsoft Entra. AWS offers no JWT authorizer for WebSocket APIs, so a function of this library verifies
   * the token. It checks the signature, issuer, audience, times, and the scopes of `$connect`. `jwt.function` sets its
   * memory, its VPC, its log and the like.
   * @default - none; `lambda` is required then
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
   * Changes the resources of the authorizer before they are created.
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
 * The arguments of an authorizer, including its name.
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
 * The Lambda function of an authorizer, and its event and response formats.
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
   * The function: the path of a handler (`"src/authorizer.handler"`), a function's arguments, the ARN of a function, or
   * a function created elsewhere in the app. Unless `payload` is `"1.0"` and `response` is `"iam"`, the handler's
   * source is bundled with an adapter.
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
   * The identity sources, which each request has to contain: `route.request.header.<name>`,
   * `route.request.querystring.<name>`, `stageVariables.<name>` and `context.<name>`. The notation of HTTP APIs, such
   * as `$request.header.<name>`, is accepted too. If one of them is missing, API Gateway answers 401 and does not call
   * the function. With `[]` it always calls the function. Browsers can't set headers for a WebSocket, so use the query
   * string for them. Maps to `identity_sources`.
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
   * Format of the event that the function receives. AWS supports only `"1.0"` on a WebSocket API. For `"2.0"` an
   * adapter is bundled around the handler, so the handler has to be Node.js source.
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
   * Format of the function's response: `"simple"` is `{ isAuthorized, context }`, `"iam"` is an IAM policy. AWS
   * supports only `"iam"` on a WebSocket API. For `"simple"` an adapter is bundled around the handler, so the handler
   * has to be Node.js source.
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
 * Which JWTs may connect.
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
   * Issuer of the tokens: exactly the value of their claim `iss`, including a trailing slash. Its keys are found
   * through `<issuer>/.well-known/openid-configuration`, over https only.
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
   * Audiences of the tokens. The claim `aud` has to contain one of them. A token without `aud`, such as an access token
   * of Cognito, needs one of them in `client_id`.
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
   * Where the client sends the token: `route.request.header.<name>` or `route.request.querystring.<name>`. The notation
   * of HTTP APIs, such as `$request.header.<name>`, is accepted too. Browsers can't set headers for a WebSocket, so use
   * the query string or the header `Sec-WebSocket-Protocol` for them. Maps to `identity_sources`.
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
  /**
   * Whether routes with scopes refuse the messages of a client whose token has expired. AWS checks a token only when
   * the client connects, and a connection may last two hours. A refused client gets
   * `{"message": "Unauthorized", …}`; it has to connect again with another token. Routes without scopes have no guard,
   * so they accept such messages in any case.
   * @default "refuse"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"], expire: "ignore" },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly expire?: "refuse" | "ignore";
  /**
   * Settings of the function that verifies tokens: everything that a function takes except its code, such as its VPC,
   * log, tags and role. `transform.route.handler` does not reach this function. In a VPC, it needs a NAT gateway to read
   * the issuer's keys. `layers`, and variables that can make Node.js run other code, are errors.
   * @default { memory: "512 MB", timeout: "10 seconds" }
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", {
   *   jwt: {
   *     issuer: "https://issuer.com/",
   *     audiences: ["https://api.example.com"],
   *     function: { memory: "1024 MB", logging: { retention: "1 year" }, tags: { team: "identity" } },
   *   },
   * });
   * api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
   * ```
   */
  readonly function?: Omit<FunctionSettings, "layers">;
}

/** Changes the resources of an authorizer before they are created. */
export interface AuthorizerTransform {
  /**
   * Changes the `aws_apigatewayv2_authorizer`. Attributes that decide who may connect can't be changed here. Attributes
   * that AWS rejects on a WebSocket API can't be set.
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
