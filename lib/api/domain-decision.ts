import { isObject } from "../core/is-object";
import type { RuleId } from "../core/rule-ids";
import { quoted } from "../core/validation-error";
import type { Dns } from "../dns/dns";
import type { DomainArgs } from "./domain-args";
import { certificateProblem, nameProblem, pathProblem } from "./domain-texts";

/** Where the clients of an API find it. */
export interface Address {
  readonly name: string;
  readonly path?: string;
}

/** A domain that the API makes. */
export interface OwnDomain extends Address {
  readonly kind: "own";
  /** A certificate that is there already. */
  readonly cert?: string;
  /** Who serves the zone: `undefined` is Route 53, `false` nobody that this app knows. */
  readonly dns: false | Dns | undefined;
}

/** A domain that is there already, or that another API makes. */
export interface SharedDomain extends Address {
  readonly kind: "shared";
}

type Decision = { readonly domain: OwnDomain | SharedDomain } | { readonly problem: string };

/** What a declaration of a domain means, or what is wrong with it. `api` is the API's id, for messages. */
export function decideDomain(api: string, declared: string | DomainArgs): Decision {
  if (typeof declared !== "string" && !isObject(declared))
    return {
      problem: `"domain" has to be a name or an object; got ${quoted(declared)}. Give "api.example.com", or an object with "name" or "nameId".`,
    };
  const args: DomainArgs = typeof declared === "string" ? { name: declared } : declared;
  const { name, nameId, path, cert, dns } = args;
  const problem = shapeProblem(api, args);
  if (problem !== undefined) return { problem };
  const place = path === undefined ? {} : { path };
  if (nameId !== undefined) return { domain: { kind: "shared", name: nameId, ...place } };
  return { domain: { kind: "own", name: name ?? "", ...place, dns, ...(cert !== undefined && { cert }) } };
}

// SST's sentences, where SST has them.
function shapeProblem(api: string, { name, nameId, cert, dns }: DomainArgs): string | undefined {
  const of = `for the ${quoted(api)} API`;
  if (name !== undefined && nameId !== undefined)
    return `Cannot configure both domain "name" and "nameId" ${of}; got ${quoted(name)} and ${quoted(nameId)}. Leave "nameId" out to have the domain made, or "name" to use one that is there.`;
  if (name === undefined && nameId === undefined)
    return `Either domain "name" or "nameId" is required ${of}; got neither. Give "name" to have a domain made, or "nameId" to use one that is there.`;
  if (nameId !== undefined && cert !== undefined)
    return `Domain "cert" can't be given with "nameId" ${of}: the domain that is there has a certificate; got ${quoted(cert)}. Leave it out.`;
  if (nameId !== undefined && dns !== undefined && dns !== false)
    return `Domain "dns" can't be given with "nameId" ${of}: the records of a domain are its owner's; got ${shown(dns)}. Leave it out.`;
  if (name !== undefined && dns === false && cert === undefined)
    return `Domain "cert" is required when "dns" is disabled ${of}; got undefined. Give the ARN of a certificate for ${quoted(name)}, or an adapter as "dns" that can have one validated.`;
  if (dns !== undefined && dns !== false && !isDns(dns))
    return `"domain.dns" has to be false or an adapter; got ${shown(dns)}. Call one of aws.dns(), cloudflare.dns() and vercel.dns().`;
  return undefined;
}

/** What AWS rejects in the texts of a domain, by the rules that say so. */
export function domainFormProblems(
  declared: string | DomainArgs,
): readonly (readonly [rule: RuleId, problem: string | undefined])[] {
  const { name, nameId, path, cert }: DomainArgs = typeof declared === "string" ? { name: declared } : declared;
  return [
    ["domain-name", name === undefined ? undefined : nameProblem("domain.name", name)],
    ["domain-name", nameId === undefined ? undefined : nameProblem("domain.nameId", nameId)],
    ["domain-path", path === undefined ? undefined : pathProblem("domain.path", path)],
    ["domain-certificate", cert === undefined ? undefined : certificateProblem("domain.cert", cert)],
  ];
}

function isDns(value: unknown): value is Dns {
  const { createRecord, createAlias } = (value ?? {}) as Partial<Dns>;
  return typeof createRecord === "function" && typeof createAlias === "function";
}

function shown(dns: unknown): string {
  if (typeof dns === "function") return "a function";
  return isDns(dns) ? `an adapter of ${quoted(dns.provider)}` : quoted(dns);
}
