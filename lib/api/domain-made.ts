import type { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import type { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import {
  Apigatewayv2DomainName,
  type Apigatewayv2DomainNameConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { type Placement, regional } from "../core/placement";
import { type Transform, transformed } from "../core/transform";
import { createCertificate } from "../dns/certificate";
import type { Dns } from "../dns/dns";
import { isDependable, requireReturned } from "../dns/returned-record";
import { dns as route53 } from "../dns/route53";
import { checkDomainName } from "./domain-checks";
import type { OwnDomain } from "./domain-decision";

/** A domain that an API made, with what it takes. */
export interface MadeDomain {
  readonly domainName: Apigatewayv2DomainName;
  /** Undefined where a certificate was given. */
  readonly certificate?: AcmCertificate;
  readonly validation?: AcmCertificateValidation;
  /** All records in the zone. */
  readonly records: readonly ITerraformDependable[];
  /** Those of them that lead to the domain. */
  readonly aliases: readonly ITerraformDependable[];
}

/** Makes a domain: a certificate, where none is given, the domain name with it, and the records that lead to that. */
export function createOwnDomain(
  scope: Construct,
  { name, cert, dns: adapter = route53() }: OwnDomain,
  transform: Transform<Apigatewayv2DomainNameConfig> | undefined,
  placement: Placement,
): MadeDomain {
  const dns = adapter === false ? undefined : adapter;
  dns?.checkName?.(scope, name);
  const certificate =
    dns && cert === undefined ? createCertificate(scope, { domainName: name, dns, placement }) : undefined;
  const arn = certificate?.arn ?? cert ?? "";
  const config = transformed(scope, "DomainName", configOf(name, arn, placement), transform);
  const domainName = new Apigatewayv2DomainName(scope, "DomainName", config);
  checkDomainName(scope, domainName, name, placement);
  const aliases = dns ? createAliases(scope, dns, name, domainName, placement) : [];
  const records = [...(certificate?.records ?? []), ...aliases];
  return {
    domainName,
    ...(certificate && { certificate: certificate.certificate, validation: certificate.validation }),
    records,
    aliases,
  };
}

function configOf(name: string, certificateArn: string, placement: Placement): Apigatewayv2DomainNameConfig {
  return {
    ...regional(placement),
    domainName: name,
    domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    // It is another name that replaces it, and a certificate that does not get issued must not cost the old one.
    lifecycle: { createBeforeDestroy: true },
  };
}

function createAliases(
  scope: Construct,
  dns: Dns,
  name: string,
  { domainNameConfiguration }: Apigatewayv2DomainName,
  { provider }: Placement,
): readonly ITerraformDependable[] {
  const { targetDomainName, hostedZoneId } = domainNameConfiguration;
  const alias = { name, aliasName: targetDomainName, aliasZone: hostedZoneId };
  const records = dns.createAlias(scope, "DomainRecord", { ...alias, ...(provider && { provider }) });
  requireReturned(scope, dns, "createAlias", records, Array.isArray(records) && records.every(isDependable));
  return records;
}
