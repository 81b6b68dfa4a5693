import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/naming";
import { addRules } from "../core/rule";
import { transformed } from "../core/transform";
import { checkArguments, providerKey } from "./adapter-arguments";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { isKnown } from "./domain-name";
import { askerOf, oncePerStack } from "./once-per-stack";
import { type AwsDnsArgs, awsArguments } from "./route53-args";
import { route53Rules } from "./route53-rules";
import { type ZoneForm, zoneOf } from "./zone";

/**
 * Makes the DNS records of a domain in Route 53: an alias of type A and one of type AAAA that lead to the API, and the
 * record that proves to AWS whose the domain is. Private zones are never picked.
 *
 * @throws ValidationError for a zone that the domain is not in, and for a domain without a zone of its own
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
  return new Route53(args);
}

const form: ZoneForm = {
  adapter: "aws.dns()",
  argument: "zone",
  id: { pattern: /^Z[A-Z0-9]+$/, example: "Z2FDTNDATAQYW2" },
};

class Route53 implements Dns {
  public readonly provider = "aws";

  constructor(private readonly args: AwsDnsArgs) {}

  public checkName(scope: Construct, name: string): void {
    checkArguments(scope, form.adapter, this.args, awsArguments, "aws");
    zoneOf(scope, form, this.args.zone, name);
  }

  public createRecord(scope: Construct, id: string, { domain, name, type, value, provider }: DnsRecord): Route53Record {
    const place = this.place(scope, domain, provider);
    // The record is the same for every certificate of a domain. Terraform can't tell, and would make it anew for the next
    // one, and then take the old one away, which is the same.
    const lifecycle = isKnown(domain) && { lifecycle: { ignoreChanges: ["name", "records"] } };
    const config = { ...place, name, type, records: [value], ttl: 60, allowOverwrite: true, ...lifecycle };
    return this.create(scope, id, config);
  }

  public createAlias(scope: Construct, id: string, alias: DnsAlias): readonly Route53Record[] {
    const { name, aliasName, aliasZone } = alias;
    const place = this.place(scope, name, alias.provider);
    return ["A", "AAAA"].map((type) =>
      this.create(scope, `${id}${type}`, {
        ...place,
        name,
        type,
        alias: { name: aliasName, zoneId: aliasZone, evaluateTargetHealth: true },
        ...(this.args.override !== undefined && { allowOverwrite: this.args.override }),
      }),
    );
  }

  private create(scope: Construct, id: string, config: Route53RecordConfig): Route53Record {
    const record = new Route53Record(scope, id, transformed(scope, id, config, this.args.transform?.record));
    addRules(askerOf(scope), record, route53Rules);
    return record;
  }

  private place(scope: Construct, domain: string, inherited: TerraformProvider | undefined) {
    const provider = this.args.provider ?? inherited;
    const zone = zoneOf(scope, form, this.args.zone, domain);
    const zoneId = "id" in zone ? zone.id : lookUp(scope, zone.name, provider).zoneId;
    return { ...(provider && { provider }), zoneId };
  }
}

/** One look for each zone and account, however many APIs of the stack are in it. */
function lookUp(scope: Construct, name: string, provider: TerraformProvider | undefined): DataAwsRoute53Zone {
  const account = providerKey(provider);
  const config = { ...(account !== "" && { provider }), name, privateZone: false };
  const key = [name, account].filter(Boolean).join(" ");
  return oncePerStack(
    scope,
    constructId("Route53Zone", key),
    (shared) => new DataAwsRoute53Zone(shared, "Zone", config),
  );
}
