import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { Aspects, type TerraformProvider, type TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { type Dns, vercel } from "../../lib";
import { createCertificate } from "../../lib/dns/certificate";
import { testStack } from "../support/synth";

/** A stack with the providers of all services. */
export function dnsStack(...args: Parameters<typeof testStack>): TerraformStack {
  const stack = testStack(...args);
  new CloudflareProvider(stack, "cloudflare");
  new vercel.VercelProvider(stack, "vercel");
  return stack;
}

interface Given {
  readonly name: string;
  readonly dns: Dns;
  /** The provider of the API. */
  readonly provider?: TerraformProvider;
}

/** Creates a domain as an API does. */
export class Chat extends Construct {
  public readonly certificate: ReturnType<typeof createCertificate>;

  constructor(scope: Construct, id: string, { name, dns, provider }: Given) {
    super(scope, id);
    const placement = provider ? { provider } : {};
    dns.checkName?.(this, name);
    this.certificate = createCertificate(this, { domainName: name, dns, placement });
    const domain = new Apigatewayv2DomainName(this, "DomainName", {
      ...placement,
      domainName: name,
      domainNameConfiguration: {
        certificateArn: this.certificate.arn,
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
    });
    const { targetDomainName: aliasName, hostedZoneId: aliasZone } = domain.domainNameConfiguration;
    dns.createAlias(this, "DomainRecord", { ...placement, name, aliasName, aliasZone });
  }
}

/** Overrides an attribute of all resources of a type, or of those with an id, by an aspect. */
export function overrideAll(stack: TerraformStack, type: string, path: string, value: unknown, id?: string): void {
  Aspects.of(stack).add({
    visit(node: IConstruct) {
      const resource = node as IConstruct & {
        terraformResourceType?: string;
        addOverride?: (path: string, value: unknown) => void;
      };
      if (id !== undefined && node.node.id !== id) return;
      if (resource.terraformResourceType === type) resource.addOverride?.(path, value);
    },
  });
}
