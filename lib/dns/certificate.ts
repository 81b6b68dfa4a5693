import { isDeepStrictEqual } from "node:util";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Fn, type ITerraformDependable, type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { type Placement, regionalMeta } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addRules, type Rule, rule } from "../validation/rule";
import { getOrCreateInStack, isDependable, providerKey, requireReturned } from "./adapter";
import type { Dns, DnsRecord } from "./dns";
import { domainNameProblem, withoutWildcard } from "./zone";

interface CertificateArgs {
  readonly domainName: string;
  readonly dns: Dns;
  /** Those of the API: a certificate has to be in its region. */
  readonly placement: Placement;
}

/** A certificate, and what tells when it is issued. */
export interface Certificate {
  /** The `aws_acm_certificate`. */
  readonly certificate: AcmCertificate;
  /** The `aws_acm_certificate_validation`. */
  readonly validation: AcmCertificateValidation;
  /** The records that it takes, so far as this stack has them: the proof, and the CAA record where there is one. */
  readonly records: readonly ITerraformDependable[];
  /** Of the certificate once it is issued: what refers to it waits. */
  readonly arn: string;
}

/** Makes a certificate for a domain, proves whose the domain is, and has everything that uses the certificate wait. */
export function createCertificate(scope: Construct, { domainName, dns, placement }: CertificateArgs): Certificate {
  const allowed = dns.allowCertificates?.(scope, domainName);
  const certificate = new AcmCertificate(scope, "Certificate", {
    ...regionalMeta(withDependency(placement, allowed)),
    domainName,
    validationMethod: "DNS",
    // What uses a certificate keeps it from being deleted.
    lifecycle: { createBeforeDestroy: true },
  });
  addRules(scope, certificate, certificateRules);
  // There is one, because the certificate is for one name.
  const { resourceRecordName: name, resourceRecordValue: value } = certificate.domainValidationOptions.get(0);
  const provider = accountProvider(scope, placement.provider);
  const record = { domain: domainName, name, type: "CNAME", value, ...(provider && { provider }) };
  const proof = sharedValidationRecord(scope, dns, record);
  const validation = new AcmCertificateValidation(scope, "CertificateValidation", {
    ...regionalMeta(withDependency(placement, proof)),
    certificateArn: certificate.arn,
    validationRecordFqdns: [Fn.trimsuffix(name, ".")],
  });
  const records = [...(allowed ? [allowed] : []), proof];
  return { certificate, validation, records, arn: validation.certificateArn };
}

function withDependency(placement: Placement, added: ITerraformDependable | undefined): Placement {
  return added ? { ...placement, dependsOn: [...(placement.dependsOn ?? []), added] } : placement;
}

// AWS asks for the same record for every certificate of a name in an account, with a wildcard and without, in every
// region. Made twice it would be refused, or go with the first of the two certificates that does.
function sharedValidationRecord(scope: Construct, dns: Dns, record: DnsRecord): ITerraformDependable {
  const domain = String(resolveValue(scope, withoutWildcard(record.domain)));
  const key = [dns.provider, domain, providerKey(record.provider)].filter(Boolean).join(" ");
  return getOrCreateInStack(scope, constructId("ValidationRecord", key), (shared) => {
    const proof = dns.createRecord(shared, "Record", record);
    requireReturned(scope, dns, "createRecord", proof, isDependable(proof));
    return proof;
  });
}

const maxCertificateName = 64;

/** What AWS refuses in an `aws_acm_certificate` of a domain, or what would have it wait for ever. */
export const certificateRules: readonly Rule[] = [
  rule("domain-name", domainNameRule),
  rule("certificate-name-length", nameLengthRule),
  rule("certificate-alternative-names", alternativeNamesRule),
  rule("certificate-validation-method", validationMethodRule),
];

function domainNameRule(certificate: Attributes): string | undefined {
  const name = certificate.string("domain_name");
  return name === undefined ? undefined : domainNameProblem("domain.name", name);
}

function nameLengthRule(certificate: Attributes): string | undefined {
  const name = certificate.string("domain_name");
  if (name === undefined || name.length <= maxCertificateName) return undefined;
  return `"domain.name" takes at most ${maxCertificateName} characters where a certificate is made for it; got ${name.length}, ${quoted(name)}. Give a shorter name, or a certificate as "cert" that holds this one among others.`;
}

// Only the first name is proved: ACM would wait for the others.
function alternativeNamesRule(certificate: Attributes): string | undefined {
  if (!certificate.has("subject_alternative_names")) return undefined;
  return `"subject_alternative_names" can't be set, because the certificate is for the domain's name alone; got ${quoted(certificate.raw("subject_alternative_names"))}. Make a certificate with several names yourself, and give it as "cert".`;
}

function validationMethodRule(certificate: Attributes): string | undefined {
  const method = certificate.string("validation_method");
  if (method === "DNS" || (method === undefined && certificate.has("validation_method"))) return undefined;
  return `"validation_method" has to be "DNS", which the record of the domain is for; got ${quoted(method ?? null)}. Make a certificate that is validated otherwise yourself, and give it as "cert".`;
}

// What does not tell whose the account is.
const nonAccountArguments = ["alias", "region", "default_tags", "ignore_tags"];

/**
 * The provider that stands for the account of another one in its stack: the stack's own, which is undefined, or the
 * first that differs from it by its region and its tags alone.
 */
function accountProvider(scope: Construct, provider: TerraformProvider | undefined): TerraformProvider | undefined {
  if (provider === undefined) return undefined;
  const account = credentials(scope, provider);
  const same = TerraformStack.of(scope)
    .allProviders()
    .filter(({ terraformResourceType }) => terraformResourceType === provider.terraformResourceType)
    .filter((other) => isDeepStrictEqual(credentials(scope, other), account));
  return same.some(({ alias }) => alias === undefined) ? undefined : (same[0] ?? provider);
}

interface RenderedProvider {
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** All that a provider is given but for its place and its tags. */
function credentials(scope: Construct, provider: TerraformProvider): Readonly<Record<string, unknown>> {
  const synthesized = resolveValue(scope, provider.toTerraform()) as RenderedProvider;
  const [body = {}] = synthesized.provider[provider.terraformResourceType] ?? [];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !nonAccountArguments.includes(name)));
}
