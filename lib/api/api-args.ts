import type { Apigatewayv2ApiConfig } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import type { Apigatewayv2DomainNameConfig } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Retention } from "../core/units";
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
   * The log of every connection and message in CloudWatch. `false` turns it off.
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
   * The role with which API Gateway writes logs. AWS keeps one per account and region, so it is shared by all APIs there.
   *
   * - `"manage"`: the stack makes the role and sets it. Right where this is the only stack in its account and region
   *   that does: destroying the stack takes the setting away, and every API there stops writing logs.
   * - `"existing"`: it was set before, and is left alone.
   * - `{ roleArn }`: the stack sets this role, which was made elsewhere.
   *
   * Not needed, and not made, with `accessLog: false`. Maps to `aws_api_gateway_account`.
   * @default "manage"
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { account: "existing" });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly account?: "manage" | "existing" | AccountRole;
  /**
   * A custom domain for the API. A name alone has its certificate and records made in Route 53.
   * @default - none: clients connect to the URL that API Gateway gives
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { domain: "example.com" });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly domain?: string | DomainArgs;
  /**
   * Changes the resources of the API before they are made.
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
   * How long the log is kept.
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
   * One line of the log, at most 3 KB, with AWS's variables such as `$context.requestId`, which it has to hold.
   * @default - one line of JSON with the time, ids, route, status, latency, and the client's address and agent
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   accessLog: { format: '{"id":"$context.requestId","route":"$context.routeKey","status":"$context.status"}' },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly format?: string;
}

/** A role made elsewhere, with which API Gateway writes logs. */
export interface AccountRole {
  /**
   * ARN of the role. API Gateway has to be allowed to assume it, and it to write to CloudWatch.
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

/** Changes the resources of an API before they are made. */
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
   * Changes the `aws_apigatewayv2_stage`. A stage name set here shows in `url`, `managementEndpoint`, `connectArn` and
   * `connectionsArn`.
   * @default - nothing is changed: a stage `$default` that deploys by itself
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
   * Changes the `aws_apigatewayv2_domain_name` of the API's own domain. Its name is `domain.name`, its certificate
   * `domain.cert`; with `domain.nameId` there is nothing to change.
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
   * Changes what `route()` is given, for all routes.
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
     * Changes the function of each route. Functions made elsewhere are left as they are, with a warning.
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
