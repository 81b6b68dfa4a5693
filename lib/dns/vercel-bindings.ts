import { type TerraformMetaArguments, TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { requireOwnScope } from "../core/own-constructs";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";

/**
 * A DNS record at Vercel: a `vercel_dns_record`. `vercel.dns()` creates the records of a custom domain; use this class
 * for any other record.
 *
 * No package has bindings for Vercel's provider, so this library defines the resource with the arguments that records
 * of a domain need.
 *
 * @throws ValidationError for an unknown argument
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
    requireKnown(this, "DnsRecord", config, recordArguments);
    this.config = { ...config };
  }

  /** The record's id, which Vercel assigns. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** The arguments by their Terraform names. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    const { comment, domain, name, teamId, ttl, type, value } = this.config;
    return { comment, domain, name, team_id: teamId, ttl, type, value };
  }

  /** The arguments for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes(), ["ttl"]);
  }
}

/**
 * Arguments of Vercel's Terraform provider.
 *
 * @example
 * ```ts
 * import { TerraformVariable } from "cdktf";
 *
 * const token = new TerraformVariable(this, "vercelToken", { type: "string", sensitive: true });
 * new vercel.VercelProvider(this, "vercel", { apiToken: token.stringValue, team: "acme" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: vercel.dns() },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface VercelProviderConfig {
  /**
   * The access token. Pass a sensitive variable, because a literal token is written to the synthesized JSON.
   * @default - the environment variable `VERCEL_API_TOKEN` where Terraform runs
   */
  readonly apiToken?: string;
  /**
   * Id or slug of the default team of resources.
   * @default - the token's own account
   */
  readonly team?: string;
  /**
   * Alias of the provider, which distinguishes it from other Vercel providers of the stack.
   * @default - none: it is the stack's default provider
   */
  readonly alias?: string;
}

const providerArguments: KnownArguments<VercelProviderConfig> = { apiToken: true, team: true, alias: true };

/**
 * Vercel's Terraform provider, which `vercel.dns()` needs in the stack.
 *
 * No package has bindings for it, so this library defines it.
 *
 * @throws ValidationError for an unknown argument
 *
 * @example
 * ```ts
 * import { TerraformVariable } from "cdktf";
 *
 * const token = new TerraformVariable(this, "vercelToken", { type: "string", sensitive: true });
 * new vercel.VercelProvider(this, "vercel", { apiToken: token.stringValue });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: vercel.dns({ teamId: "team_1a2b3c" }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export class VercelProvider extends TerraformProvider {
  /** The provider's name in Terraform. */
  public static readonly tfResourceType = "vercel";

  private readonly config: VercelProviderConfig;

  constructor(scope: Construct, id: string, config: VercelProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: VercelProvider.tfResourceType,
      terraformGeneratorMetadata: generatorMetadata,
      terraformProviderSource: providerSource,
    });
    requireOwnScope(this);
    requireKnown(this, "VercelProvider", config, providerArguments);
    this.config = { ...config };
  }

  /** Alias of the provider; undefined for the stack's default provider. */
  public override get alias(): string | undefined {
    return this.config.alias;
  }

  /** The arguments by their Terraform names. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    const { apiToken, team, alias } = this.config;
    return { api_token: apiToken, team, alias };
  }

  /** The arguments for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes());
  }
}

/** Arguments of a `vercel_dns_record`. */
export interface DnsRecordConfig extends TerraformMetaArguments {
  /** The domain that contains the record, which is the name of its zone. A change replaces the record. */
  readonly domain: string;
  /** Name of the record without the domain; empty for the domain itself. */
  readonly name: string;
  /**
   * `"A"`, `"AAAA"`, `"ALIAS"`, `"CAA"`, `"CNAME"`, `"NS"` or `"TXT"`. A change replaces the record. `"MX"` and `"SRV"`
   * need further attributes: set them with `addOverride("mx_priority", 10)` and `addOverride("srv", { … })`.
   */
  readonly type: string;
  /** Value of the record, in the format of its type. */
  readonly value?: string;
  /**
   * How long resolvers may cache the record, in seconds: 60 to 2147483647.
   * @default 60
   */
  readonly ttl?: number;
  /** Comment of at most 500 characters, which has no effect on DNS. */
  readonly comment?: string;
  /**
   * Id of the team that owns the domain. A change replaces the record.
   * @default - the team of the provider
   */
  readonly teamId?: string;
}

export const recordArguments: KnownArguments<DnsRecordConfig> = {
  domain: true,
  name: true,
  type: true,
  value: true,
  ttl: true,
  comment: true,
  teamId: true,
  dependsOn: true,
  count: true,
  provider: true,
  lifecycle: true,
  forEach: true,
  provisioners: true,
  connection: true,
};

/** Attributes in the form that cdktf writes HCL from. It would write undefined ones too, so they are left out. */
function hclAttributes(
  attributes: Readonly<Record<string, unknown>>,
  numbers: readonly string[] = [],
): Record<string, unknown> {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const storageClassType = numbers.includes(name) ? "number" : "string";
      return [name, { value, isBlock: false, type: "simple", storageClassType }];
    }),
  );
}

/** Source address of Vercel's provider in the Terraform registry. */
const providerSource = "vercel/vercel";

/** The provider version that the bindings were written for, and the versions that they support. */
const generatorMetadata = {
  providerName: "vercel",
  providerVersion: "5.10.0",
  providerVersionConstraint: ">= 4.8",
};
