import type { Attributes } from "../core/attributes";
import { type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { domainNameProblem } from "./domain-name";

const longestName = 64;

/** What AWS refuses in an `aws_acm_certificate` of a domain, or what would have it wait for ever. */
export const certificateRules: readonly Rule[] = [
  rule("domain-name", wrongName),
  rule("certificate-name-length", longName),
  rule("certificate-alternative-names", furtherNames),
  rule("certificate-validation-method", otherValidation),
];

function wrongName(certificate: Attributes): string | undefined {
  const name = certificate.string("domain_name");
  return name === undefined ? undefined : domainNameProblem("domain.name", name);
}

function longName(certificate: Attributes): string | undefined {
  const name = certificate.string("domain_name");
  if (name === undefined || name.length <= longestName) return undefined;
  return `"domain.name" takes at most ${longestName} characters where a certificate is made for it; got ${name.length}, ${quoted(name)}. Give a shorter name, or a certificate as "cert" that holds this one among others.`;
}

// Only the first name is proved: ACM would wait for the others.
function furtherNames(certificate: Attributes): string | undefined {
  if (!certificate.has("subject_alternative_names")) return undefined;
  return `"subject_alternative_names" can't be set, because the certificate is for the domain's name alone; got ${quoted(certificate.raw("subject_alternative_names"))}. Make a certificate with several names yourself, and give it as "cert".`;
}

function otherValidation(certificate: Attributes): string | undefined {
  const method = certificate.string("validation_method");
  if (method === "DNS" || (method === undefined && certificate.has("validation_method"))) return undefined;
  return `"validation_method" has to be "DNS", which the record of the domain is for; got ${quoted(method ?? null)}. Make a certificate that is validated otherwise yourself, and give it as "cert".`;
}
