import type { IResolvable, TerraformMetaArguments, TerraformProvider } from "cdktf";
import type { Transform } from "../terraform/resource-config";
import type { KnownArguments } from "../validation/known-arguments";

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

/**
 * A `cloudflare_dns_record`, as version 5 of Cloudflare's provider takes it. It is `DnsRecordConfig` of
 * `@cdktf/provider-cloudflare`, written out for those who have not installed that.
 */
export interface CloudflareRecordConfig extends TerraformMetaArguments {
  /** Id of the zone. */
  readonly zoneId: string;
  /** Full name of the record, in lower case and without a dot at its end. */
  readonly name: string;
  /** Type of the record, such as `"CNAME"`. */
  readonly type: string;
  /** How long others may keep the record, in seconds: 60 to 86400, or 1 for what Cloudflare chooses. */
  readonly ttl: number;
  /** What the record says, where its type has no `data`. */
  readonly content?: string;
  /** What the record says, in parts: those of a CAA record. */
  readonly data?: CloudflareRecordData;
  /** Whether Cloudflare's proxy stands before what the record leads to. */
  readonly proxied?: boolean | IResolvable;
  /** Which of several records comes first, for types that have it. */
  readonly priority?: number;
  /** A note for people. */
  readonly comment?: string;
  /** Tags for people. */
  readonly tags?: string[];
  /** Settings of records that are proxied. */
  readonly settings?: CloudflareRecordSettings;
}

/** The parts of a CAA record at Cloudflare. */
export interface CloudflareRecordData {
  /** 128 where a certificate authority that does not know the tag has to refuse; else 0. */
  readonly flags?: number;
  /** `"issue"`, `"issuewild"` or `"iodef"`. */
  readonly tag?: string;
  /** The name of a certificate authority. */
  readonly value?: string;
}

/** Settings of a proxied record at Cloudflare. */
export interface CloudflareRecordSettings {
  /** Whether the addresses that a CNAME leads to are given in its place. */
  readonly flattenCname?: boolean | IResolvable;
  /** Whether there is no address of IPv6. */
  readonly ipv4Only?: boolean | IResolvable;
  /** Whether there is no address of IPv4. */
  readonly ipv6Only?: boolean | IResolvable;
}
