import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import type { LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import type { Duration, Retention, Size } from "../core/units";
import type { Link } from "../link/linkable";
import type { PermissionArgs } from "../link/permission";
import type { Transform } from "../terraform/resource-config";

/**
 * A Lambda function: its code and how it runs.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", { handler: "src/default.handler", memory: "2048 MB", timeout: "20 seconds" });
 * ```
 */
export interface FunctionArgs {
  /**
   * Path of the source file without its ending, a dot, and the name of the exported handler: `"src/chat.handler"`.
   * Relative to the nearest folder with a `cdktf.json`, else to the working directory. With `bundle`, relative to that.
   */
  readonly handler: string;
  /**
   * Lambda runtime. Source is bundled for the Node.js runtimes; the others need `bundle`.
   * Maps to `runtime` of `aws_lambda_function`.
   * @default "nodejs24.x"
   */
  readonly runtime?: string;
  /**
   * A ready directory to deploy as it is, instead of bundling `handler`'s source. Relative as `handler` is. Not together
   * with `nodejs`.
   * @default - the handler's source is bundled with esbuild
   */
  readonly bundle?: string;
  /**
   * Memory, 128 MB to 10240 MB. More memory brings more CPU. Maps to `memory_size`.
   * @default "1024 MB"
   */
  readonly memory?: Size;
  /**
   * How long one call may take, 1 second to 900 seconds. API Gateway gives up after 29 seconds. Maps to `timeout`.
   * @default "20 seconds"
   */
  readonly timeout?: Duration;
  /**
   * Size of `/tmp`, 512 MB to 10240 MB. Maps to `ephemeral_storage`.
   * @default "512 MB"
   */
  readonly storage?: Size;
  /**
   * Processor of the function. Maps to `architectures`.
   * @default "x86_64"
   */
  readonly architecture?: "x86_64" | "arm64";
  /**
   * Environment variables, 4 KB in all with those of links. Values may be Terraform references.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * What the function is for, at most 256 characters.
   * @default - for a route: the API's id and the route key; for an authorizer: the API's id and its name; else none
   */
  readonly description?: string;
  /**
   * Name of the function in AWS, at most 64 characters, unique in its account and region.
   * @default - derived from the stack's name and the construct's path
   */
  readonly name?: string;
  /**
   * Resources the function reads by `Resource.<name>` of `cdktf-apigateway-websocket/runtime`, and is allowed to use:
   * APIs, `Linkable`s, resources of a class that `Linkable.wrap` describes, and permissions. Their properties travel in
   * the environment.
   * @default - none
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("broadcast", { handler: "src/broadcast.handler", link: [api] });
   * ```
   */
  readonly link?: readonly Link[];
  /**
   * What the function may do, beside writing to its own log and what its links bring.
   * @default - nothing
   */
  readonly permissions?: readonly PermissionArgs[];
  /**
   * The function's log in CloudWatch. `false` makes no log group and does not let the function write one.
   * @default { retention: "1 month", format: "text" }
   */
  readonly logging?: false | FunctionLogging;
  /**
   * How Node.js source is bundled. Not together with `bundle`, whose files are deployed as they are.
   * @default { minify: true, sourcemap: false, format: "esm" }
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { sourcemap: true } });
   * ```
   */
  readonly nodejs?: FunctionNodejs;
  /**
   * Changes the resources of the function before they are made.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", transform: { role: { path: "/chat/" } } });
   * ```
   */
  readonly transform?: FunctionTransform;
}

/** The function's log in CloudWatch. */
export interface FunctionLogging {
  /**
   * How long the log is kept.
   * @default "1 month"
   */
  readonly retention?: Retention;
  /**
   * Name of an existing log group to write to. Not together with `retention`.
   * @default - a log group of the function's own
   */
  readonly logGroup?: string;
  /**
   * Whether Lambda writes its own lines as text or as JSON. Maps to `logging_config.log_format`.
   * @default "text"
   */
  readonly format?: "text" | "json";
}

/** How Node.js source is bundled. */
export interface FunctionNodejs {
  /**
   * Whether the bundle is made small.
   * @default true
   */
  readonly minify?: boolean;
  /**
   * Whether a source map is deployed with the bundle, and Node.js told to use it for stack traces.
   * @default false
   */
  readonly sourcemap?: boolean;
  /**
   * Module format of the bundle. Source may be of either.
   * @default "esm"
   */
  readonly format?: "esm" | "cjs";
  /**
   * Options of esbuild that are merged over the library's, such as `external`, `loader` or `define`. `plugins` is an
   * error: they need esbuild's asynchronous interface, and a CDKTF app is synthesized synchronously.
   * @default - none
   */
  readonly esbuild?: Readonly<Record<string, unknown>>;
}

/** Changes the resources of a function before they are made. */
export interface FunctionTransform {
  /**
   * Changes the `aws_lambda_function`.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", transform: { function: { reservedConcurrentExecutions: 5 } } });
   * ```
   */
  readonly function?: Transform<LambdaFunctionConfig>;
  /**
   * Changes the `aws_iam_role`.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   transform: { role: { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" } },
   * });
   * ```
   */
  readonly role?: Transform<IamRoleConfig>;
  /**
   * Changes the `aws_cloudwatch_log_group`.
   * @default - nothing is changed
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", transform: { logGroup: { skipDestroy: true } } });
   * ```
   */
  readonly logGroup?: Transform<CloudwatchLogGroupConfig>;
}
