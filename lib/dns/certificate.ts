import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/naming";
import { type Placement, regional } from "../core/placement";
import { resolved } from "../core/resolved";
import { addRules } from "../core/rule";
import { providerKey } from "./adapter-arguments";
import { accountOf } from "./aws-account";
import { certificateRules } from "./certificate-rules";
import type { Dns, DnsRecord } from "./dns";
import { withoutWildcard } from "./domain-name";
import { oncePerStack } from "./once-per-stack";
import { isDependable, requireReturned } from "./returned-record";

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
    ...regional(waiting(placement, allowed)),
    domainName,
    validationMethod: "DNS",
    // What uses a certificate keeps it from being deleted.
    lifecycle: { createBeforeDestroy: true },
  });
  addRules(scope, certificate, certificateRules);
  // There is one, because the certificate is for one name.
  const { resourceRecordName: name, resourceRecordValue: value } = certificate.domainValidationOptions.get(0);
  const provider = accountOf(scope, placement.provider);
  const record = { domain: domainName, name, type: "CNAME", value, ...(provider && { provider }) };
  const proof = shareProof(scope, dns, record);
  const validation = new AcmCertificateValidation(scope, "CertificateValidation", {
    ...regional(waiting(placement, proof)),
    certificateArn: certificate.arn,
    validationRecordFqdns: [Fn.trimsuffix(name, ".")],
  });
  const records = [...(allowed ? [allowed] : []), proof];
  return { certificate, validation, records, arn: validation.certificateArn };
}

function waiting(placement: Placement, added: ITerraformDependable | undefined): Placement {
  return added ? { ...placement, dependsOn: [...(placement.dependsOn ?? []), added] } : placement;
}

// AWS asks for the same record for every certificate of a name in an account, with a wildcard and without, in every
// region. Made twice it would be refused, or go with the first of the two certificates that does.
function shareProof(scope: Construct, dns: Dns, record: DnsRecord): ITerraformDependable {
  const domain = String(resolved(scope, withoutWildcard(record.domain)));
  const key = [dns.provider, domain, providerKey(record.provider)].filter(Boolean).join(" ");
  return oncePerStack(scope, constructId("CertificateProof", key), (shared) => {
    const proof = dns.createRecord(shared, "Record", record);
    requireReturned(scope, dns, "createRecord", proof, isDependable(proof));
    return proof;
  });
}
