import type { Duration, Size } from "../core/units";
import type { FunctionCodeArgs } from "./code-args";
import type { CodeSigning } from "./code-signing";
import type { FunctionConcurrency } from "./concurrency";
import type { DeadLetterTarget } from "./dead-letter";
import type { FunctionDurable } from "./durable";
import type { EncryptionKey } from "./encryption-key";
import type { FunctionTransform } from "./function-transform";
import type { FunctionLayer } from "./layers";
import type { FunctionLogging } from "./logging";
import type { FunctionVpc } from "./network";
import type { FunctionRightsArgs } from "./rights-args";
import type { FunctionTracing } from "./tracing";
import type { FunctionUrl } from "./url";
import type { FunctionVolume } from "./volume";

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
export interface FunctionSettings extends FunctionRightsArgs {
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
   * Environment variables, at most 4 KB in total with those of links. Values may be Terraform references.
   * `nodejs.sourcemap` adds an option to `NODE_OPTIONS`. Maps to `environment`.
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
   * An EFS file system that the function mounts. It needs `vpc`, and mount targets in the zones of the subnets. The
   * function's role gets the rights to read and write it through the access point. Maps to `file_system_config`.
   * @default - no file system
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   vpc: { privateSubnets: ["subnet-0a1b2c3d4e5f67890"], securityGroups: ["sg-0a1b2c3d4e5f67890"] },
   *   volume: { efs: "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890" },
   * });
   * ```
   */
  readonly volume?: FunctionVolume;
  /**
   * How often Lambda repeats an asynchronous invocation that fails: 0, 1 or 2 times. It does not apply to routes and
   * authorizers, which API Gateway invokes synchronously. It applies to the published version of a function that has
   * one. Creates an `aws_lambda_function_event_invoke_config`.
   * @default - Lambda's own, 2
   * @example
   * ```ts
   * new aws.Function(this, "Report", { handler: "src/default.handler", retries: 0 });
   * ```
   */
  readonly retries?: number;
  /**
   * Where Lambda sends the event of an asynchronous invocation that failed each time: the ARN of a standard SQS queue or
   * SNS topic, or the `aws_sqs_queue` or `aws_sns_topic`. The function's role gets the right to send to it. Maps to
   * `dead_letter_config`.
   * @default - Lambda drops the event
   * @example
   * ```ts
   * import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
   *
   * const failed = new SqsQueue(this, "Failed", { sqsManagedSseEnabled: true });
   * new aws.Function(this, "Report", { handler: "src/default.handler", deadLetter: failed });
   * ```
   */
  readonly deadLetter?: DeadLetterTarget;
  /**
   * Which invocations X-Ray traces: with `"active"`, a sample that X-Ray chooses; with `"pass-through"`, those that the
   * caller traces. The function's role gets the rights to send traces. Maps to `tracing_config`.
   * @default - Lambda's mode `PassThrough`, and no rights to send traces
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", tracing: "active" });
   * ```
   */
  readonly tracing?: FunctionTracing;
  /**
   * Which signatures Lambda requires of the function's code: the ARN of a code signing configuration, or the
   * `aws_lambda_code_signing_config`. With its policy `Enforce`, Lambda rejects the zip that Terraform uploads, because
   * it is not signed. Maps to `code_signing_config_arn`.
   * @default - none
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   codeSigning: "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0a1b2c3d4e5f67890",
   * });
   * ```
   */
  readonly codeSigning?: CodeSigning;
  /**
   * The KMS key that encrypts the environment variables: its ARN, or the `aws_kms_key`. The function's role gets the
   * right to decrypt with it. Maps to `kms_key_arn`.
   * @default - a key that Lambda owns
   * @example
   * ```ts
   * import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
   *
   * const key = new KmsKey(this, "Key", { enableKeyRotation: true });
   * new aws.Function(this, "Chat", { handler: "src/default.handler", kmsKey: key });
   * ```
   */
  readonly kmsKey?: EncryptionKey;
  /**
   * Has no effect, and is accepted so that a function of SST can be copied: there, `false` excludes it from live
   * development. `cdktf-apigateway-websocket dev` runs every function on this machine, and changes no deployed one.
   * @default true
   */
  readonly dev?: boolean;
  /**
   * An HTTPS endpoint that calls the function without an API. It is `url` of the function and of its link. `true` lets
   * everyone call it. An error for a function whose routes have scopes; for functions of other routes with `auth`, and
   * of authorizers, if everyone could call it. Maps to an `aws_lambda_function_url`.
   * @default false
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const fn = new aws.Function(this, "Chat", { handler: "src/default.handler", url: { authorization: "iam" } });
   * new TerraformOutput(this, "chatUrl", { value: fn.url });
   * ```
   */
  readonly url?: boolean | FunctionUrl;
  /**
   * Whether the URL passes on what the handler writes at once, and not when it has ended. The handler has to be wrapped
   * with `awslambda.streamifyResponse`. It needs `url`. Maps to `invoke_mode` of the `aws_lambda_function_url`.
   * @default false
   */
  readonly streaming?: boolean;
  /**
   * Whether Lambda publishes a version with each change of the code or the configuration. Routes, authorizers and
   * permissions then use the published version, and earlier versions remain. Maps to `publish`.
   * @default false; true with `durable`
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", versioning: true });
   * ```
   */
  readonly versioning?: boolean;
  /**
   * How many instances of the function Lambda runs at once, and how many it keeps ready.
   * @default - no instances are kept ready, and the function shares the account's limit
   * @example
   * ```ts
   * new aws.Function(this, "Chat", { handler: "src/default.handler", concurrency: { reserved: 50 } });
   * ```
   */
  readonly concurrency?: FunctionConcurrency;
  /**
   * Makes the function durable: its executions can pause, and continue after days. The handler has to use Lambda's
   * durable execution SDK. A durable function publishes versions, its log is JSON, and its role gets the rights to save
   * and read the state of its executions. API Gateway can invoke it only if `durable.timeout` is 15 minutes or less. Maps
   * to `durable_config`.
   * @default false
   * @example
   * ```ts
   * new aws.Function(this, "Order", { handler: "src/default.handler", durable: { timeout: "2 days" } });
   * ```
   */
  readonly durable?: boolean | FunctionDurable;
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
