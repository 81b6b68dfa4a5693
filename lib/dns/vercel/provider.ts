import { ImportableResource, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
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

/**
 * Vercel's Terraform provider, which `vercel.dns()` needs in the stack.
 *
 * No package has bindings for it, so it is bound by hand, with all that a generated binding has.
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

  /** Has `cdktf plan` write the configuration of a provider, as the bindings of all providers can. */
  public static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    const terraformResourceType = VercelProvider.tfResourceType;
    return new ImportableResource(scope, importToId, { terraformResourceType, importId: importFromId, provider });
  }

  private _apiToken?: string;
  private _team?: string;
  private _alias?: string;

  constructor(scope: Construct, id: string, config: VercelProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: VercelProvider.tfResourceType,
      terraformGeneratorMetadata: generatorMetadata,
      terraformProviderSource: providerSource,
    });
    this._apiToken = config.apiToken;
    this._team = config.team;
    this._alias = config.alias;
  }

  /** The access token. */
  public get apiToken(): string | undefined {
    return this._apiToken;
  }

  /** Changes it. */
  public set apiToken(value: string | undefined) {
    this._apiToken = value;
  }

  /** Takes the access token out. */
  public resetApiToken(): void {
    this._apiToken = undefined;
  }

  /** The access token, as it was given. */
  public get apiTokenInput(): string | undefined {
    return this._apiToken;
  }

  /** Id or slug of the team. */
  public get team(): string | undefined {
    return this._team;
  }

  /** Changes it. */
  public set team(value: string | undefined) {
    this._team = value;
  }

  /** Takes the team out. */
  public resetTeam(): void {
    this._team = undefined;
  }

  /** The team, as it was given. */
  public get teamInput(): string | undefined {
    return this._team;
  }

  /** What tells this provider from another one of the stack. */
  public override get alias(): string | undefined {
    return this._alias;
  }

  /** Changes it. */
  public override set alias(value: string | undefined) {
    this._alias = value;
  }

  /** Takes the alias out. */
  public resetAlias(): void {
    this._alias = undefined;
  }

  /** The alias, as it was given. */
  public get aliasInput(): string | undefined {
    return this._alias;
  }

  /** The arguments, by the names they have in Terraform. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    return { api_token: this._apiToken, team: this._team, alias: this._alias };
  }

  /** The same for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes());
  }
}
