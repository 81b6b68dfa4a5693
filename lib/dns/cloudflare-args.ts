import type { TerraformProvider } from "cdktf";
import type { KnownArguments } from "../core/known-arguments";
import type { Transform } from "../core/transform";
import type { CloudflareRecordConfig } from "./cloudflare-record";

/**
 * DNS at Cloudflare.
 *
 * @example
 * ```ts
 * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
 *
 * new CloudflareProvider(this, "cloudflare");
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: cloudflare.dns({ zone: "415e6f4653b6d95b775d350f32119abb" }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface CloudflareDnsArgs {
  /**
   * Id or name of the zone of the domain. What only Terraform knows is an id. Set it where the zone is not named as the
   * domain was registered, and where an account has two zones of one name.
   * @default - the zone of the domain as it was registered: `example.co.uk` for `api.example.co.uk`
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   *
   * new CloudflareProvider(this, "cloudflare");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "v1.api.example.com", dns: cloudflare.dns({ zone: "api.example.com" }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly zone?: string;
  /**
   * Whether Cloudflare's proxy stands between clients and the API. The record that proves whose the domain is never is
   * proxied.
   * @default false
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   *
   * new CloudflareProvider(this, "cloudflare");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: cloudflare.dns({ proxy: true }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly proxy?: boolean;
  /**
   * Whether to add a CAA record that allows Amazon to issue certificates for the zone. Set it where the zone has CAA
   * records that leave Amazon out: the certificate fails with `CAA_ERROR` then. The first CAA record of a zone shuts out
   * every authority that has none, so it is not added unasked.
   * @default false
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   *
   * new CloudflareProvider(this, "cloudflare");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: cloudflare.dns({ caa: true }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly caa?: boolean;
  /**
   * Changes the records before they are made.
   * @default - nothing is changed
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   *
   * new CloudflareProvider(this, "cloudflare");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: cloudflare.dns({ transform: { record: { comment: "Chat" } } }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly transform?: CloudflareDnsTransform;
  /**
   * The Cloudflare provider that makes the records.
   * @default - the stack's Cloudflare provider without an alias
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   * import { TerraformVariable } from "cdktf";
   *
   * const token = new TerraformVariable(this, "cloudflareToken", { type: "string", sensitive: true });
   * const other = new CloudflareProvider(this, "other", { alias: "other", apiToken: token.stringValue });
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: cloudflare.dns({ provider: other }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly provider?: TerraformProvider;
}

/** Changes the records at Cloudflare before they are made. */
export interface CloudflareDnsTransform {
  /**
   * Changes each `cloudflare_dns_record`: the one that leads to the API, the one that proves whose the domain is, and the
   * CAA record.
   * @default - nothing is changed
   */
  readonly record?: Transform<CloudflareRecordConfig>;
}

export const cloudflareArguments: KnownArguments<CloudflareDnsArgs> = {
  zone: true,
  proxy: true,
  caa: true,
  transform: true,
  provider: true,
};
