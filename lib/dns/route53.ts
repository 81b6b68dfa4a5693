import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform, type Transform } from "../terraform/resource-config";
import { firstRequester, getOrCreateInStack, providerKey } from "../terraform/stack-singleton";
import type { KnownArguments } from "../validation/known-arguments";
import { addRules, type Rule, rule } from "../validation/rule";
import { enumProblem, integerProblem, requireAdapterArguments } from "./adapter";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { isLiteralText, requireZone, type ZoneForm } from "./zone";

/**
 * Creates the DNS records of a domain in Route 53: aliases of type A and AAAA that point to the API, and the validation
 * record of the certificate. A zone that is looked up by name is always a public one.
 *
 * @throws ValidationError if the domain is not in the zone, and if no zone can be derived from the domain
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: aws.dns() },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export function dns(args: AwsDnsArgs = {}): Dns {
  return new Route53Dns(args);
}

const form: ZoneForm = {
  adapter: "aws.dns()",
  argument: "zone",
  id: { pattern: /^Z[A-Z0-9]+$/, example: "Z2FDTNDATAQYW2" },
};

class Route53Dns implements Dns {
  public readonly provider = "aws";

  constructor(private readonly args: AwsDnsArgs) {}

  public checkName(scope: Construct, name: string): void {
    requireAdapterArguments(scope, form.adapter, this.args, awsArguments, "aws");
    requireZone(scope, form, this.args.zone, name);
  }

  public createRecord(scope: Construct, id: string, { domain, name, type, value, provider }: DnsRecord): Route53Record {
    const placement = this.placement(scope, domain, provider);
    // Every certificate of a domain has the same record. Terraform learns that only at apply: for a new certificate it
    // would create the record again, and then delete the old one, which is the same record.
    const lifecycle = isLiteralText(domain) && { lifecycle: { ignoreChanges: ["name", "records"] } };
    const config = { ...placement, name, type, records: [value], ttl: 60, allowOverwrite: true, ...lifecycle };
    return this.create(scope, id, config);
  }

  public createAlias(scope: Construct, id: string, alias: DnsAlias): readonly Route53Record[] {
    const { name, aliasName, aliasZone } = alias;
    const placement = this.placement(scope, name, alias.provider);
    return ["A", "AAAA"].map((type) =>
      this.create(scope, `${id}${type}`, {
        ...placement,
        name,
        type,
        alias: { name: aliasName, zoneId: aliasZone, evaluateTargetHealth: true },
        ...(this.args.override !== undefined && { allowOverwrite: this.args.override }),
      }),
    );
  }

  private create(scope: Construct, id: string, config: Route53RecordConfig): Route53Record {
    const record = new Route53Record(
      scope,
      id,
      applyTransform(scope, id, config, this.args.transform?.record, Route53Record),
    );
    addRules(firstRequester(scope), record, route53Rules);
    return record;
  }

  private placement(scope: Construct, domain: string, inherited: TerraformProvider | undefined) {
    const provider = this.args.provider ?? inherited;
    const zone = requireZone(scope, form, this.args.zone, domain);
    const zoneId = "id" in zone ? zone.id : zoneDataSource(scope, zone.name, provider).zoneId;
    return { ...(provider && { provider }), zoneId };
  }
}

/** All APIs of a stack share one data source for each zone and account. */
function zoneDataSource(scope: Construct, name: string, provider: TerraformProvider | undefined): DataAwsRoute53Zone {
  const account = providerKey(provider);
  const config = { ...(account !== "" && { provider }), name, privateZone: false };
  const key = [name, account].filter(Boolean).join(" ");
  return getOrCreateInStack(
    scope,
    constructId("Route53Zone", key),
    (shared) => new DataAwsRoute53Zone(shared, "Zone", config),
  );
}

const types = "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ");

/** What AWS and its provider reject in an `aws_route53_record`. */
export const route53Rules: readonly Rule[] = [
  rule("route53-type", (record) => enumProblem(record, "type", types)),
  rule("route53-content", contentProblem),
  rule("route53-alias-ttl", aliasTtlProblem),
  rule("route53-ttl-missing", missingTtlProblem),
  rule("route53-ttl", (record) => integerProblem(record, "ttl", [{ least: 0, most: 2147483647 }])),
  rule("route53-alias-name", (record) => aliasLengthProblem(record, "name", 1024)),
  rule("route53-alias-zone", (record) => aliasLengthProblem(record, "zone_id", 32)),
];

function contentProblem(record: Attributes): string | undefined {
  if (record.has("alias") !== record.has("records")) return undefined;
  const got = record.has("alias") ? "both" : "neither";
  return `"transform.record" has to give each record either "alias" or "records"; got ${got}. Test if (args.alias) before you change a record.`;
}

function aliasTtlProblem(record: Attributes): string | undefined {
  if (!record.has("alias") || !record.has("ttl")) return undefined;
  return `"transform.record.ttl" can't be set on an alias, which uses the ttl of its target; got ${quoted(record.raw("ttl"))}. Write if (args.ttl !== undefined) args.ttl = 300.`;
}

function missingTtlProblem(record: Attributes): string | undefined {
  if (!record.has("records") || record.has("alias") || record.has("ttl")) return undefined;
  return `"transform.record.ttl" is required for a record with "records"; got none. Keep the ttl: write if (args.ttl !== undefined) args.ttl = 300.`;
}

function aliasLengthProblem(record: Attributes, attribute: "name" | "zone_id", most: number): string | undefined {
  const value = record.blocks("alias")[0]?.string(attribute);
  if (value === undefined || (value.length >= 1 && value.length <= most)) return undefined;
  const argument = attribute === "name" ? "name" : "zoneId";
  return `"transform.record.alias.${argument}" takes 1 to ${most} characters; got ${value.length}, ${quoted(value)}. Don't change it.`;
}

/**
 * DNS in Route 53.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: aws.dns({ zone: "Z2FDTNDATAQYW2", override: true }) },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface AwsDnsArgs {
  /**
   * Id or name of the public hosted zone of the domain. A value known only after apply is taken as an id. Set it if the
   * zone's name is not the registered domain, such as a delegated zone `api.example.com`.
   * @default - the public zone of the registered domain: `example.co.uk` for `api.example.co.uk`
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "v1.api.example.com", dns: aws.dns({ zone: "api.example.com" }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly zone?: string;
  /**
   * Whether the alias records overwrite existing records of the same name and type. The validation record always does,
   * because certificates of one name share it.
   *
   * Maps to `allow_overwrite`.
   * @default false
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: aws.dns({ override: true }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly override?: boolean;
  /**
   * Changes the records before they are created.
   * @default - nothing is changed
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: {
   *     name: "api.example.com",
   *     dns: aws.dns({
   *       transform: {
   *         record: (args) => {
   *           if (args.ttl !== undefined) args.ttl = 300;
   *         },
   *       },
   *     }),
   *   },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly transform?: AwsDnsTransform;
  /**
   * The AWS provider that creates the records. Set it if the zone is in another account than the API.
   * @default - the provider of the API
   * @example
   * ```ts
   * import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
   *
   * const network = new AwsProvider(this, "network", { alias: "network", profile: "network", region: "us-east-1" });
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
   *   domain: { name: "api.example.com", dns: aws.dns({ provider: network }) },
   * });
   * api.route("$default", "src/default.handler");
   * ```
   */
  readonly provider?: TerraformProvider;
}

/** Changes the records in Route 53 before they are created. */
export interface AwsDnsTransform {
  /**
   * Changes each `aws_route53_record`: the validation record, and the two aliases that point to the API.
   * @default - nothing is changed
   */
  readonly record?: Transform<Route53RecordConfig>;
}

const awsArguments: KnownArguments<AwsDnsArgs> = { zone: true, override: true, transform: true, provider: true };
