import type { TerraformProvider } from "cdktf";
import type { Transform } from "../terraform/resource-config";
import type { KnownArguments } from "../validation/known-arguments";
import type { DnsRecordConfig } from "./vercel-bindings";

/**
 * DNS at Vercel.
 *
 * @example
 * ```ts
 * new vercel.VercelProvider(this, "vercel");
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: vercel.dns({ domain: "example.com", teamId: "team_1a2b3c" }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface VercelDnsArgs {
  /**
   * The domain as Vercel lists it, which is the name of the zone. Set it if that is not the registered domain.
   * @default - the registered domain: `example.co.uk` for `api.example.co.uk`
   * @example
   * ```ts
   * new vercel.VercelProvider(this, "vercel");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "v1.api.example.com", dns: vercel.dns({ domain: "api.example.com" }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly domain?: string;
  /**
   * Id of the team that owns the domain.
   * @default - the team of the provider
   * @example
   * ```ts
   * new vercel.VercelProvider(this, "vercel");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: vercel.dns({ teamId: "team_1a2b3c" }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly teamId?: string;
  /**
   * Whether to create a CAA record that allows Amazon to issue certificates for the domain. Without it the certificate
   * fails with `CAA_ERROR`, because the CAA records of Vercel's domains don't include Amazon. An app creates one for
   * each domain, in the first stack that needs it. Set it to `false` if another app, or another stage of this app, has
   * created the record.
   * @default true
   * @example
   * ```ts
   * new vercel.VercelProvider(this, "vercel");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "dev.example.com", dns: vercel.dns({ caa: false }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly caa?: boolean;
  /**
   * Changes the records before they are created.
   * @default - nothing is changed
   * @example
   * ```ts
   * new vercel.VercelProvider(this, "vercel");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: vercel.dns({ transform: { record: { comment: "Chat" } } }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly transform?: VercelDnsTransform;
  /**
   * The Vercel provider that creates the records.
   * @default - the stack's Vercel provider without an alias
   * @example
   * ```ts
   * import { TerraformVariable } from "cdktf";
   *
   * const token = new TerraformVariable(this, "vercelToken", { type: "string", sensitive: true });
   * const other = new vercel.VercelProvider(this, "other", { alias: "other", apiToken: token.stringValue });
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: vercel.dns({ provider: other }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly provider?: TerraformProvider;
}

/** Changes the records at Vercel before they are created. */
export interface VercelDnsTransform {
  /**
   * Changes each `vercel_dns_record`: the alias record that points to the API, the validation record and the CAA
   * record.
   * @default - nothing is changed
   */
  readonly record?: Transform<DnsRecordConfig>;
}

export const vercelArguments: KnownArguments<VercelDnsArgs> = {
  domain: true,
  teamId: true,
  caa: true,
  transform: true,
  provider: true,
};
