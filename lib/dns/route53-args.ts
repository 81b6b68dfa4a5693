import type { Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import type { KnownArguments } from "../core/known-arguments";
import type { Transform } from "../core/transform";

/**
 * DNS in Route 53.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: aws.dns({ zone: "Z2FDTNDATAQYW2", override: true }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface AwsDnsArgs {
  /**
   * Id or name of the public hosted zone of the domain. What only Terraform knows is an id. Set it where the zone is not
   * named as the domain was registered: a part that was delegated, such as `api.example.com` with a zone of its own.
   * @default - the public zone of the domain as it was registered: `example.co.uk` for `api.example.co.uk`
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "v1.api.example.com", dns: aws.dns({ zone: "api.example.com" }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly zone?: string;
  /**
   * Whether the records of the domain take the place of others of their name and type, which someone else made. The
   * record that proves whose the domain is always does: certificates of one name share it.
   *
   * Maps to `allow_overwrite`.
   * @default false
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: aws.dns({ override: true }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly override?: boolean;
  /**
   * Changes the records before they are made.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: {
   *     name: "api.example.com",
   *     dns: aws.dns({
   *       transform: {
   *         record: (args) => {
   *           if (args.ttl !== undefined) args.ttl = 300;
   *         },
   *       },
   *     }),
   *   },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly transform?: AwsDnsTransform;
  /**
   * The AWS provider that makes the records. Set it where the zone is in another account than the API.
   * @default - the provider of the API
   * @example
   * ```ts
   * import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
   *
   * const network = new AwsProvider(this, "network", { alias: "network", profile: "network", region: "us-east-1" });
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: aws.dns({ provider: network }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly provider?: TerraformProvider;
}

/** Changes the records in Route 53 before they are made. */
export interface AwsDnsTransform {
  /**
   * Changes each `aws_route53_record`: the one that proves whose the domain is, and the two that lead to the API.
   * @default - nothing is changed
   */
  readonly record?: Transform<Route53RecordConfig>;
}

export const awsArguments: KnownArguments<AwsDnsArgs> = { zone: true, override: true, transform: true, provider: true };
