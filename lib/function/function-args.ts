import type { CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import type { LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import type { Duration, Retention, Size } from "../core/units";
import type { Link } from "../link/linkable";
import type { PermissionArgs } from "../link/permission";
import type { Transform } from "../terraform/resource-config";
import type { FunctionLayer } from "./layers";
import type { FunctionVpc } from "./network";

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
   * Path of the source file without its extension, a dot, and the name of the exported handler: `"src/chat.handler"`.
   * The path is relative to the nearest folder with a `cdktf.json`, else to the working directory. With `bundle`, it is
   * relative to that directory.
   */
  readonly handler: string;
  /**
   * Lambda runtime. The library bundles source for Node.js runtimes; other runtimes need `bundle`.
   * Maps to `runtime` of `aws_lambda_function`.
   * @default "nodejs24.x"
   */
  readonly runtime?: string;
  /**
   * A directory with built code, which is deployed unchanged instead of bundling the source of `handler`. The path is
   * relative to the nearest folder with a `cdktf.json`, else to the working directory. It excludes `nodejs`.
   * @default - esbuild bundles the handler's source
   */
  readonly bundle?: string;
  /**
   * Memory, 128 MB to 10240 MB. Lambda allocates CPU in proportion to memory. Maps to `memory_size`.
   * @default "1024 MB"
   */
  readonly memory?: Size;
  /**
   * Maximum duration of an invocation, 1 second to 900 seconds. API Gateway waits for at most 29 seconds. Maps to
   * `timeout`.
   * @default "20 seconds"
   */
  readonly timeout?: Duration;
  /**
   * Size of `/tmp`, 512 MB to 10240 MB. Maps to `ephemeral_storage`.
   * @default "512 MB"
   */
  readonly storage?: Size;
  /**
   * Instruction set of the function. Maps to `architectures`.
   * @default "x86_64"
   */
  readonly architecture?: "x86_64" | "arm64";
  /**
   * Environment variables, at most 4 KB in total with those of links. Values may be Terraform references. Maps to
   * `environment`.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Description of the function, at most 256 characters. Maps to `description`.
   * @default - for a route: the API's id and the route key; for an authorizer: the API's id and its name; else none
   */
  readonly description?: string;
  /**
   * Name of the function in AWS, at most 64 characters, unique in its account and region.
   * @default - derived from the stack's name and the construct's path
   */
  readonly name?: string;
  /**
   * Resources that the function can read and use: APIs, `Linkable`s, resources of a class that `Linkable.wrap`
   * describes, and permissions. The function reads a resource's properties as `Resource.<name>` of
   * `cdktf-apigateway-websocket/runtime`. Environment variables contain these properties.
   * @default - none
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("broadcast", { handler: "src/broadcast.handler", link: [api] });
   * ```
   */
  readonly link?: readonly Link[];
  /**
   * Permissions of the function, in addition to writing its own log and the permissions of its links.
   * @default - none
   */
  readonly permissions?: readonly PermissionArgs[];
  /**
   * The function's log in CloudWatch. `false` creates no log group and grants no permission to write one.
   * @default { retention: "1 month", format: "text" }
   */
  readonly logging?: false | FunctionLogging;
  /**
   * How Node.js source is bundled. It excludes `bundle`, whose files are deployed unchanged.
   * @default { minify: true, sourcemap: false, format: "esm" }
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", nodejs: { sourcemap: true } });
   * ```
   */
  readonly nodejs?: FunctionNodejs;
  /**
   * Layers that Lambda puts into `/opt`, at most 5: ARNs of their versions, or `aws_lambda_layer_version`s. Maps to
   * `layers`.
   * @default - none
   */
  readonly layers?: readonly FunctionLayer[];
  /**
   * Tags of the `aws_lambda_function`.
   * @default - only those of the provider's `default_tags`
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The VPC that the function can reach. It reaches the internet only through a NAT gateway. The function's role gets
   * the rights that Lambda needs for network interfaces, and the function waits for them. Maps to `vpc_config`.
   * @default - no VPC
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   vpc: { privateSubnets: ["subnet-0a1b2c3d4e5f67890"], securityGroups: ["sg-0a1b2c3d4e5f67890"] },
   * });
   * ```
   */
  readonly vpc?: FunctionVpc;
  /**
   * Changes the configuration of the function's resources before they are created.
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
   * Name of an existing log group to write to. It excludes `retention`.
   * @default - the function gets its own log group
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
   * Whether esbuild minifies the bundle.
   * @default true
   */
  readonly minify?: boolean;
  /**
   * Whether a source map is deployed with the bundle, and Node.js uses it for stack traces.
   * @default false
   */
  readonly sourcemap?: boolean;
  /**
   * Module format of the bundle. The source may have either format.
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

/** Changes the configuration of a function's resources before they are created. */
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
