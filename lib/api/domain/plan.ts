import { arnForm } from "../../core/arn";
import { isObject } from "../../core/plain-object";
import { quoted } from "../../core/validation-error";
import type { Dns } from "../../dns/dns";
import { domainNameProblem, isLiteralText } from "../../dns/zone";
import type { RuleId } from "../../validation/rule-ids";
import type { DomainArgs } from "./args";

/** The domain and path of an API. */
export interface DomainAddress {
  readonly name: string;
  readonly path?: string;
}

/** A domain that the API creates. */
export interface OwnDomain extends DomainAddress {
  readonly kind: "own";
  /** ARN of an existing certificate. */
  readonly cert?: string;
  /** The adapter for the zone: `undefined` is Route 53, `false` creates no records. */
  readonly dns: false | Dns | undefined;
}

/** An existing domain, or one that another API creates. */
export interface SharedDomain extends DomainAddress {
  readonly kind: "shared";
}

type DomainDecision = { readonly domain: OwnDomain | SharedDomain } | { readonly problem: string };

/** Validates the `domain` argument of an API. `api` is the API's id, for messages. */
export function decideDomain(api: string, declared: string | DomainArgs): DomainDecision {
  if (typeof declared !== "string" && !isObject(declared))
    return {
      problem: `"domain" has to be a name or an object; got ${quoted(declared)}. Write domain: "api.example.com", or { name: "api.example.com" }.`,
    };
  const args: DomainArgs = typeof declared === "string" ? { name: declared } : declared;
  const { name, nameId, path, cert, dns } = args;
  const problem = argumentsProblem(api, args);
  if (problem !== undefined) return { problem };
  const location = path === undefined ? {} : { path };
  if (nameId !== undefined) return { domain: { kind: "shared", name: nameId, ...location } };
  return { domain: { kind: "own", name: name ?? "", ...location, dns, ...(cert !== undefined && { cert }) } };
}

// Where SST has a message, its wording is used.
function argumentsProblem(api: string, { name, nameId, cert, dns }: DomainArgs): string | undefined {
  const of = `for the ${quoted(api)} API`;
  if (name !== undefined && nameId !== undefined)
    return `Cannot configure both domain "name" and "nameId" ${of}; got ${quoted(name)} and ${quoted(nameId)}. Remove "nameId" to create the domain, or "name" to use an existing one.`;
  if (name === undefined && nameId === undefined)
    return `Either domain "name" or "nameId" is required ${of}; got neither. Set "name" to create a domain, or "nameId" to use an existing one.`;
  if (nameId !== undefined && cert !== undefined)
    return `Domain "cert" can't be set with "nameId" ${of}: the existing domain has a certificate; got ${quoted(cert)}. Remove it.`;
  if (nameId !== undefined && dns !== undefined && dns !== false)
    return `Domain "dns" can't be set with "nameId" ${of}: the records belong to the owner of the domain; got ${formatDns(dns)}. Remove it.`;
  if (name !== undefined && dns === false && cert === undefined)
    return `Domain "cert" is required when "dns" is disabled ${of}; got undefined. Set "cert" to the ARN of a certificate for ${quoted(name)}, or set dns: aws.dns().`;
  if (dns !== undefined && dns !== false && !isDns(dns))
    return `"domain.dns" has to be false or an adapter; got ${formatDns(dns)}. Write dns: aws.dns(), cloudflare.dns() or vercel.dns().`;
  return undefined;
}

/** What AWS rejects in the text arguments of a domain, each with its rule. */
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

const maxPathLength = 300;
const pathForm = /^[A-Za-z0-9$\-_.+!*'()]+(?:\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

/** What is wrong with the domain name in an argument. */
export function domainNameTextProblem(argument: string, name: unknown): string | undefined {
  if (typeof name !== "string")
    return `"${argument}" has to be a string; got ${quoted(name)}. Write "api.example.com".`;
  return isLiteralText(name) ? (urlProblem(argument, name) ?? domainNameProblem(argument, name)) : undefined;
}

// A pasted URL contains the values of two arguments.
function urlProblem(argument: string, name: string): string | undefined {
  const [, scheme, host = "", path = ""] = /^([a-z]+:\/\/)?([^/]*)(.*)$/is.exec(name) ?? [];
  if (scheme === undefined && path === "") return undefined;
  const domainPath = withoutSlashes(path);
  const remedyForPath = domainPath === "" ? "" : `, and ${quoted(domainPath)} as "domain.path"`;
  return `"${argument}" has to be a domain name without a scheme or a path; got ${quoted(name)}. Write ${quoted(host.toLowerCase() || "api.example.com")}${remedyForPath}.`;
}

/** What is wrong with the path of an API on its domain. */
export function pathProblem(argument: string, path: unknown): string | undefined {
  if (typeof path !== "string") return `"${argument}" has to be a string; got ${quoted(path)}. Write "v1".`;
  if (!isLiteralText(path)) return undefined;
  if (path.length > maxPathLength)
    return `"${argument}" takes at most ${maxPathLength} characters; got ${path.length}, ${quoted(path)}. Use a shorter path.`;
  if (pathForm.test(path)) return undefined;
  return `"${argument}" takes letters, digits and $-_.+!*'(), with single slashes between them and none at either end; got ${quoted(path)}. ${pathRemedy(path)}`;
}

function pathRemedy(path: string): string {
  const trimmed = withoutSlashes(path);
  if (trimmed === "") return "Leave it out to use the domain without a path.";
  return pathForm.test(trimmed) ? `Write ${quoted(trimmed)}.` : 'Write a path such as "v1".';
}

function withoutSlashes(path: string): string {
  return path.split("/").filter(Boolean).join("/");
}

const certificate = arnForm("acm", "certificate/[A-Za-z0-9-]+");

/** What is wrong with the ARN of a certificate. `region` is the API's region, if it is known at synthesis. */
export function certificateProblem(argument: string, arn: unknown, region?: string): string | undefined {
  if (typeof arn === "string" && !isLiteralText(arn)) return undefined;
  const certificateRegion = typeof arn === "string" ? certificate.exec(arn)?.groups?.region : undefined;
  if (certificateRegion === undefined)
    return `"${argument}" has to be the ARN of an ACM certificate; got ${quoted(arn)}. Copy its ARN, such as "arn:aws:acm:${region ?? "eu-west-1"}:123456789012:certificate/3a958790-8878-4cdc-a396-06d95064cf63".`;
  if (region === undefined || certificateRegion === region) return undefined;
  return `"${argument}" has to be a certificate in the region of the API, ${quoted(region)}; got ${quoted(arn)}, which is in ${quoted(certificateRegion)}. Request one in that region, or leave "domain.cert" out to create one.`;
}
