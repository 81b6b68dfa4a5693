import type { Apigatewayv2ApiConfig } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import type { Apigatewayv2StageConfig } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Retention } from "../core/retention";
import type { Transform } from "../core/transform";
import type { FunctionArgs } from "../function/function-args";
import type { ApiGatewayWebSocketRouteArgs } from "../route/route-args";

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
   */
  readonly account?: "manage" | "existing" | AccountRole;
  /** Changes the resources of the API before they are made. */
  readonly transform?: ApiGatewayWebSocketTransform;
}

/** The access log of an API. */
export interface AccessLog {
  /**
   * How long the log is kept.
   * @default "1 month"
   */
  readonly retention?: Retention;
  /**
   * One line of the log, at most 3 KB, with AWS's variables such as `$context.requestId`, which it has to hold.
   * @default - one line of JSON with the time, ids, route, status, latency, and the client's address and agent
   */
  readonly format?: string;
}

/** A role made elsewhere, with which API Gateway writes logs. */
export interface AccountRole {
  /** ARN of the role. API Gateway has to be allowed to assume it, and it to write to CloudWatch. */
  readonly roleArn: string;
}

/** Changes the resources of an API before they are made. */
export interface ApiGatewayWebSocketTransform {
  /** Changes the `aws_apigatewayv2_api`. */
  readonly api?: Transform<Apigatewayv2ApiConfig>;
  /** Changes the `aws_apigatewayv2_stage`. A stage name set here shows in `url`, `managementEndpoint` and `connectArn`. */
  readonly stage?: Transform<Apigatewayv2StageConfig>;
  /** Changes the `aws_cloudwatch_log_group` of the access log. */
  readonly accessLog?: Transform<CloudwatchLogGroupConfig>;
  /** Changes what `route()` is given, for all routes. */
  readonly route?: {
    /** Changes the function of each route. Functions made elsewhere are left as they are, with a warning. */
    readonly handler?: Transform<FunctionArgs>;
    /** Changes the arguments of each route. */
    readonly args?: Transform<ApiGatewayWebSocketRouteArgs>;
  };
}
