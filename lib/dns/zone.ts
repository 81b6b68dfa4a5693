import { domainToASCII } from "node:url";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { isLiteral } from "../terraform/expressions";

/** Where a domain's records go: the id of a zone, or its name. */
export type Zone = { readonly id: string } | { readonly name: string };

/** The one or the other. */
export function zoneReference(zone: Zone): string {
  return "id" in zone ? zone.id : zone.name;
}

/** How a service's zones are given. */
export interface ZoneForm {
  /** What was called: "aws.dns()". */
  readonly adapter: string;
  /** The argument that gives the zone. */
  readonly argument: string;
  /** The form of an id; none where zones go by their name alone. */
  readonly id?: { readonly pattern: RegExp; readonly example: string };
}

/** The zone of a domain; an error of the API's where there is none. */
export function requireZone(scope: Construct, form: ZoneForm, zone: string | undefined, domain: string): Zone {
  const decision = decideZone(form, zone, domain);
  if ("problem" in decision) throw new ValidationError(scope, decision.problem);
  return decision.zone;
}

/** Decides on the zone of a domain, or says what is wrong. */
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
  // From JavaScript, or a setting that was read as something else.
  if (typeof zone !== "string") return { problem: zoneProblem(form, zone) };
  // Of an id or a name that only Terraform knows, the id is what resources and data sources of zones are asked for.
  if (!isLiteralText(zone)) return { zone: form.id ? { id: zone } : { name: zone } };
  if (form.id?.pattern.test(zone)) return { zone: { id: zone } };
  if (!isPlainName(zone)) return { problem: zoneProblem(form, zone) };
  if (isLiteralText(domain) && !isWithin(domain, zone))
    return {
      problem: `"domain.name" has to be ${quoted(zone)} or end in ${quoted(`.${zone}`)}, as "${form.argument}" of ${form.adapter} says; got ${quoted(domain)}. Give the zone that the domain is in.`,
    };
  return { zone: { name: zone } };
}

function zoneByRegistration({ adapter, argument, id }: ZoneForm, domain: string): ReturnType<typeof decideZone> {
  if (!isLiteralText(domain))
    return {
      problem: `"${argument}" of ${adapter} is missing: the zone of a domain that only Terraform knows can't be told from its name; got none. Give ${id ? "the id or the name of the zone" : "the name of the zone"}.`,
    };
  const name = registrableDomain(withoutWildcard(domain));
  if (name === undefined)
    return {
      problem: `"domain.name" has to be a name that can be registered, or one below it; got ${quoted(domain)}, below which others register theirs. Give the full name, or "${argument}" of ${adapter} where the zone is yours.`,
    };
  return { zone: { name } };
}

function zoneProblem({ adapter, argument, id }: ZoneForm, zone: string): string {
  return id
    ? `"${argument}" of ${adapter} has to be the id or the name of a zone, such as ${quoted(id.example)} or "example.com"; got ${quoted(zone)}. Give one of them.`
    : `"${argument}" of ${adapter} has to be the name of a zone, such as "example.com"; got ${quoted(zone)}. Write it in lower case, without a dot at its end.`;
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
// A last label of digits would be an address of IPv4.
const plainName = new RegExp(`^(?:${label}\\.)+(?=[a-z])${label}$`);
const maxDomainName = 253;

/** Whether text is what it says: no token, and no expression of Terraform's. */
export function isLiteralText(text: string): boolean {
  return !Token.isUnresolved(text) && isLiteral(text);
}

/** The name that a wildcard stands below, or the name itself. */
export function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}

/** Whether a name is a zone's own or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** Whether text has the form of a full name, in lower case and without a wildcard. */
function isPlainName(name: string): boolean {
  return name.length <= maxDomainName && plainName.test(name);
}

/** What is wrong with a literal domain name, which the argument gives. */
export function domainNameProblem(argument: string, name: string): string | undefined {
  if (name.length <= maxDomainName && isPlainName(withoutWildcard(name))) return undefined;
  const canonical = canonicalName(name);
  return canonical === undefined
    ? `"${argument}" has to be a full domain name such as "api.example.com", with "*" as a whole first label only; got ${quoted(name)}. Give the name that clients connect to.`
    : `"${argument}" takes lower case and Punycode, and no dot at its end; got ${quoted(name)}. Write ${quoted(canonical)}.`;
}

// How DNS writes the name, where that alone is what is wrong: of a URL, it would be the host.
function canonicalName(name: string): string | undefined {
  if (/[\s/\\?#@:]/.test(name)) return undefined;
  const wildcard = name.startsWith("*.") ? "*." : "";
  const canonical = domainToASCII(withoutWildcard(name).replace(/\.$/, ""));
  return canonical !== name && isPlainName(canonical) ? wildcard + canonical : undefined;
}

/**
 * The part of a name that someone registered: "example.co.uk" of "api.example.co.uk". Undefined where there is none,
 * because the name is one below which others register theirs.
 */
export function registrableDomain(name: string): string | undefined {
  // With the suffixes of private registries: who has "example.uk.com" has no say in "uk.com".
  return tldts().getDomain(name, { allowPrivateDomains: true }) ?? undefined;
}

/** Loaded at the first use: its list is large, and an app that names its zones needs none. */
function tldts(): typeof import("tldts") {
  return require("tldts");
}
