import type { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import type { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import {
  Apigatewayv2DomainName,
  type Apigatewayv2DomainNameConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { DataAwsApiGatewayDomainName } from "@cdktf/provider-aws/lib/data-aws-api-gateway-domain-name";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../../core/validation-error";
import { isDependable, requireReturned } from "../../dns/adapter";
import { createCertificate } from "../../dns/certificate";
import type { Dns } from "../../dns/dns";
import { dns as route53 } from "../../dns/route53";
import { applyTransform, type Placement, regionalMeta, type Transform } from "../../terraform/resource-config";
import { requireRule } from "../../validation/rule";
import type { ApiGatewayWebSocketArgs } from "../api-args";
import type { DomainNodes } from "../api-nodes";
import type { DomainArgs } from "./args";
import { checkDomainName, checkMapping } from "./checks";
import { type DomainAddress, decideDomain, domainFormProblems, type OwnDomain, type SharedDomain } from "./plan";
import { DomainRegistry, type OwnDomainName, type RegisteredDomain } from "./registry";

interface MappedApi {
  readonly api: Apigatewayv2Api;
  readonly stage: Apigatewayv2Stage;
}

/** The custom domain of an API, new or existing, and its mapping to the API's stage. */
export class Domain {
  /** Creates the domain of an API, if it has one. */
  public static of(
    scope: Construct,
    { domain: declared, transform }: ApiGatewayWebSocketArgs,
    mapped: MappedApi,
    placement: Placement,
  ): Domain | undefined {
    const domain = declared === undefined ? undefined : validatedDomain(scope, declared);
    if (domain?.kind === "own") {
      const resources = createDomainResources(scope, domain, transform?.domainName, placement);
      return new Domain(scope, domain, mapped, placement, resources);
    }
    if (transform?.domainName !== undefined)
      throw new ValidationError(
        scope,
        `"transform.domainName" is only for a domain that the API creates; got it with ${domain ? `"nameId" ${quoted(domain.name)}` : 'no "domain"'}. Remove it, or set "domain.name".`,
      );
    return domain && new Domain(scope, domain, mapped, placement);
  }

  public readonly nodes: DomainNodes;

  private readonly registry: DomainRegistry;
  private readonly entry: RegisteredDomain;
  private existing: DataAwsApiGatewayDomainName | undefined;

  private constructor(
    private readonly scope: Construct,
    public readonly address: DomainAddress,
    mapped: MappedApi,
    private readonly placement: Placement,
    private readonly own?: DomainResources,
  ) {
    const { certificate, validation, records = [] } = own ?? {};
    const mapping = this.createMapping(mapped);
    this.registry = DomainRegistry.of(scope);
    this.entry = this.registry.add(scope, address, placement, own);
    if (!own) this.registry.waitForOwner(this.entry, mapping);
    this.nodes = { ...(certificate && { certificate }), ...(validation && { validation }), records, mapping };
  }

  /** The domain name. An existing one is looked up only on the first read, because this app may create it. */
  public get domainName(): Apigatewayv2DomainName | DataAwsApiGatewayDomainName {
    if (this.own) return this.own.domainName;
    if (this.existing) return this.existing;
    const existing = new DataAwsApiGatewayDomainName(this.scope, "ExistingDomainName", {
      ...regionalMeta(this.placement),
      domainName: this.address.name,
    });
    this.registry.waitForOwner(this.entry, existing);
    this.existing = existing;
    return existing;
  }

  private createMapping({ api, stage }: MappedApi): Apigatewayv2ApiMapping {
    const { name, path } = this.address;
    const dependsOn = [...(this.placement.dependsOn ?? []), ...(this.own?.aliases ?? [])];
    const mapping = new Apigatewayv2ApiMapping(this.scope, "ApiMapping", {
      ...regionalMeta({ ...this.placement, dependsOn }),
      apiId: api.id,
      domainName: this.own?.domainName.domainName ?? name,
      stage: stage.name,
      ...(path !== undefined && { apiMappingKey: path }),
      // Clients can use the old domain until the API is available at the new one.
      lifecycle: { createBeforeDestroy: true },
    });
    checkMapping(this.scope, mapping, this.address);
    return mapping;
  }
}

function validatedDomain(scope: Construct, declared: string | DomainArgs): OwnDomain | SharedDomain {
  const decision = decideDomain(scope.node.id, declared);
  if ("problem" in decision) throw new ValidationError(scope, decision.problem);
  for (const [rule, problem] of domainFormProblems(declared)) requireRule(scope, rule, problem);
  return decision.domain;
}

/** The resources of a domain that an API creates. */
export interface DomainResources extends OwnDomainName {
  /** Undefined with `cert`. */
  readonly certificate?: AcmCertificate;
  readonly validation?: AcmCertificateValidation;
  /** All records in the zone, including the aliases. */
  readonly records: readonly ITerraformDependable[];
}

/** Creates a domain name, its alias records, and a certificate unless `cert` is given. */
function createDomainResources(
  scope: Construct,
  { name, cert, dns: adapter = route53() }: OwnDomain,
  transform: Transform<Apigatewayv2DomainNameConfig> | undefined,
  placement: Placement,
): DomainResources {
  const dns = adapter === false ? undefined : adapter;
  dns?.checkName?.(scope, name);
  const certificate =
    dns && cert === undefined ? createCertificate(scope, { domainName: name, dns, placement }) : undefined;
  const arn = certificate?.arn ?? cert ?? "";
  const config = applyTransform(
    scope,
    "DomainName",
    domainNameConfig(name, arn, placement),
    transform,
    Apigatewayv2DomainName,
  );
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

function domainNameConfig(name: string, certificateArn: string, placement: Placement): Apigatewayv2DomainNameConfig {
  return {
    ...regionalMeta(placement),
    domainName: name,
    domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    // Only a changed name replaces it, so both can exist. The old domain stays if the new certificate is not issued.
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
