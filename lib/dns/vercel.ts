import { conditional, Fn, type ITerraformDependable, Op, Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { applyTransform } from "../terraform/resource-config";
import { firstRequester, providerKey } from "../terraform/stack-singleton";
import { resolveValue } from "../terraform/tokens";
import { requireKnown } from "../validation/known-arguments";
import { addRules, lengthProblem, type Rule, rule } from "../validation/rule";
import { enumProblem, integerProblem, requireAdapterArguments } from "./adapter";
import { certificateAuthority, sharedCaaRecord } from "./caa";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { type VercelDnsArgs, vercelArguments } from "./vercel-args";
import { type DnsRecordConfig, DnsRecord as Resource, recordArguments } from "./vercel-bindings";
import { isLiteralText, isWithin, requireZone, type ZoneForm, zoneReference } from "./zone";

/**
 * Creates the DNS records of a domain at Vercel. These are a record that points to the API, the validation record of
 * the certificate, and a CAA record that allows Amazon to issue it. The record of the API is an ALIAS for the zone's
 * own name, and a CNAME for a name below it.
 *
 * It needs a `vercel.VercelProvider` in the stack.
 *
 * @throws ValidationError if the domain is not in the zone, and if no zone can be derived from the domain
 *
 * @example
 * ```ts
 * import { TerraformVariable } from "cdktf";
 *
 * const token = new TerraformVariable(this, "vercelToken", { type: "string", sensitive: true });
 * new vercel.VercelProvider(this, "vercel", { apiToken: token.stringValue });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {
 *   domain: { name: "api.example.com", dns: vercel.dns() },
 * });
 * api.route("$default", "src/default.handler");
 * ```
 */
export function dns(args: VercelDnsArgs = {}): Dns {
  return new VercelDns(args);
}

const form: ZoneForm = { adapter: "vercel.dns()", argument: "domain" };

class VercelDns implements Dns {
  public readonly provider = "vercel";

  constructor(private readonly args: VercelDnsArgs) {}

  public checkName(scope: Construct, name: string): void {
    requireAdapterArguments(scope, form.adapter, this.args, vercelArguments, "vercel");
    this.zone(scope, name);
  }

  public createRecord(scope: Construct, id: string, record: DnsRecord): Resource {
    const domain = this.zone(scope, record.domain);
    const name = Fn.trimsuffix(Fn.trimsuffix(record.name, "."), `.${domain}`);
    const value = Fn.trimsuffix(record.value, ".");
    return this.create(scope, id, { domain, name, type: record.type, value, ttl: 60 });
  }

  public createAlias(scope: Construct, id: string, { name, aliasName }: DnsAlias): readonly Resource[] {
    const domain = this.zone(scope, name);
    return [this.create(scope, id, { domain, ...nameAndType(name, domain), value: aliasName, ttl: 60 })];
  }

  public allowCertificates(scope: Construct, name: string): ITerraformDependable | undefined {
    if (this.args.caa === false) return undefined;
    const domain = this.zone(scope, name);
    const config = { domain, name: "", type: "CAA", value: `0 issue "${certificateAuthority}"`, ttl: 60 };
    const create = (shared: Construct) => this.create(shared, "Record", config);
    return sharedCaaRecord(scope, { id: "VercelCaaRecord", zone: domain, account: this.account(scope), create });
  }

  private account(scope: Construct): string {
    const { provider, teamId } = this.args;
    return [providerKey(provider), teamId && String(resolveValue(scope, teamId))].filter(Boolean).join(" ");
  }

  private create(scope: Construct, id: string, record: DnsRecordConfig): Resource {
    const { provider, teamId, transform } = this.args;
    const config = { ...(provider && { provider }), ...record, ...(teamId !== undefined && { teamId }) };
    const transformed = applyTransform(scope, id, config, transform?.record);
    requireKnown(firstRequester(scope), "transform.record", transformed, recordArguments);
    const resource = new Resource(scope, id, transformed);
    addRules(firstRequester(scope), resource, vercelRules);
    return resource;
  }

  private zone(scope: Construct, domain: string): string {
    return zoneReference(requireZone(scope, form, this.args.domain, domain));
  }
}

// A zone's own name can't be a CNAME. Terraform compares the two names where one is known only after apply.
function nameAndType(name: string, zone: string): { readonly name: string; readonly type: string } {
  if (isLiteralText(name) && isLiteralText(zone))
    return name === zone ? { name: "", type: "ALIAS" } : { name: name.slice(0, -zone.length - 1), type: "CNAME" };
  const isZone = Op.eq(name, zone);
  return {
    name: Token.asString(conditional(isZone, "", Fn.trimsuffix(name, `.${zone}`))),
    type: Token.asString(conditional(isZone, "ALIAS", "CNAME")),
  };
}

const types = "A AAAA ALIAS CAA CNAME MX NS SRV TXT".split(" ");

/** What Vercel and its provider reject in a `vercel_dns_record`, and names that would create another record. */
export const vercelRules: readonly Rule[] = [
  rule("vercel-type", (record) => enumProblem(record, "type", types)),
  rule("vercel-ttl", (record) => integerProblem(record, "ttl", [{ least: 60, most: 2147483647 }])),
  rule("vercel-comment", (record) => lengthProblem(record, "transform.record", "comment", 0, 500)),
  rule("vercel-value", valueProblem),
  rule("vercel-srv", (record) => typeOnlyProblem(record, "srv", "SRV")),
  rule("vercel-mx-priority", (record) => typeOnlyProblem(record, "mx_priority", "MX")),
  rule("vercel-apex", apexProblem),
  rule("vercel-name", fullNameProblem),
];

function valueProblem(record: Attributes): string | undefined {
  const type = record.string("type");
  const takesValue = type !== "SRV";
  if (type === undefined || record.has("value") === takesValue) return undefined;
  return takesValue
    ? `"transform.record.value" is required for the type ${type}; got none. Don't remove it.`
    : `"transform.record.value" can't be set for the type SRV, which has "srv"; got ${quoted(record.raw("value"))}. Remove it, or don't change the type.`;
}

// The bindings have no argument for these attributes, so only an override sets them.
function typeOnlyProblem(record: Attributes, attribute: string, only: string): string | undefined {
  const type = record.string("type");
  if (type === undefined || record.has(attribute) === (type === only)) return undefined;
  return type === only
    ? `"transform.record.type" can't be ${only} without the attribute "${attribute}"; got ${quoted(only)}. Don't change the type.`
    : `"${attribute}" is only for the type ${only}; got ${quoted(record.raw(attribute))} for ${quoted(type)}. Remove the override.`;
}

function apexProblem(record: Attributes): string | undefined {
  if (record.string("type") !== "CNAME" || record.string("name") !== "") return undefined;
  return `"transform.record.type" can't be CNAME for the zone's own name; got "CNAME" for ${quoted(record.raw("domain"))}. Write type: "ALIAS".`;
}

// Vercel would append the domain again.
function fullNameProblem(record: Attributes): string | undefined {
  const [name, domain] = [record.string("name"), record.string("domain")];
  if (name === undefined || domain === undefined || !isWithin(name.replace(/\.$/, ""), domain)) return undefined;
  return `"transform.record.name" takes the name without the domain, which Vercel appends; got ${quoted(name)} in ${quoted(domain)}. Remove the domain from it.`;
}
