import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { DataAwsApiGatewayDomainName } from "@cdktf/provider-aws/lib/data-aws-api-gateway-domain-name";
import type { Construct } from "constructs";
import { type Placement, regional } from "../core/placement";
import { requireRule } from "../core/rule";
import { quoted, ValidationError } from "../core/validation-error";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import type { DomainNodes } from "./api-nodes";
import type { DomainArgs } from "./domain-args";
import { checkMapping } from "./domain-checks";
import { type Address, decideDomain, domainFormProblems, type OwnDomain, type SharedDomain } from "./domain-decision";
import { createOwnDomain, type MadeDomain } from "./domain-made";
import { DomainRegistry, type Entry } from "./domain-registry";

interface Mapped {
  readonly api: Apigatewayv2Api;
  readonly stage: Apigatewayv2Stage;
}

/** The custom domain of an API: made by it, or there already, and the mapping that leads from it to the API's stage. */
export class Domain {
  /** The domain that an API asks for, if any. */
  public static of(
    scope: Construct,
    { domain: declared, transform }: ApiGatewayWebSocketArgs,
    mapped: Mapped,
    placement: Placement,
  ): Domain | undefined {
    const domain = declared === undefined ? undefined : decided(scope, declared);
    if (domain?.kind === "own") {
      const made = createOwnDomain(scope, domain, transform?.domainName, placement);
      return new Domain(scope, domain, mapped, placement, made);
    }
    if (transform?.domainName !== undefined)
      throw new ValidationError(
        scope,
        `"transform.domainName" is for a domain that the API makes; got it with ${domain ? `"nameId" ${quoted(domain.name)}` : 'no "domain"'}. Leave it out, or give "domain.name".`,
      );
    return domain && new Domain(scope, domain, mapped, placement);
  }

  public readonly nodes: DomainNodes;

  private readonly registry: DomainRegistry;
  private readonly entry: Entry;
  private existing: DataAwsApiGatewayDomainName | undefined;

  private constructor(
    private readonly scope: Construct,
    public readonly address: Address,
    mapped: Mapped,
    private readonly placement: Placement,
    private readonly made?: MadeDomain,
  ) {
    const { certificate, validation, records = [] } = made ?? {};
    const mapping = this.createMapping(mapped);
    this.registry = DomainRegistry.of(scope);
    this.entry = this.registry.add(scope, address, placement, made);
    if (!made) this.registry.wait(this.entry, mapping);
    this.nodes = { ...(certificate && { certificate }), ...(validation && { validation }), records, mapping };
  }

  /** The domain name itself. One that is there already is looked up as soon as someone asks, because it may be made by this very app. */
  public get domainName(): Apigatewayv2DomainName | DataAwsApiGatewayDomainName {
    if (this.made) return this.made.domainName;
    if (this.existing) return this.existing;
    const existing = new DataAwsApiGatewayDomainName(this.scope, "ExistingDomainName", {
      ...regional(this.placement),
      domainName: this.address.name,
    });
    this.registry.wait(this.entry, existing);
    this.existing = existing;
    return existing;
  }

  // The domain that this API makes, or the text that names another: the mapping follows either, and the stage.
  private createMapping({ api, stage }: Mapped): Apigatewayv2ApiMapping {
    const { name, path } = this.address;
    const dependsOn = [...(this.placement.dependsOn ?? []), ...(this.made?.aliases ?? [])];
    const mapping = new Apigatewayv2ApiMapping(this.scope, "ApiMapping", {
      ...regional({ ...this.placement, dependsOn }),
      apiId: api.id,
      domainName: this.made?.domainName.domainName ?? name,
      stage: stage.name,
      ...(path !== undefined && { apiMappingKey: path }),
      // Clients keep the domain they have until the API answers at the next one.
      lifecycle: { createBeforeDestroy: true },
    });
    checkMapping(this.scope, mapping, this.address);
    return mapping;
  }
}

function decided(scope: Construct, declared: string | DomainArgs): OwnDomain | SharedDomain {
  const decision = decideDomain(scope.node.id, declared);
  if ("problem" in decision) throw new ValidationError(scope, decision.problem);
  for (const [rule, problem] of domainFormProblems(declared)) requireRule(scope, rule, problem);
  return decision.domain;
}
