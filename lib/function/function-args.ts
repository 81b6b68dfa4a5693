import type { Duration, Size } from "../core/units";
import type { Link } from "../link/linkable";
import type { PermissionArgs } from "../link/permission";
import type { FunctionCodeArgs } from "./code-args";
import type { FunctionTransform } from "./function-transform";
import type { FunctionLayer } from "./layers";
import type { FunctionLogging } from "./logging";
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
export interface FunctionArgs extends FunctionCodeArgs, FunctionSettings {}

/**
 * The settings of a Lambda function: everything except its code.
 *
 * @example
 * ```ts
 * const settings = { memory: "512 MB", timeout: "5 seconds", tags: { team: "chat" } } as const;
 * new aws.Function(this, "Chat", { handler: "src/default.handler", ...settings });
 * ```
 */
export interface FunctionSettings {
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
