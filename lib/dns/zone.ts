import { domainToASCII } from "node:url";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { isLiteral } from "../terraform/expressions";

/** The zone of a domain's records, by its id or its name. */
export type Zone = { readonly id: string } | { readonly name: string };

/** The id or the name of a zone. */
export function zoneReference(zone: Zone): string {
  return "id" in zone ? zone.id : zone.name;
}

/** How a DNS service identifies its zones. */
export interface ZoneForm {
  /** The adapter's function, for messages: "aws.dns()". */
  readonly adapter: string;
  /** The adapter's argument for the zone. */
  readonly argument: string;
  /** The format of a zone id; undefined for a service whose zones have only names. */
  readonly id?: { readonly pattern: RegExp; readonly example: string };
}

/** Returns the zone of a domain, or throws an error for the API. */
export function requireZone(scope: Construct, form: ZoneForm, zone: string | undefined, domain: string): Zone {
  const decision = decideZone(form, zone, domain);
  if ("problem" in decision) throw new ValidationError(scope, decision.problem);
  return decision.zone;
}

/** Validates the zone of a domain, or derives it from the domain. */
export function decideZone(
  form: ZoneForm,
  zone: string | undefined,
  domain: string,
): { readonly zone: Zone } | { readonly problem: string } {
  const problem = isLiteralText(domain) ? domainNameProblem("domain.name", domain) : undefined;
  if (problem !== undefined) return { problem };
  return zone === undefined ? zoneByRegistration(form, domain) : zoneByArgument(form, zone, domain);
}

function zoneByArgument(form: ZoneForm, zone: string, domain: string): ReturnType<typeof decideZone> {
  // JavaScript users, or a setting that was read as another type, may pass no string.
  if (typeof zone !== "string") return { problem: zoneProblem(form, zone) };
  // A value known only after apply is usually the id of a zone resource or data source.
  if (!isLiteralText(zone)) return { zone: form.id ? { id: zone } : { name: zone } };
  if (form.id?.pattern.test(zone)) return { zone: { id: zone } };
  if (!isPlainName(zone)) return { problem: zoneProblem(form, zone) };
  if (isLiteralText(domain) && !isWithin(domain, zone))
    return {
      problem: `"domain.name" has to be ${quoted(zone)} or end with ${quoted(`.${zone}`)}, the "${form.argument}" of ${form.adapter}; got ${quoted(domain)}. Pass the zone that contains the domain.`,
    };
  return { zone: { name: zone } };
}

function zoneByRegistration({ adapter, argument, id }: ZoneForm, domain: string): ReturnType<typeof decideZone> {
  if (!isLiteralText(domain))
    return {
      problem: `"${argument}" of ${adapter} is required for a domain that is known only after apply; got none. Pass ${id ? "the id or the name of the zone" : "the name of the zone"}.`,
    };
  const name = registrableDomain(withoutWildcard(domain));
  if (name === undefined)
    return {
      problem: `"domain.name" can't be a public suffix or a wildcard directly below one; got ${quoted(domain)}. Write the full name, or set "${argument}" of ${adapter} if the zone is yours.`,
    };
  return { zone: { name } };
}

function zoneProblem({ adapter, argument, id }: ZoneForm, zone: string): string {
  return id
    ? `"${argument}" of ${adapter} has to be the id or the name of a zone, such as ${quoted(id.example)} or "example.com"; got ${quoted(zone)}. Copy the id of your zone, or write ${argument}: "example.com" with its name.`
    : `"${argument}" of ${adapter} has to be the name of a zone, such as "example.com"; got ${quoted(zone)}. Write it in lower case, without a trailing dot.`;
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
// The last label begins with a letter, so an IPv4 address does not match.
const plainName = new RegExp(`^(?:${label}\\.)+(?=[a-z])${label}$`);
const maxDomainName = 253;

/** Whether text is literal: no token and no Terraform expression. */
export function isLiteralText(text: string): boolean {
  return !Token.isUnresolved(text) && isLiteral(text);
}

/** The name without a leading "*.". */
export function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}

/** Whether a name is the zone's own name or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** Whether text is a full domain name in lower case, without a wildcard. */
function isPlainName(name: string): boolean {
  return name.length <= maxDomainName && plainName.test(name);
}

/** What is wrong with the literal domain name in an argument. */
export function domainNameProblem(argument: string, name: string): string | undefined {
  if (name.length <= maxDomainName && isPlainName(withoutWildcard(name))) return undefined;
  const canonical = canonicalName(name);
  return canonical === undefined
    ? `"${argument}" has to be a full domain name such as "api.example.com", with "*" only as its whole first label; got ${quoted(name)}. Write the name that clients connect to.`
    : `"${argument}" has to be in lower case and Punycode, without a trailing dot; got ${quoted(name)}. Write ${quoted(canonical)}.`;
}

// The canonical form of a name; undefined where more is wrong. A URL is excluded, because only its host would remain.
function canonicalName(name: string): string | undefined {
  if (/[\s/\\?#@:]/.test(name)) return undefined;
  const wildcard = name.startsWith("*.") ? "*." : "";
  const canonical = domainToASCII(withoutWildcard(name).replace(/\.$/, ""));
  return canonical !== name && isPlainName(canonical) ? wildcard + canonical : undefined;
}

/**
 * The registered domain of a name: "example.co.uk" for "api.example.co.uk". Undefined for a public suffix such as
 * "co.uk".
 */
export function registrableDomain(name: string): string | undefined {
  // Includes suffixes of private registries: the owner of "example.uk.com" does not control "uk.com".
  return tldts().getDomain(name, { allowPrivateDomains: true }) ?? undefined;
}

/** Loads the large list of suffixes only when it is needed: apps that set their zones don't need it. */
function tldts(): typeof import("tldts") {
  return require("tldts");
}
