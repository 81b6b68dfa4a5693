import type { Attributes } from "../core/attributes";
import { lengthProblem, type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { isWithin } from "./domain-name";
import { oneOf, wholeNumber } from "./record-rules";

const types = "A AAAA ALIAS CAA CNAME MX NS SRV TXT".split(" ");

/** What Vercel and its provider refuse in a `vercel_dns_record`, and names that would be another's. */
export const vercelRules: readonly Rule[] = [
  rule("vercel-type", (record) => oneOf(record, "type", types)),
  rule("vercel-ttl", (record) => wholeNumber(record, "ttl", [{ least: 60, most: 2147483647 }])),
  rule("vercel-comment", (record) => lengthProblem(record, "transform.record", "comment", 0, 500)),
  rule("vercel-value", wrongValue),
  rule("vercel-srv", (record) => onlyOf(record, "srv", "SRV")),
  rule("vercel-mx-priority", (record) => onlyOf(record, "mx_priority", "MX")),
  rule("vercel-apex", cnameAtApex),
  rule("vercel-name", fullName),
];

function wrongValue(record: Attributes): string | undefined {
  const type = record.string("type");
  const takesValue = type !== "SRV";
  if (type === undefined || record.has("value") === takesValue) return undefined;
  return takesValue
    ? `"transform.record.value" is needed for the type ${type}; got none. Leave it as it is.`
    : `"transform.record.value" can't be set for the type SRV, which has "srv"; got ${quoted(record.raw("value"))}. Take it out, or leave the type as it is.`;
}

// The bindings have no argument for these attributes, so only an override sets them.
function onlyOf(record: Attributes, attribute: string, only: string): string | undefined {
  const type = record.string("type");
  if (type === undefined || record.has(attribute) === (type === only)) return undefined;
  return type === only
    ? `"transform.record.type" can't be ${only} without the attribute "${attribute}"; got ${quoted(only)}. Leave the type as it is.`
    : `"${attribute}" is for the type ${only} alone; got ${quoted(record.raw(attribute))} for ${quoted(type)}. Take the override out.`;
}

function cnameAtApex(record: Attributes): string | undefined {
  if (record.string("type") !== "CNAME" || record.string("name") !== "") return undefined;
  return `"transform.record.type" can't be CNAME for the domain itself; got "CNAME" for ${quoted(record.raw("domain"))}. Leave it at ALIAS.`;
}

// Vercel would add the domain once more.
function fullName(record: Attributes): string | undefined {
  const [name, domain] = [record.string("name"), record.string("domain")];
  if (name === undefined || domain === undefined || !isWithin(name.replace(/\.$/, ""), domain)) return undefined;
  return `"transform.record.name" takes the name without the domain, which Vercel adds; got ${quoted(name)} in ${quoted(domain)}. Cut the domain off.`;
}
