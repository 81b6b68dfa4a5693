import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type KnownArguments, refuseUnknown } from "../../core/known-arguments";
import { hclAttributes } from "./hcl";
import { generatorMetadata, providerSource } from "./version";

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
    refuseUnknown(this, "VercelProvider", config, providerArguments);
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
