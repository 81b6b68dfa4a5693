import { arnForm } from "../../core/arn";
import { isObject } from "../../core/plain-object";
import { quoted } from "../../core/validation-error";
import type { Dns } from "../../dns/dns";
import { domainNameProblem, isLiteralText } from "../../dns/zone";
import type { RuleId } from "../../validation/rule-ids";
import type { DomainArgs } from "./args";

/** Where the clients of an API find it. */
export interface DomainAddress {
  readonly name: string;
  readonly path?: string;
}

/** A domain that the API makes. */
export interface OwnDomain extends DomainAddress {
  readonly kind: "own";
  /** A certificate that is there already. */
  readonly cert?: string;
  /** Who serves the zone: `undefined` is Route 53, `false` nobody that this app knows. */
  readonly dns: false | Dns | undefined;
}

/** A domain that is there already, or that another API makes. */
export interface SharedDomain extends DomainAddress {
  readonly kind: "shared";
}

type DomainDecision = { readonly domain: OwnDomain | SharedDomain } | { readonly problem: string };

/** What a declaration of a domain means, or what is wrong with it. `api` is the API's id, for messages. */
export function decideDomain(api: string, declared: string | DomainArgs): DomainDecision {
  if (typeof declared !== "string" && !isObject(declared))
    return {
      problem: `"domain" has to be a name or an object; got ${quoted(declared)}. Give "api.example.com", or an object with "name" or "nameId".`,
    };
  const args: DomainArgs = typeof declared === "string" ? { name: declared } : declared;
  const { name, nameId, path, cert, dns } = args;
  const problem = argumentsProblem(api, args);
  if (problem !== undefined) return { problem };
  const place = path === undefined ? {} : { path };
  if (nameId !== undefined) return { domain: { kind: "shared", name: nameId, ...place } };
  return { domain: { kind: "own", name: name ?? "", ...place, dns, ...(cert !== undefined && { cert }) } };
}

// SST's sentences, where SST has them.
function argumentsProblem(api: string, { name, nameId, cert, dns }: DomainArgs): string | undefined {
  const of = `for the ${quoted(api)} API`;
  if (name !== undefined && nameId !== undefined)
    return `Cannot configure both domain "name" and "nameId" ${of}; got ${quoted(name)} and ${quoted(nameId)}. Leave "nameId" out to have the domain made, or "name" to use one that is there.`;
  if (name === undefined && nameId === undefined)
    return `Either domain "name" or "nameId" is required ${of}; got neither. Give "name" to have a domain made, or "nameId" to use one that is there.`;
  if (nameId !== undefined && cert !== undefined)
    return `Domain "cert" can't be given with "nameId" ${of}: the domain that is there has a certificate; got ${quoted(cert)}. Leave it out.`;
  if (nameId !== undefined && dns !== undefined && dns !== false)
    return `Domain "dns" can't be given with "nameId" ${of}: the records of a domain are its owner's; got ${formatDns(dns)}. Leave it out.`;
  if (name !== undefined && dns === false && cert === undefined)
    return `Domain "cert" is required when "dns" is disabled ${of}; got undefined. Give the ARN of a certificate for ${quoted(name)}, or an adapter as "dns" that can have one validated.`;
  if (dns !== undefined && dns !== false && !isDns(dns))
    return `"domain.dns" has to be false or an adapter; got ${formatDns(dns)}. Call one of aws.dns(), cloudflare.dns() and vercel.dns().`;
  return undefined;
}

/** What AWS rejects in the texts of a domain, by the rules that say so. */
export function domainFormProblems(
  declared: string | DomainArgs,
): readonly (readonly [rule: RuleId, problem: string | undefined])[] {
  const { name, nameId, path, cert }: DomainArgs = typeof declared === "string" ? { name: declared } : declared;
  return [
    ["domain-name", name === undefined ? undefined : domainNameTextProblem("domain.name", name)],
    ["domain-name", nameId === undefined ? undefined : domainNameTextProblem("domain.nameId", nameId)],
    ["domain-path", path === undefined ? undefined : pathProblem("domain.path", path)],
    ["domain-certificate", cert === undefined ? undefined : certificateProblem("domain.cert", cert)],
  ];
}

function isDns(value: unknown): value is Dns {
  const { createRecord, createAlias } = (value ?? {}) as Partial<Dns>;
  return typeof createRecord === "function" && typeof createAlias === "function";
}

function formatDns(dns: unknown): string {
  if (typeof dns === "function") return "a function";
  return isDns(dns) ? `an adapter of ${quoted(dns.provider)}` : quoted(dns);
}

const longestPath = 300;
const pathForm = /^[A-Za-z0-9$\-_.+!*'()]+(?:\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

/** What is wrong with the name of a domain, which the argument gives. */
export function domainNameTextProblem(argument: string, name: unknown): string | undefined {
  if (typeof name !== "string") return `"${argument}" has to be a text; got ${quoted(name)}. Give "api.example.com".`;
  return isLiteralText(name) ? (urlProblem(argument, name) ?? domainNameProblem(argument, name)) : undefined;
}

// A URL pasted from somewhere holds two arguments.
function urlProblem(argument: string, name: string): string | undefined {
  const [, scheme, host = "", path = ""] = /^([a-z]+:\/\/)?([^/]*)(.*)$/is.exec(name) ?? [];
  if (scheme === undefined && path === "") return undefined;
  const inPath = withoutSlashes(path);
  const rest = inPath === "" ? "" : `, and ${quoted(inPath)} as "domain.path"`;
  return `"${argument}" is the name of a domain alone, without a scheme or a path; got ${quoted(name)}. Give ${quoted(host.toLowerCase() || "api.example.com")}${rest}.`;
}

/** What is wrong with the path of an API on its domain. */
export function pathProblem(argument: string, path: unknown): string | undefined {
  if (typeof path !== "string") return `"${argument}" has to be a text; got ${quoted(path)}. Give "v1".`;
  if (!isLiteralText(path)) return undefined;
  if (path.length > longestPath)
    return `"${argument}" takes at most ${longestPath} characters; got ${path.length}, ${quoted(path)}. Give a shorter path.`;
  if (pathForm.test(path)) return undefined;
  return `"${argument}" takes letters, digits and $-_.+!*'(), with single slashes between them and none at either end; got ${quoted(path)}. ${pathRemedy(path)}`;
}

function pathRemedy(path: string): string {
  const trimmed = withoutSlashes(path);
  if (trimmed === "") return "Leave it out, and the API answers at the domain itself.";
  return pathForm.test(trimmed) ? `Give ${quoted(trimmed)}.` : 'Give a path such as "v1".';
}

function withoutSlashes(path: string): string {
  return path.split("/").filter(Boolean).join("/");
}

const certificate = arnForm("acm", "certificate/[A-Za-z0-9-]+");

/** What is wrong with the ARN of a certificate for a domain in a region, where that is known. */
export function certificateProblem(argument: string, arn: unknown, region?: string): string | undefined {
  if (typeof arn === "string" && !isLiteralText(arn)) return undefined;
  const place = typeof arn === "string" ? certificate.exec(arn)?.groups?.region : undefined;
  if (place === undefined)
    return `"${argument}" has to be the ARN of an ACM certificate; got ${quoted(arn)}. Give one such as "arn:aws:acm:${region ?? "eu-west-1"}:123456789012:certificate/3a958790-8878-4cdc-a396-06d95064cf63".`;
  if (region === undefined || place === region) return undefined;
  return `"${argument}" has to be a certificate in the region of the API, ${quoted(region)}; got ${quoted(arn)}, which is in ${quoted(place)}. Request or import one in that region, or leave "domain.cert" out to have one made.`;
}
