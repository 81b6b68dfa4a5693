import type { Attributes } from "../core/attributes";
import { type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { oneOf, wholeNumber } from "./record-rules";

/** The form of a zone's id. */
export const cloudflareZoneId = /^[0-9a-f]{32}$/;

const types =
  "A AAAA CNAME MX NS OPENPGPKEY PTR TXT CAA CERT DNSKEY DS HTTPS LOC NAPTR SMIMEA SRV SSHFP SVCB TLSA URI".split(" ");
const proxiable = ["A", "AAAA", "CNAME"];
const automatic = { least: 1, most: 1 };

/** What Cloudflare and its provider refuse in a `cloudflare_dns_record`, and what would differ at every plan. */
export const cloudflareRules: readonly Rule[] = [
  rule("cloudflare-zone-id", wrongZone),
  rule("cloudflare-type", (record) => oneOf(record, "type", types)),
  rule("cloudflare-ttl", (record) => wholeNumber(record, "ttl", [automatic, { least: 60, most: 86400 }])),
  rule("cloudflare-proxied-ttl", ttlOfProxied),
  rule("cloudflare-proxied", wrongProxied),
  rule("cloudflare-content", wrongContent),
  rule("cloudflare-name", wrongName),
  rule("cloudflare-target", dottedTarget),
];

function wrongZone(record: Attributes): string | undefined {
  const id = record.string("zone_id");
  if (id === undefined || cloudflareZoneId.test(id)) return undefined;
  return `"transform.record.zoneId" takes 32 digits and letters from a to f; got ${quoted(id)}. Give the id that Cloudflare shows for the zone.`;
}

function ttlOfProxied(record: Attributes): string | undefined {
  const ttl = record.number("ttl");
  if (record.boolean("proxied") !== true || ttl === undefined || ttl === 1) return undefined;
  return `"transform.record.ttl" has to be 1 where a record is proxied; got ${ttl}. Set "proxy" of cloudflare.dns() in place of "proxied", or the ttl too.`;
}

function wrongProxied(record: Attributes): string | undefined {
  const type = record.string("type");
  if (record.boolean("proxied") !== true || type === undefined || proxiable.includes(type)) return undefined;
  return `"transform.record.proxied" can be true for the types ${proxiable.join(", ")} alone; got true for ${quoted(type)}. Set "proxy" of cloudflare.dns() in place of it, which is for the right ones.`;
}

function wrongContent(record: Attributes): string | undefined {
  const takesData = record.string("type") === "CAA";
  if (record.has(takesData ? "data" : "content") || (!takesData && record.has("data"))) return undefined;
  return takesData
    ? `"transform.record.data" is needed for a CAA record; got none. Leave it as it is.`
    : `"transform.record.content" is needed where a record has no "data"; got neither. Leave it as it is.`;
}

function wrongName(record: Attributes): string | undefined {
  const name = record.string("name");
  if (name === undefined || !/[A-Z]|\.$/.test(name)) return undefined;
  return `"transform.record.name" takes lower case, without a dot at its end; got ${quoted(name)}. Write ${quoted(name.toLowerCase().replace(/\.$/, ""))}.`;
}

function dottedTarget(record: Attributes): string | undefined {
  const content = record.string("content");
  if (record.string("type") !== "CNAME" || content === undefined || !content.endsWith(".")) return undefined;
  return `"transform.record.content" has to be without a dot at its end, which Cloudflare takes away; got ${quoted(content)}. Write ${quoted(content.slice(0, -1))}.`;
}
