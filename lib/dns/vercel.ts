import { conditional, Fn, type ITerraformDependable, Op, Token } from "cdktf";
import type { Construct } from "constructs";
import { refuseUnknown } from "../core/known-arguments";
import { resolved } from "../core/resolved";
import { addRules } from "../core/rule";
import { transformed } from "../core/transform";
import { checkArguments, providerKey } from "./adapter-arguments";
import { certificateAuthority, shareCaaRecord } from "./caa";
import type { Dns, DnsAlias, DnsRecord } from "./dns";
import { isKnown } from "./domain-name";
import { askerOf } from "./once-per-stack";
import { DnsRecord as Resource } from "./vercel/dns-record";
import { type DnsRecordConfig, recordArguments } from "./vercel/dns-record-config";
import { type VercelDnsArgs, vercelArguments } from "./vercel-args";
import { vercelRules } from "./vercel-rules";
import { referenceOf, type ZoneForm, zoneOf } from "./zone";

/**
 * Makes the DNS records of a domain at Vercel: one that leads to the API, which is an ALIAS for the domain itself and a
 * CNAME below it, the record that proves to AWS whose the domain is, and the CAA record that allows Amazon to issue
 * certificates for it.
 *
 * It needs a `vercel.VercelProvider` in the stack.
 *
 * @throws ValidationError for a zone that the domain is not in, and for a domain without a zone of its own
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
  return new Vercel(args);
}

const form: ZoneForm = { adapter: "vercel.dns()", argument: "domain" };

class Vercel implements Dns {
  public readonly provider = "vercel";

  constructor(private readonly args: VercelDnsArgs) {}

  public checkName(scope: Construct, name: string): void {
    checkArguments(scope, form.adapter, this.args, vercelArguments, "vercel");
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
    const make = (shared: Construct) => this.create(shared, "Record", config);
    return shareCaaRecord(scope, { id: "VercelCaa", zone: domain, account: this.account(scope), make });
  }

  private account(scope: Construct): string {
    const { provider, teamId } = this.args;
    return [providerKey(provider), teamId && String(resolved(scope, teamId))].filter(Boolean).join(" ");
  }

  private create(scope: Construct, id: string, record: DnsRecordConfig): Resource {
    const { provider, teamId, transform } = this.args;
    const config = { ...(provider && { provider }), ...record, ...(teamId !== undefined && { teamId }) };
    const given = transformed(scope, id, config, transform?.record);
    refuseUnknown(askerOf(scope), "transform.record", given, recordArguments);
    const made = new Resource(scope, id, given);
    addRules(askerOf(scope), made, vercelRules);
    return made;
  }

  private zone(scope: Construct, domain: string): string {
    return referenceOf(zoneOf(scope, form, this.args.domain, domain));
  }
}

// A zone's own name can't be a CNAME. Where only Terraform knows the one or the other, it is asked.
function nameAndType(name: string, zone: string): { readonly name: string; readonly type: string } {
  if (isKnown(name) && isKnown(zone))
    return name === zone ? { name: "", type: "ALIAS" } : { name: name.slice(0, -zone.length - 1), type: "CNAME" };
  const isZone = Op.eq(name, zone);
  return {
    name: Token.asString(conditional(isZone, "", Fn.trimsuffix(name, `.${zone}`))),
    type: Token.asString(conditional(isZone, "ALIAS", "CNAME")),
  };
}
