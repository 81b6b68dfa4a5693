import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { refuseUnknown } from "../../core/known-arguments";
import { type DnsRecordConfig, recordArguments } from "./dns-record-config";
import { hclAttributes } from "./hcl";
import { generatorMetadata } from "./version";

/**
 * A DNS record at Vercel: a `vercel_dns_record`. `vercel.dns()` makes those of a custom domain; this makes any other.
 *
 * No package has bindings for it, so it is bound by hand, with the arguments that a record of a domain needs.
 *
 * @throws ValidationError for an argument that is not known
 *
 * @example
 * ```ts
 * new vercel.VercelProvider(this, "vercel");
 * new vercel.DnsRecord(this, "Docs", { domain: "example.com", name: "docs", type: "CNAME", value: "docs.example.org" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * ```
 */
export class DnsRecord extends TerraformResource {
  /** The resource's type in Terraform. */
  public static readonly tfResourceType = "vercel_dns_record";

  private readonly config: DnsRecordConfig;

  constructor(scope: Construct, id: string, config: DnsRecordConfig) {
    const { provider, dependsOn, count, lifecycle, provisioners, connection, forEach } = config;
    super(scope, id, {
      terraformResourceType: DnsRecord.tfResourceType,
      terraformGeneratorMetadata: generatorMetadata,
      ...{ provider, dependsOn, count, lifecycle, provisioners, connection, forEach },
    });
    refuseUnknown(this, "DnsRecord", config, recordArguments);
    this.config = { ...config };
  }

  /** The record's id, which Vercel gives it. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** The arguments, by the names they have in Terraform. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    const { comment, domain, name, teamId, ttl, type, value } = this.config;
    return { comment, domain, name, team_id: teamId, ttl, type, value };
  }

  /** The same for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes(), ["ttl"]);
  }
}
