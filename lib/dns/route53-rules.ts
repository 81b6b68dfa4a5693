import type { Attributes } from "../core/attributes";
import { type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { oneOf, wholeNumber } from "./record-rules";

const types = "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ");

/** What AWS and its provider refuse in an `aws_route53_record`. */
export const route53Rules: readonly Rule[] = [
  rule("route53-type", (record) => oneOf(record, "type", types)),
  rule("route53-content", wrongContent),
  rule("route53-alias-ttl", ttlOfAlias),
  rule("route53-ttl-missing", ttlOfRecords),
  rule("route53-ttl", (record) => wholeNumber(record, "ttl", [{ least: 0, most: 2147483647 }])),
  rule("route53-alias-name", (record) => aliasLength(record, "name", 1024)),
  rule("route53-alias-zone", (record) => aliasLength(record, "zone_id", 32)),
];

function wrongContent(record: Attributes): string | undefined {
  if (record.has("alias") !== record.has("records")) return undefined;
  const got = record.has("alias") ? "both" : "neither";
  return `"transform.record" has to leave a record either "alias" or "records"; got ${got}. Change them in the records that have them, which "id" tells apart.`;
}

function ttlOfAlias(record: Attributes): string | undefined {
  if (!record.has("alias") || !record.has("ttl")) return undefined;
  return `"transform.record.ttl" can't be set on an alias, which has that of its target; got ${quoted(record.raw("ttl"))}. Set it where the record has a ttl already.`;
}

function ttlOfRecords(record: Attributes): string | undefined {
  if (!record.has("records") || record.has("alias") || record.has("ttl")) return undefined;
  return `"transform.record.ttl" is needed where a record has "records"; got none. Leave the ttl in place.`;
}

function aliasLength(record: Attributes, attribute: "name" | "zone_id", most: number): string | undefined {
  const value = record.blocks("alias")[0]?.string(attribute);
  if (value === undefined || (value.length >= 1 && value.length <= most)) return undefined;
  const argument = attribute === "name" ? "name" : "zoneId";
  return `"transform.record.alias.${argument}" takes 1 to ${most} characters; got ${value.length}, ${quoted(value)}. Leave it as it is.`;
}
