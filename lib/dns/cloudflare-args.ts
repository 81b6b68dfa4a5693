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
   * Id or name of the zone of the domain. A value known only after apply is taken as an id. Set it if the zone's name
   * is not the registered domain, or if an account has two zones with one name.
   * @default - the zone of the registered domain: `example.co.uk` for `api.example.co.uk`
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
   * Whether traffic between clients and the API passes Cloudflare's proxy. The validation record is never proxied.
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
   * Whether to create a CAA record that allows Amazon to issue certificates for the zone. Set it if the zone has CAA
   * records without Amazon: the certificate fails with `CAA_ERROR` then. The first CAA record of a zone excludes every
   * other authority, so it is not created by default.
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
   * Changes the records before they are created.
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
   * The Cloudflare provider that creates the records.
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

/** Changes the records at Cloudflare before they are created. */
export interface CloudflareDnsTransform {
  /**
   * Changes each `cloudflare_dns_record`: the alias record that points to the API, the validation record and the CAA
   * record.
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
 * A `cloudflare_dns_record` of version 5 of Cloudflare's provider. It copies `DnsRecordConfig` of
 * `@cdktf/provider-cloudflare`, because that package may not be installed.
 */
export interface CloudflareRecordConfig extends TerraformMetaArguments {
  /** Id of the zone. */
  readonly zoneId: string;
  /** Full name of the record, in lower case and without a trailing dot. */
  readonly name: string;
  /** Type of the record, such as `"CNAME"`. */
  readonly type: string;
  /** How long resolvers may cache the record, in seconds: 60 to 86400, or 1 for automatic. */
  readonly ttl: number;
  /** Content of the record, for types without `data`. */
  readonly content?: string;
  /** Content of a record that has several fields, such as a CAA record. */
  readonly data?: CloudflareRecordData;
  /** Whether traffic passes Cloudflare's proxy. */
  readonly proxied?: boolean | IResolvable;
  /** Priority among several records, for types that have one. */
  readonly priority?: number;
  /** Comment, which has no effect on DNS. */
  readonly comment?: string;
  /** Tags, which have no effect on DNS. */
  readonly tags?: string[];
  /** Settings of records that are proxied. */
  readonly settings?: CloudflareRecordSettings;
}

/** The fields of a CAA record at Cloudflare. */
export interface CloudflareRecordData {
  /** 128 if a certificate authority that does not know the tag has to refuse the certificate; otherwise 0. */
  readonly flags?: number;
  /** `"issue"`, `"issuewild"` or `"iodef"`. */
  readonly tag?: string;
  /** The name of a certificate authority. */
  readonly value?: string;
}

/** Settings of a proxied record at Cloudflare. */
export interface CloudflareRecordSettings {
  /** Whether DNS answers with the addresses of the CNAME's target instead of the CNAME. */
  readonly flattenCname?: boolean | IResolvable;
  /** Whether to omit IPv6 addresses. */
  readonly ipv4Only?: boolean | IResolvable;
  /** Whether to omit IPv4 addresses. */
  readonly ipv6Only?: boolean | IResolvable;
}
