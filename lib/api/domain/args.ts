import type { Dns } from "../../dns/dns";

/**
 * A custom domain of an API.
 *
 * Either `name`, for a domain that the API creates, or `nameId`, for an existing one.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", path: "v1", dns: aws.dns({ zone: "example.com" }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface DomainArgs {
  /**
   * The domain, in lower case. Without `cert`, a certificate is created for it and the name has at most 64 characters.
   * Maps to `aws_apigatewayv2_domain_name`.
   *
   * Clients of a wildcard such as `*.example.com` replace the `*` with any label. `url` contains the `*`.
   * @default - none; `nameId` is required then
   * @throws ValidationError for a URL, capital letters, or a name that another API of the app creates in the same
   *   region
   * @example
   * ```ts
   * const stage = this.node.tryGetContext("stage") ?? "dev";
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: `${stage}.example.com` },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly name?: string;
  /**
   * The name of an existing API Gateway domain name, or of one that another API of the app creates. This API is mapped
   * to it and creates no certificate and no records. These belong to the domain's owner, so `cert` and `dns` are errors
   * together with `nameId`.
   * @default - none; `name` is required then
   * @throws ValidationError together with `name`, `cert` or an adapter for `dns`
   * @example
   * ```ts
   * const chat = new aws.ApiGatewayWebSocket(this, "Chat", { domain: "api.example.com" });
   * chat.route("$default", "src/default.handler");
   *
   * const news = new aws.ApiGatewayWebSocket(this, "News", {
   *   domain: { nameId: "api.example.com", path: "news" },
   * });
   * news.route("$default", "src/default.handler");
   * ```
   */
  readonly nameId?: string;
  /**
   * The path of the API on its domain, without a slash at either end: `"v1"` gives the URL `wss://api.example.com/v1/`.
   * 1 to 300 letters, digits and `$-_.+!*'()`, and `/` between them. Maps to `api_mapping_key` of
   * `aws_apigatewayv2_api_mapping`.
   * @default - none: the API answers at the domain itself
   * @throws ValidationError for a path that AWS rejects, or that another API of the app has on the same domain
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", path: "v1" },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly path?: string;
  /**
   * ARN of an issued ACM certificate for `name`, in the region of the API. Needed with `dns: false`. Maps to
   * `certificate_arn` of `aws_apigatewayv2_domain_name`.
   * @default - a certificate is created, and validated by a DNS record
   * @throws ValidationError for anything except the ARN of an ACM certificate, and for one in another region
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: {
   *     name: "example.com",
   *     dns: false,
   *     cert: "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63",
   *   },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly cert?: string;
  /**
   * The DNS adapter for the zone of the domain: `aws.dns()`, `cloudflare.dns()`, `vercel.dns()`, or your own
   * implementation of {@link Dns}. With `false` no records are created: `cert` is required then, and you create the
   * record that points the domain to API Gateway yourself.
   * @default aws.dns()
   * @throws ValidationError for `false` without `cert`, and for a name that is not in the adapter's zone
   * @example
   * ```ts
   * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
   *
   * const chat = new aws.ApiGatewayWebSocket(this, "Chat", {
   *   domain: { name: "example.com", dns: aws.dns({ zone: "Z2FDTNDATAQYW2" }) },
   * });
   * chat.route("$default", "src/default.handler");
   *
   * new CloudflareProvider(this, "cloudflare");
   * const news = new aws.ApiGatewayWebSocket(this, "News", {
   *   domain: { name: "example.org", dns: cloudflare.dns() },
   * });
   * news.route("$default", "src/default.handler");
   * ```
   */
  readonly dns?: false | Dns;
}
