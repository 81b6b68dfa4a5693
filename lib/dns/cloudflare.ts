import type { DnsRecord as Resource } from "@cdktf/provider-cloudflare/lib/dns-record";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { ownCdk } from "../cdk/own-cdk";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform } from "../terraform/resource-config";
import { firstRequester, getOrCreateInStack, providerKey } from "../terraform/stack-singleton";
import { resolveValue } from "../terraform/tokens";
import { addRules, type Rule, rule } from "../validation/rule";
import { enumProblem, integerProblem, requireAdapterArguments } from "./adapter";
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

/** What Cloudflare and its provider reject in a `cloudflare_dns_record`, and what would show as drift in every plan. */
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
  return `"transform.record.zoneId" takes 32 digits and letters from a to f; got ${quoted(id)}. Copy the zone id from Cloudflare's dashboard.`;
}

function proxiedTtlProblem(record: Attributes): string | undefined {
  const ttl = record.number("ttl");
  if (record.boolean("proxied") !== true || ttl === undefined || ttl === 1) return undefined;
  return `"transform.record.ttl" has to be 1 for a proxied record; got ${ttl}. Write ttl: 1, or use cloudflare.dns({ proxy: true }) instead of "proxied".`;
}

function proxiedTypeProblem(record: Attributes): string | undefined {
  const type = record.string("type");
  if (record.boolean("proxied") !== true || type === undefined || proxiable.includes(type)) return undefined;
  return `"transform.record.proxied" can be true only for the types ${proxiable.join(", ")}; got true for ${quoted(type)}. Use cloudflare.dns({ proxy: true }) instead.`;
}

function contentProblem(record: Attributes): string | undefined {
  const takesData = record.string("type") === "CAA";
  if (record.has(takesData ? "data" : "content") || (!takesData && record.has("data"))) return undefined;
  return takesData
    ? `"transform.record.data" is required for a CAA record; got none. Don't remove it.`
    : `"transform.record.content" is required for a record without "data"; got neither. Don't remove it.`;
}

function recordNameProblem(record: Attributes): string | undefined {
  const name = record.string("name");
  if (name === undefined || !/[A-Z]|\.$/.test(name)) return undefined;
  return `"transform.record.name" has to be in lower case without a trailing dot; got ${quoted(name)}. Write ${quoted(name.toLowerCase().replace(/\.$/, ""))}.`;
}

function targetProblem(record: Attributes): string | undefined {
  const content = record.string("content");
  if (record.string("type") !== "CNAME" || content === undefined || !content.endsWith(".")) return undefined;
  return `"transform.record.content" can't have a trailing dot, which Cloudflare removes; got ${quoted(content)}. Write ${quoted(content.slice(0, -1))}.`;
}

/**
 * Creates the DNS records of a domain at Cloudflare: a CNAME that points to the API, and the validation record of the
 * certificate.
 *
 * With CDKTF it needs version 13 of the package `@cdktf/provider-cloudflare`. The stack needs a `CloudflareProvider`
 * whose token may read zones and edit DNS.
 *
 * @throws ValidationError if the package is not installed, if the domain is not in the zone, and if no zone can be
 *   derived from the domain
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
    // Cloudflare removes trailing dots, so every plan would show a change.
    const [name, content] = [Fn.trimsuffix(record.name, "."), Fn.trimsuffix(record.value, ".")];
    const config = { name, type: record.type, content, proxied: false, ttl: 60 };
    return this.create(scope, id, { ...this.placement(scope, record.domain), ...config });
  }

  public createAlias(scope: Construct, id: string, { name, aliasName }: DnsAlias): readonly Resource[] {
    const { proxy = false } = this.args;
    const config = { name, type: "CNAME", content: aliasName, proxied: proxy, ttl: proxy ? 1 : 60 };
    return [this.create(scope, id, { ...this.placement(scope, name), ...config })];
  }

  public allowCertificates(scope: Construct, domain: string): ITerraformDependable | undefined {
    if (this.args.caa !== true) return undefined;
    const zone = this.zone(scope, domain);
    const create = (shared: Construct) =>
      this.create(shared, "Record", {
        ...this.placement(scope, domain),
        name: "name" in zone ? zone.name : this.lookUp(scope, zone).name,
        type: "CAA",
        data: { flags: 0, tag: "issue", value: certificateAuthority },
        ttl: 60,
      });
    return sharedCaaRecord(scope, {
      id: "CloudflareCaaRecord",
      zone: zoneReference(zone),
      account: this.account,
      create,
    });
  }

  private get account(): string {
    return providerKey(this.args.provider);
  }

  private create(scope: Construct, id: string, config: CloudflareRecordConfig): Resource {
    const { data, ...rest } = applyTransform(scope, id, config, this.args.transform?.record, this.bindings.DnsRecord);
    const record = new this.bindings.DnsRecord(scope, id, {
      ...rest,
      // The bindings type the flags as a map, but Cloudflare needs a number.
      ...(data && { data: { ...data, flags: Token.asAnyMap(data.flags) } }),
    });
    addRules(firstRequester(scope), record, cloudflareRules);
    return record;
  }

  private placement(scope: Construct, domain: string) {
    const { provider } = this.args;
    const zone = this.zone(scope, domain);
    return { ...(provider && { provider }), zoneId: "id" in zone ? zone.id : this.lookUp(scope, zone).zoneId };
  }

  private zone(scope: Construct, domain: string): Zone {
    return requireZone(scope, form, this.args.zone, domain);
  }

  /** All APIs of a stack share one data source for each zone and account. */
  private lookUp(scope: Construct, zone: Zone) {
    const key = [String(resolveValue(scope, zoneReference(zone))), this.account].filter(Boolean).join(" ");
    const query = "id" in zone ? { zoneId: zone.id } : { filter: { name: zone.name } };
    const config = { ...(this.account !== "" && { provider: this.args.provider }), ...query };
    const create = (shared: Construct) => new this.bindings.DataCloudflareZone(shared, "Zone", config);
    return getOrCreateInStack(scope, constructId("CloudflareZone", key), create);
  }
}

type Records = typeof import("@cdktf/provider-cloudflare/lib/dns-record");
type Zones = typeof import("@cdktf/provider-cloudflare/lib/data-cloudflare-zone");

/** The classes of Cloudflare's bindings that the adapter needs. */
export type CloudflareBindings = Pick<Records, "DnsRecord"> & Pick<Zones, "DataCloudflareZone">;

const { name, version } = ownCdk.cloudflare;

/** Loads the bindings of Cloudflare's provider, an optional peer dependency. */
export function cloudflareBindings(): CloudflareBindings {
  try {
    const { DnsRecord } = require("@cdktf/provider-cloudflare/lib/dns-record") as Records;
    const { DataCloudflareZone } = require("@cdktf/provider-cloudflare/lib/data-cloudflare-zone") as Zones;
    return { DnsRecord, DataCloudflareZone };
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ValidationError(
      undefined,
      `"cloudflare.dns()" needs ${version && `version ${version} of `}the package "${name}", which is not installed; got ${error.code}. Run "npm install ${name}${version && `@${version}`}".`,
    );
  }
}

// The package itself, or a file that other versions don't have, is missing. A missing dependency of it is another
// error.
function isMissing(error: unknown): error is { readonly code: string } {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const missing = code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  // Only the first line counts: the others list the requiring files, including this one.
  return missing && (String(message).split("\n")[0] as string).includes(name);
}
