import type { DnsRecord as Resource } from "@cdktf/provider-cloudflare/lib/dns-record";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/naming";
import { resolved } from "../core/resolved";
import { addRules } from "../core/rule";
import { transformed } from "../core/transform";
import { checkArguments, providerKey } from "./adapter-arguments";
import { certificateAuthority, shareCaaRecord } from "./caa";
import { type CloudflareDnsArgs, cloudflareArguments } from "./cloudflare-args";
import { type CloudflareBindings, cloudflareBindings } from "./cloudflare-bindings";
import type { CloudflareRecordConfig } from "./cloudflare-record";
import { cloudflareRules, cloudflareZoneId } from "./cloudflare-rules";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { askerOf, oncePerStack } from "./once-per-stack";
import { referenceOf, type Zone, type ZoneForm, zoneOf } from "./zone";

/**
 * Makes the DNS records of a domain at Cloudflare: a CNAME that leads to the API, and the record that proves to AWS whose
 * the domain is.
 *
 * It needs the package `@cdktf/provider-cloudflare` of version 13, and its `CloudflareProvider` in the stack, with a token
 * that may read zones and edit DNS.
 *
 * @throws ValidationError where the package is not installed, for a zone that the domain is not in, and for a domain
 *   without a zone of its own
 *
 * @example
 * ```ts
 * import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
 * import { TerraformVariable } from "cdktf";
 *
 * const token = new TerraformVariable(this, "cloudflareToken", { type: "string", sensitive: true });
 * new CloudflareProvider(this, "cloudflare", { apiToken: token.stringValue });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: cloudflare.dns() },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export function dns(args: CloudflareDnsArgs = {}): Dns {
  return new Cloudflare(args, cloudflareBindings());
}

const form: ZoneForm = {
  adapter: "cloudflare.dns()",
  argument: "zone",
  id: { pattern: cloudflareZoneId, example: "415e6f4653b6d95b775d350f32119abb" },
};

class Cloudflare implements Dns {
  public readonly provider = "cloudflare";

  constructor(
    private readonly args: CloudflareDnsArgs,
    private readonly bindings: CloudflareBindings,
  ) {}

  public checkName(scope: Construct, name: string): void {
    checkArguments(scope, form.adapter, this.args, cloudflareArguments, "cloudflare");
    this.zone(scope, name);
  }

  public createRecord(scope: Construct, id: string, record: DnsRecord): Resource {
    // Cloudflare takes last dots away, and every plan would put them back.
    const [name, content] = [Fn.trimsuffix(record.name, "."), Fn.trimsuffix(record.value, ".")];
    const config = { name, type: record.type, content, proxied: false, ttl: 60 };
    return this.create(scope, id, { ...this.place(scope, record.domain), ...config });
  }

  public createAlias(scope: Construct, id: string, { name, aliasName }: DnsAlias): readonly Resource[] {
    const { proxy = false } = this.args;
    const config = { name, type: "CNAME", content: aliasName, proxied: proxy, ttl: proxy ? 1 : 60 };
    return [this.create(scope, id, { ...this.place(scope, name), ...config })];
  }

  public allowCertificates(scope: Construct, domain: string): ITerraformDependable | undefined {
    if (this.args.caa !== true) return undefined;
    const zone = this.zone(scope, domain);
    const make = (shared: Construct) =>
      this.create(shared, "Record", {
        ...this.place(scope, domain),
        name: "name" in zone ? zone.name : this.lookUp(scope, zone).name,
        type: "CAA",
        data: { flags: 0, tag: "issue", value: certificateAuthority },
        ttl: 60,
      });
    return shareCaaRecord(scope, { id: "CloudflareCaa", zone: referenceOf(zone), account: this.account, make });
  }

  private get account(): string {
    return providerKey(this.args.provider);
  }

  private create(scope: Construct, id: string, config: CloudflareRecordConfig): Resource {
    const { data, ...rest } = transformed(scope, id, config, this.args.transform?.record);
    const record = new this.bindings.DnsRecord(scope, id, {
      ...rest,
      // The bindings have a map where Cloudflare takes a number.
      ...(data && { data: { ...data, flags: Token.asAnyMap(data.flags) } }),
    });
    addRules(askerOf(scope), record, cloudflareRules);
    return record;
  }

  private place(scope: Construct, domain: string) {
    const { provider } = this.args;
    const zone = this.zone(scope, domain);
    return { ...(provider && { provider }), zoneId: "id" in zone ? zone.id : this.lookUp(scope, zone).zoneId };
  }

  private zone(scope: Construct, domain: string): Zone {
    return zoneOf(scope, form, this.args.zone, domain);
  }

  /** One look for each zone and account, however many APIs of the stack are in it. */
  private lookUp(scope: Construct, zone: Zone) {
    const key = [String(resolved(scope, referenceOf(zone))), this.account].filter(Boolean).join(" ");
    const query = "id" in zone ? { zoneId: zone.id } : { filter: { name: zone.name } };
    const config = { ...(this.account !== "" && { provider: this.args.provider }), ...query };
    const make = (shared: Construct) => new this.bindings.DataCloudflareZone(shared, "Zone", config);
    return oncePerStack(scope, constructId("CloudflareZone", key), make);
  }
}
