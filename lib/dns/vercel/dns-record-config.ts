import type { TerraformMetaArguments } from "cdktf";
import type { KnownArguments } from "../../core/known-arguments";

/** A `vercel_dns_record`, as Vercel's provider takes it. */
export interface DnsRecordConfig extends TerraformMetaArguments {
  /** The domain that the record is in: the name of its zone. A change makes a new record. */
  readonly domain: string;
  /** Name of the record without the domain; empty for the domain itself. */
  readonly name: string;
  /**
   * `"A"`, `"AAAA"`, `"ALIAS"`, `"CAA"`, `"CNAME"`, `"NS"` or `"TXT"`. A change makes a new record. `"MX"` and `"SRV"` need
   * attributes that are not here: set them with `addOverride("mx_priority", 10)` and `addOverride("srv", { … })`.
   */
  readonly type: string;
  /** What the record says, in the form of its type. */
  readonly value?: string;
  /**
   * How long others may keep the record, in seconds: 60 to 2147483647.
   * @default 60
   */
  readonly ttl?: number;
  /** A note for people, of at most 500 characters. */
  readonly comment?: string;
  /**
   * Id of the team that the domain belongs to. A change makes a new record.
   * @default - the team of the provider
   */
  readonly teamId?: string;
}

export const recordArguments: KnownArguments<DnsRecordConfig> = {
  domain: true,
  name: true,
  type: true,
  value: true,
  ttl: true,
  comment: true,
  teamId: true,
  dependsOn: true,
  count: true,
  provider: true,
  lifecycle: true,
  forEach: true,
  provisioners: true,
  connection: true,
};
