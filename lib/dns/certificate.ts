import { isDeepStrictEqual } from "node:util";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Fn, type ITerraformDependable, type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { type Placement, regionalMeta } from "../terraform/resource-config";
import { getOrCreateInStack, providerKey } from "../terraform/stack-singleton";
import { resolveValue } from "../terraform/tokens";
import { addRules, type Rule, rule } from "../validation/rule";
import { isDependable, requireReturned } from "./adapter";
import type { Dns, DnsRecord } from "./dns";
import { domainNameProblem, withoutWildcard } from "./zone";

interface CertificateArgs {
  readonly domainName: string;
  readonly dns: Dns;
  /** The placement of the API. The certificate has to be in its region. */
  readonly placement: Placement;
}

/** A certificate, its validation and its records. */
export interface Certificate {
  /** The `aws_acm_certificate`. */
  readonly certificate: AcmCertificate;
  /** The `aws_acm_certificate_validation`. */
  readonly validation: AcmCertificateValidation;
  /** Its records in this stack: the validation record, and the CAA record if there is one. */
  readonly records: readonly ITerraformDependable[];
  /** ARN of the issued certificate. A reference to it also waits for the validation. */
  readonly arn: string;
}

/** Creates and validates the certificate of a domain. Resources that use its ARN wait until it is issued. */
export function createCertificate(scope: Construct, { domainName, dns, placement }: CertificateArgs): Certificate {
  const caaRecord = dns.allowCertificates?.(scope, domainName);
  const certificate = new AcmCertificate(scope, "Certificate", {
    ...regionalMeta(withDependency(placement, caaRecord)),
    domainName,
    validationMethod: "DNS",
    // AWS refuses to delete a certificate that is in use.
    lifecycle: { createBeforeDestroy: true },
  });
  addRules(scope, certificate, certificateRules);
  // A certificate for one name has one validation option.
  const { resourceRecordName: name, resourceRecordValue: value } = certificate.domainValidationOptions.get(0);
  const provider = accountProvider(scope, placement.provider);
  const record = { domain: domainName, name, type: "CNAME", value, ...(provider && { provider }) };
  const validationRecord = sharedValidationRecord(scope, dns, record);
  const validation = new AcmCertificateValidation(scope, "CertificateValidation", {
    ...regionalMeta(withDependency(placement, validationRecord)),
    certificateArn: certificate.arn,
    validationRecordFqdns: [Fn.trimsuffix(name, ".")],
  });
  const records = [...(caaRecord ? [caaRecord] : []), validationRecord];
  return { certificate, validation, records, arn: validation.certificateArn };
}

function withDependency(placement: Placement, added: ITerraformDependable | undefined): Placement {
  return added ? { ...placement, dependsOn: [...(placement.dependsOn ?? []), added] } : placement;
}

// AWS requires the same record for every certificate of a name in an account, with and without a wildcard, in every
// region. A second record would be rejected, or deleting one certificate would delete the record of the other.
function sharedValidationRecord(scope: Construct, dns: Dns, record: DnsRecord): ITerraformDependable {
  const domain = String(resolveValue(scope, withoutWildcard(record.domain)));
  const key = [dns.provider, domain, providerKey(record.provider)].filter(Boolean).join(" ");
  return getOrCreateInStack(scope, constructId("ValidationRecord", key), (shared) => {
    const validationRecord = dns.createRecord(shared, "Record", record);
    requireReturned(scope, dns, "createRecord", validationRecord, isDependable(validationRecord));
    return validationRecord;
  });
}

const maxCertificateName = 64;

/** What AWS rejects in an `aws_acm_certificate` of a domain, and what would keep it from being issued. */
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
  return `"domain.name" takes at most ${maxCertificateName} characters without "cert"; got ${name.length}, ${quoted(name)}. Use a shorter name, or set "cert" to a certificate that includes this name.`;
}

// Only the first name has a validation record, so ACM would never issue the certificate.
function alternativeNamesRule(certificate: Attributes): string | undefined {
  if (!certificate.has("subject_alternative_names")) return undefined;
  return `"subject_alternative_names" can't be set, because only the domain's own name is validated; got ${quoted(certificate.raw("subject_alternative_names"))}. Create a certificate with several names yourself, and pass its ARN as "cert".`;
}

function validationMethodRule(certificate: Attributes): string | undefined {
  const method = certificate.string("validation_method");
  if (method === "DNS" || (method === undefined && certificate.has("validation_method"))) return undefined;
  return `"validation_method" has to be "DNS"; got ${quoted(method ?? null)}. Create a certificate with another validation yourself, and pass its ARN as "cert".`;
}

// Arguments that don't select the account.
const nonAccountArguments = ["alias", "region", "default_tags", "ignore_tags"];

/**
 * The first provider of the stack with the same account as `provider`; undefined where that is the default provider.
 * Two providers have the same account if they differ only in alias, region and tags.
 */
function accountProvider(scope: Construct, provider: TerraformProvider | undefined): TerraformProvider | undefined {
  if (provider === undefined) return undefined;
  const ownCredentials = credentials(scope, provider);
  const same = TerraformStack.of(scope)
    .allProviders()
    .filter(({ terraformResourceType }) => terraformResourceType === provider.terraformResourceType)
    .filter((other) => isDeepStrictEqual(credentials(scope, other), ownCredentials));
  return same.some(({ alias }) => alias === undefined) ? undefined : (same[0] ?? provider);
}

interface RenderedProvider {
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** All arguments of a provider except alias, region and tags. */
function credentials(scope: Construct, provider: TerraformProvider): Readonly<Record<string, unknown>> {
  const synthesized = resolveValue(scope, provider.toTerraform()) as RenderedProvider;
  const [body = {}] = synthesized.provider[provider.terraformResourceType] ?? [];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !nonAccountArguments.includes(name)));
}
