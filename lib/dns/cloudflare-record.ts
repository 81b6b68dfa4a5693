import type { IResolvable, TerraformMetaArguments } from "cdktf";

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
