import type { DnsRecord as Resource } from "@cdktf/provider-cloudflare/lib/dns-record";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";
import { addRules, type Rule, rule } from "../validation/rule";
import {
  enumProblem,
  firstRequester,
  getOrCreateInStack,
  integerProblem,
  providerKey,
  requireAdapterArguments,
} from "./adapter";
import { certificateAuthority, sharedCaaRecord } from "./caa";
import { type CloudflareDnsArgs, type CloudflareRecordConfig, cloudflareArguments } from "./cloudflare-args";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { requireZone, type Zone, type ZoneForm, zoneReference } from "./zone";

/** The form of a zone's id. */
const cloudflareZoneId = /^[0-9a-f]{32}$/;

const types =
  "A AAAA CNAME MX NS OPENPGPKEY PTR TXT CAA CERT DNSKEY DS HTTPS LOC NAPTR SMIMEA SRV SSHFP SVCB TLSA URI".split(" ");
const proxiable = ["A", "AAAA", "CNAME"];
const automatic = { least: 1, most: 1 };

/** What Cloudflare and its provider refuse in a `cloudflare_dns_record`, and what would differ at every plan. */
export const cloudflareRules: readonly Rule[] = [
  rule("cloudflare-zone-id", zoneIdProblem),
  rule("cloudflare-type", (record) => enumProblem(record, "type", types)),
  rule("cloudflare-ttl", (record) => integerProblem(record, "ttl", [automatic, { least: 60, most: 86400 }])),
  rule("cloudflare-proxied-ttl", proxiedTtlProblem),
  rule("cloudflare-proxied", proxiedTypeProblem),
  rule("cloudflare-content", contentProblem),
  rule("cloudflare-name", recordNameProblem),
  rule("cloudflare-target", targetProblem),
];

function zoneIdProblem(record: Attributes): string | undefined {
  const id = record.string("zone_id");
  if (id === undefined || cloudflareZoneId.test(id)) return undefined;
  return `"transform.record.zoneId" takes 32 digits and letters from a to f; got ${quoted(id)}. Give the id that Cloudflare shows for the zone.`;
}

function proxiedTtlProblem(record: Attributes): string | undefined {
  const ttl = record.number("ttl");
  if (record.boolean("proxied") !== true || ttl === undefined || ttl === 1) return undefined;
  return `"transform.record.ttl" has to be 1 where a record is proxied; got ${ttl}. Set "proxy" of cloudflare.dns() in place of "proxied", or the ttl too.`;
}

function proxiedTypeProblem(record: Attributes): string | undefined {
  const type = record.string("type");
  if (record.boolean("proxied") !== true || type === undefined || proxiable.includes(type)) return undefined;
  return `"transform.record.proxied" can be true for the types ${proxiable.join(", ")} alone; got true for ${quoted(type)}. Set "proxy" of cloudflare.dns() in place of it, which is for the right ones.`;
}

function contentProblem(record: Attributes): string | undefined {
  const takesData = record.string("type") === "CAA";
  if (record.has(takesData ? "data" : "content") || (!takesData && record.has("data"))) return undefined;
  return takesData
    ? `"transform.record.data" is needed for a CAA record; got none. Leave it as it is.`
    : `"transform.record.content" is needed where a record has no "data"; got neither. Leave it as it is.`;
}

function recordNameProblem(record: Attributes): string | undefined {
  const name = record.string("name");
  if (name === undefined || !/[A-Z]|\.$/.test(name)) return undefined;
  return `"transform.record.name" takes lower case, without a dot at its end; got ${quoted(name)}. Write ${quoted(name.toLowerCase().replace(/\.$/, ""))}.`;
}

function targetProblem(record: Attributes): string | undefined {
  const content = record.string("content");
  if (record.string("type") !== "CNAME" || content === undefined || !content.endsWith(".")) return undefined;
  return `"transform.record.content" has to be without a dot at its end, which Cloudflare takes away; got ${quoted(content)}. Write ${quoted(content.slice(0, -1))}.`;
}

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
  return new CloudflareDns(args, cloudflareBindings());
}

const form: ZoneForm = {
  adapter: "cloudflare.dns()",
  argument: "zone",
  id: { pattern: cloudflareZoneId, example: "415e6f4653b6d95b775d350f32119abb" },
};

class CloudflareDns implements Dns {
  public readonly provider = "cloudflare";

  constructor(
    private readonly args: CloudflareDnsArgs,
    private readonly bindings: CloudflareBindings,
  ) {}

  public checkName(scope: Construct, name: string): void {
    requireAdapterArguments(scope, form.adapter, this.args, cloudflareArguments, "cloudflare");
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
    return sharedCaaRecord(scope, {
      id: "CloudflareCaaRecord",
      zone: zoneReference(zone),
      account: this.account,
      make,
    });
  }

  private get account(): string {
    return providerKey(this.args.provider);
  }

  private create(scope: Construct, id: string, config: CloudflareRecordConfig): Resource {
    const { data, ...rest } = applyTransform(scope, id, config, this.args.transform?.record);
    const record = new this.bindings.DnsRecord(scope, id, {
      ...rest,
      // The bindings have a map where Cloudflare takes a number.
      ...(data && { data: { ...data, flags: Token.asAnyMap(data.flags) } }),
    });
    addRules(firstRequester(scope), record, cloudflareRules);
    return record;
  }

  private place(scope: Construct, domain: string) {
    const { provider } = this.args;
    const zone = this.zone(scope, domain);
    return { ...(provider && { provider }), zoneId: "id" in zone ? zone.id : this.lookUp(scope, zone).zoneId };
  }

  private zone(scope: Construct, domain: string): Zone {
    return requireZone(scope, form, this.args.zone, domain);
  }

  /** One look for each zone and account, however many APIs of the stack are in it. */
  private lookUp(scope: Construct, zone: Zone) {
    const key = [String(resolveValue(scope, zoneReference(zone))), this.account].filter(Boolean).join(" ");
    const query = "id" in zone ? { zoneId: zone.id } : { filter: { name: zone.name } };
    const config = { ...(this.account !== "" && { provider: this.args.provider }), ...query };
    const make = (shared: Construct) => new this.bindings.DataCloudflareZone(shared, "Zone", config);
    return getOrCreateInStack(scope, constructId("CloudflareZone", key), make);
  }
}

type Records = typeof import("@cdktf/provider-cloudflare/lib/dns-record");
type Zones = typeof import("@cdktf/provider-cloudflare/lib/data-cloudflare-zone");

/** The classes of Cloudflare's provider that an adapter needs. */
export type CloudflareBindings = Pick<Records, "DnsRecord"> & Pick<Zones, "DataCloudflareZone">;

/** The bindings of Cloudflare's provider, which only those install who use them. */
export function cloudflareBindings(): CloudflareBindings {
  try {
    const { DnsRecord } = require("@cdktf/provider-cloudflare/lib/dns-record") as Records;
    const { DataCloudflareZone } = require("@cdktf/provider-cloudflare/lib/data-cloudflare-zone") as Zones;
    return { DnsRecord, DataCloudflareZone };
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ValidationError(
      undefined,
      `"cloudflare.dns()" needs the package "@cdktf/provider-cloudflare" of version 13, which can't be found; got ${error.code}. Run "npm install @cdktf/provider-cloudflare@13".`,
    );
  }
}

// Of the package itself, or of a file that other versions of it don't have. What it needs in turn is another matter.
function isMissing(error: unknown): error is { readonly code: string } {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const missing = code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  // Below the first line Node.js lists who asked, this file among them.
  return missing && /^.*@cdktf\/provider-cloudflare/.test(String(message));
}
