import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import type { TerraformStack } from "cdktf";
import { type ApiGatewayWebSocketArgs, aws, cloudflare, type Dns, vercel } from "cdktf-apigateway-websocket";

export type Domain = ApiGatewayWebSocketArgs["domain"];

/** An adapter for each DNS provider, by the id of the API that uses it. */
export const adapters: Readonly<Record<string, () => Dns>> = {
  OnAws: aws.dns,
  OnCloudflare: cloudflare.dns,
  OnVercel: vercel.dns,
};

/** What the audit says of APIs with a single route and a function that sends nothing. */
export const notes = ["no-connect", "no-connections-policy"];

/** A case whose domains are in zones of example.com or example.org, which every world that can be seeded has. */
export const zoned = { notes, seed: [] };

/** The stack of a case, with the providers of all three zones. */
export function zones(stack: TerraformStack): TerraformStack {
  new CloudflareProvider(stack, "cloudflare");
  new vercel.VercelProvider(stack, "vercel");
  return stack;
}

/** APIs by their ids, each on its domain, and one function behind them all. */
export function apis(
  stack: TerraformStack,
  domains: Readonly<Record<string, Domain>>,
  args: ApiGatewayWebSocketArgs = {},
): Readonly<Record<string, aws.ApiGatewayWebSocket>> {
  const fn = new aws.Function(stack, "Fn", { handler: "index.handler", bundle: "ready" });
  const made = Object.entries(domains).map(([id, domain]) => {
    const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false, ...args, ...(domain && { domain }) });
    api.route("$default", fn);
    return [id, api];
  });
  return Object.fromEntries(made);
}
