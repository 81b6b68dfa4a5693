import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import { domainNameProblem, isKnown } from "../dns/domain-name";

const longestPath = 300;
const pathForm = /^[A-Za-z0-9$\-_.+!*'()]+(?:\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

/** What is wrong with the name of a domain, which the argument gives. */
export function nameProblem(argument: string, name: unknown): string | undefined {
  if (typeof name !== "string") return `"${argument}" has to be a text; got ${quoted(name)}. Give "api.example.com".`;
  return isKnown(name) ? (urlProblem(argument, name) ?? domainNameProblem(argument, name)) : undefined;
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
  if (!isKnown(path)) return undefined;
  if (path.length > longestPath)
    return `"${argument}" takes at most ${longestPath} characters; got ${path.length}, ${quoted(path)}. Give a shorter path.`;
  if (pathForm.test(path)) return undefined;
  return `"${argument}" takes letters, digits and $-_.+!*'(), with single slashes between them and none at either end; got ${quoted(path)}. ${betterPath(path)}`;
}

function betterPath(path: string): string {
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
  if (typeof arn === "string" && !isKnown(arn)) return undefined;
  const place = typeof arn === "string" ? certificate.exec(arn)?.groups?.region : undefined;
  if (place === undefined)
    return `"${argument}" has to be the ARN of an ACM certificate; got ${quoted(arn)}. Give one such as "arn:aws:acm:${region ?? "eu-west-1"}:123456789012:certificate/3a958790-8878-4cdc-a396-06d95064cf63".`;
  if (region === undefined || place === region) return undefined;
  return `"${argument}" has to be a certificate in the region of the API, ${quoted(region)}; got ${quoted(arn)}, which is in ${quoted(place)}. Request or import one in that region, or leave "domain.cert" out to have one made.`;
}
