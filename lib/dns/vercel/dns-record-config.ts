import type { TerraformMetaArguments } from "cdktf";
import type { DnsRecordSrv } from "./dns-record-srv";

/** A `vercel_dns_record`, as Vercel's provider takes it. */
export interface DnsRecordConfig extends TerraformMetaArguments {
  /** The domain that the record is in: the name of its zone. A change makes a new record. */
  readonly domain: string;
  /** Name of the record without the domain; empty for the domain itself. */
  readonly name: string;
  /** `"A"`, `"AAAA"`, `"ALIAS"`, `"CAA"`, `"CNAME"`, `"MX"`, `"NS"`, `"SRV"` or `"TXT"`. A change makes a new record. */
  readonly type: string;
  /** What the record says, in the form of its type. An SRV record has `srv` in its place. */
  readonly value?: string;
  /**
   * How long others may keep the record, in seconds: 60 to 2147483647.
   * @default 60
   */
  readonly ttl?: number;
  /** A note for people, of at most 500 characters. */
  readonly comment?: string;
  /** Which of several MX records comes first: the lowest, from 0 to 65535. For MX records alone. */
  readonly mxPriority?: number;
  /** What an SRV record says. */
  readonly srv?: DnsRecordSrv;
  /**
   * Id of the team that the domain belongs to. A change makes a new record.
   * @default - the team of the provider
   */
  readonly teamId?: string;
}
