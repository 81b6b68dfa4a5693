import { type TerraformMetaArguments, TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";

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
    requireKnown(this, "DnsRecord", config, recordArguments);
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

/**
 * Vercel's Terraform provider.
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
   * The access token, as a sensitive variable: what is written here stands in the synthesized JSON.
   * @default - the environment variable `VERCEL_API_TOKEN` of the one who runs Terraform
   */
  readonly apiToken?: string;
  /**
   * Id or slug of the team whose things are managed, where a resource names no other.
   * @default - the token's own account
   */
  readonly team?: string;
  /**
   * What tells this provider from another one of the stack.
   * @default - it is the stack's own
   */
  readonly alias?: string;
}

const providerArguments: KnownArguments<VercelProviderConfig> = { apiToken: true, team: true, alias: true };

/**
 * Vercel's Terraform provider, which `vercel.dns()` needs in the stack.
 *
 * No package has bindings for it, so it is bound by hand.
 *
 * @throws ValidationError for an argument that is not known
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
    requireKnown(this, "VercelProvider", config, providerArguments);
    this.config = { ...config };
  }

  /** What tells this provider from another one of the stack. */
  public override get alias(): string | undefined {
    return this.config.alias;
  }

  /** The arguments, by the names they have in Terraform. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    const { apiToken, team, alias } = this.config;
    return { api_token: apiToken, team, alias };
  }

  /** The same for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes());
  }
}

/** A `vercel_dns_record`, as Vercel's provider takes it. */
export interface DnsRecordConfig extends TerraformMetaArguments {
  /** The domain that the record is in: the name of its zone. A change makes a new record. */
  readonly domain: string;
  /** Name of the record without the domain; empty for the domain itself. */
  readonly name: string;
  /**
   * `"A"`, `"AAAA"`, `"ALIAS"`, `"CAA"`, `"CNAME"`, `"NS"` or `"TXT"`. A change makes a new record. `"MX"` and `"SRV"` need
   * attributes that are not here: set them with `addOverride("mx_priority", 10)` and `addOverride("srv", { … })`.
   */
  readonly type: string;
  /** What the record says, in the form of its type. */
  readonly value?: string;
  /**
   * How long others may keep the record, in seconds: 60 to 2147483647.
   * @default 60
   */
  readonly ttl?: number;
  /** A note for people, of at most 500 characters. */
  readonly comment?: string;
  /**
   * Id of the team that the domain belongs to. A change makes a new record.
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

/** Attributes as cdktf writes HCL from, without those that have no value: it would write them. */
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

/** Where Terraform finds Vercel's provider. */
const providerSource = "vercel/vercel";

/** The version that the bindings were written for, and those that they fit. */
const generatorMetadata = {
  providerName: "vercel",
  providerVersion: "5.10.0",
  providerVersionConstraint: ">= 4.8",
};
