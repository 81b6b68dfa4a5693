import type { Apigatewayv2ApiConfig } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import type { Apigatewayv2DomainNameConfig } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Retention } from "../core/units";
import type { EncryptionKey } from "../function/encryption-key";
import type { FunctionArgs } from "../function/function-args";
import type { ApiGatewayWebSocketRouteArgs } from "../route/route-args";
import type { Transform } from "../terraform/resource-config";
import type { DomainArgs } from "./domain/args";

/**
 * A WebSocket API.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   accessLog: { retention: "3 months" },
 *   transform: { route: { handler: { memory: "512 MB" } } },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface ApiGatewayWebSocketArgs {
  /**
   * Logs every connection and message to CloudWatch. `false` turns it off.
   * @default { retention: "1 month" }
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   accessLog: { retention: "forever" },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly accessLog?: false | AccessLog;
  /**
   * The role with which API Gateway writes logs. AWS has one per account and region, which all APIs there share.
   *
   * - `"manage"`: the stack creates the role and sets it. Use it in only one stack per account and region: destroying
   *   the stack removes the setting, and every API there stops writing logs.
   * - `"existing"`: the role is set already, and the stack does not change it.
   * - `{ roleArn }`: the stack sets this role, which was created elsewhere.
   *
   * The stack does not create it for an API that writes no logs, such as with `accessLog: false`. Maps to
   * `aws_api_gateway_account`.
   * @default "manage"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { account: "existing" });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly account?: "manage" | "existing" | AccountRole;
  /**
   * A custom domain for the API. For a plain name, a certificate and the records in Route 53 are created.
   * @default - none: clients connect to the URL of API Gateway
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { domain: "example.com" });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly domain?: string | DomainArgs;
  /**
   * Changes the resources of the API before they are created.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   transform: { api: { description: "Messages between clients" } },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly transform?: ApiGatewayWebSocketTransform;
}

/** The access log of an API. */
export interface AccessLog {
  /**
   * How long CloudWatch keeps the log.
   * @default "1 month"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   accessLog: { retention: "3 months" },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly retention?: Retention;
  /**
   * One line of the log, at most 3 KB, with AWS's variables. It has to contain `$context.requestId` or
   * `$context.extendedRequestId`.
   * @default - one line of JSON with the time, ids, route, status, latency, and the client's address and user agent
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   accessLog: { format: '{"id":"$context.requestId","route":"$context.routeKey","status":"$context.status"}' },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly format?: string;
  /**
   * The KMS key that encrypts the log: its ARN, or the `aws_kms_key`. The key's own policy has to admit CloudWatch Logs.
   * Maps to `kms_key_id` of the log group.
   * @default - a key that CloudWatch Logs owns
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   accessLog: {
   *     kmsKey: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
   *   },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly kmsKey?: EncryptionKey;
}

/** An existing role with which API Gateway writes logs. */
export interface AccountRole {
  /**
   * ARN of the role. API Gateway needs permission to assume it, and the role needs permission to write to CloudWatch.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   account: { roleArn: "arn:aws:iam::123456789012:role/api-gateway-logs" },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly roleArn: string;
}

/** Changes the resources of an API before they are created. */
export interface ApiGatewayWebSocketTransform {
  /**
   * Changes the `aws_apigatewayv2_api`.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   transform: { api: { name: "chat" } },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly api?: Transform<Apigatewayv2ApiConfig>;
  /**
   * Changes the `aws_apigatewayv2_stage`. A stage name set here is used in `url`, `managementEndpoint`, `connectArn`
   * and `connectionsArn`.
   * @default - nothing is changed: a stage `$default` with automatic deployment
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   transform: { stage: { name: "v1" } },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly stage?: Transform<Apigatewayv2StageConfig>;
  /**
   * Changes the `aws_apigatewayv2_domain_name` of the API's own domain. Set its name by `domain.name` and its
   * certificate by `domain.cert`. With `domain.nameId` it is an error.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: "api.example.com",
   *   transform: {
   *     domainName: (args) => {
   *       args.domainNameConfiguration = { ...args.domainNameConfiguration, ipAddressType: "dualstack" };
   *     },
   *   },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly domainName?: Transform<Apigatewayv2DomainNameConfig>;
  /**
   * Changes the `aws_cloudwatch_log_group` of the access log.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   transform: { accessLog: { skipDestroy: true } },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly accessLog?: Transform<CloudwatchLogGroupConfig>;
  /**
   * Changes the arguments of `route()`, for all routes.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   transform: { route: { handler: { memory: "512 MB" }, args: { reply: true } } },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly route?: {
    /**
     * Changes the function of each route. Functions created elsewhere stay unchanged, with a warning.
     * @default - nothing is changed
     * @example
     * ```ts
     * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
     *   transform: {
     *     route: {
     *       handler: (args, id) => {
     *         if (!id.includes("$disconnect")) args.link = [api];
     *       },
     *     },
     *   },
     * });
     * api.route("$default", "src/default.handler");
     * ```
     */
    readonly handler?: Transform<FunctionArgs>;
    /**
     * Changes the arguments of each route.
     * @default - nothing is changed
     * @example
     * ```ts
     * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
     *   transform: { route: { args: { auth: { iam: true } } } },
     * });
     * api.route("$connect", "src/connect.handler");
     * api.route("sendMessage", "src/sendMessage.handler");
     * ```
     */
    readonly args?: Transform<ApiGatewayWebSocketRouteArgs>;
  };
}
