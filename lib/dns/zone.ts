import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import { domainNameProblem, isKnown, isPlainName, isWithin, withoutWildcard } from "./domain-name";
import { registrableDomain } from "./public-suffix";

/** Where a domain's records go: the id of a zone, or its name. */
export type Zone = { readonly id: string } | { readonly name: string };

/** The one or the other. */
export function referenceOf(zone: Zone): string {
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
export function zoneOf(scope: Construct, form: ZoneForm, zone: string | undefined, domain: string): Zone {
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
  const problem = isKnown(domain) ? domainNameProblem("domain.name", domain) : undefined;
  if (problem !== undefined) return { problem };
  return zone === undefined ? registeredZone(form, domain) : givenZone(form, zone, domain);
}

function givenZone(form: ZoneForm, zone: string, domain: string): ReturnType<typeof decideZone> {
  // From JavaScript, or a setting that was read as something else.
  if (typeof zone !== "string") return { problem: zoneProblem(form, zone) };
  // Of an id or a name that only Terraform knows, the id is what resources and data sources of zones are asked for.
  if (!isKnown(zone)) return { zone: form.id ? { id: zone } : { name: zone } };
  if (form.id?.pattern.test(zone)) return { zone: { id: zone } };
  if (!isPlainName(zone)) return { problem: zoneProblem(form, zone) };
  if (isKnown(domain) && !isWithin(domain, zone))
    return {
      problem: `"domain.name" has to be ${quoted(zone)} or end in ${quoted(`.${zone}`)}, as "${form.argument}" of ${form.adapter} says; got ${quoted(domain)}. Give the zone that the domain is in.`,
    };
  return { zone: { name: zone } };
}

function registeredZone({ adapter, argument, id }: ZoneForm, domain: string): ReturnType<typeof decideZone> {
  if (!isKnown(domain))
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
