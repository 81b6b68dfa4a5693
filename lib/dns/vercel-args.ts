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
   * The domain as Vercel lists it: the name of the zone. Set it where that is not the domain as it was registered.
   * @default - the domain as it was registered: `example.co.uk` for `api.example.co.uk`
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
   * Id of the team that the domain belongs to.
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
   * Whether to add a CAA record that allows Amazon to issue certificates for the domain: Vercel's domains have CAA
   * records that leave Amazon out, and the certificate fails with `CAA_ERROR` then. An app makes one for each domain, in
   * the first stack that needs it. Set it to `false` where the record is there already, because another app or another
   * stage of this one made it.
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
   * Changes the records before they are made.
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
   * The Vercel provider that makes the records.
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

/** Changes the records at Vercel before they are made. */
export interface VercelDnsTransform {
  /**
   * Changes each `vercel_dns_record`: the one that leads to the API, the one that proves whose the domain is, and the CAA
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
