import { ImportableResource, type IResolvable, type TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { DnsRecordConfig } from "./dns-record-config";
import { type DnsRecordSrv, DnsRecordSrvOutputReference, srvToTerraform } from "./dns-record-srv";
import { hclAttributes } from "./hcl";
import { generatorMetadata } from "./version";

/**
 * A DNS record at Vercel: a `vercel_dns_record`. `vercel.dns()` makes those of a custom domain; this makes any other.
 *
 * It is bound by hand, with all that a generated binding has.
 *
 * @example
 * ```ts
 * new vercel.VercelProvider(this, "vercel");
 * new vercel.DnsRecord(this, "Docs", { domain: "example.com", name: "docs", type: "CNAME", value: "docs.example.org" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * ```
 */
export class DnsRecord extends TerraformResource {
  /** The resource's type in Terraform. */
  public static readonly tfResourceType = "vercel_dns_record";

  /**
   * Has `cdktf plan` write the configuration of a record that is there.
   *
   * @param importFromId the record's id, or the team's and the record's: `"team_1a2b3c/rec_4d5e6f"`
   */
  public static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    const terraformResourceType = DnsRecord.tfResourceType;
    return new ImportableResource(scope, importToId, { terraformResourceType, importId: importFromId, provider });
  }

  private _comment?: string;
  private _domain: string;
  private _mxPriority?: number;
  private _name: string;
  private readonly _srv = new DnsRecordSrvOutputReference(this, "srv");
  private _teamId?: string;
  private _ttl?: number;
  private _type: string;
  private _value?: string;

  constructor(scope: Construct, id: string, config: DnsRecordConfig) {
    const { provider, dependsOn, count, lifecycle, provisioners, connection, forEach } = config;
    super(scope, id, {
      terraformResourceType: DnsRecord.tfResourceType,
      terraformGeneratorMetadata: generatorMetadata,
      ...{ provider, dependsOn, count, lifecycle, provisioners, connection, forEach },
    });
    this._comment = config.comment;
    this._domain = config.domain;
    this._mxPriority = config.mxPriority;
    this._name = config.name;
    this._srv.internalValue = config.srv;
    this._teamId = config.teamId;
    this._ttl = config.ttl;
    this._type = config.type;
    this._value = config.value;
  }

  /** The record's id, which Vercel gives it. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** The note for people. */
  public get comment(): string {
    return this.getStringAttribute("comment");
  }

  /** Changes it. */
  public set comment(value: string) {
    this._comment = value;
  }

  /** Takes the note out. */
  public resetComment(): void {
    this._comment = undefined;
  }

  /** The note, as it was given. */
  public get commentInput(): string | undefined {
    return this._comment;
  }

  /** The domain that the record is in. */
  public get domain(): string {
    return this.getStringAttribute("domain");
  }

  /** Changes it. */
  public set domain(value: string) {
    this._domain = value;
  }

  /** The domain, as it was given. */
  public get domainInput(): string {
    return this._domain;
  }

  /** Which of several MX records comes first. */
  public get mxPriority(): number {
    return this.getNumberAttribute("mx_priority");
  }

  /** Changes it. */
  public set mxPriority(value: number) {
    this._mxPriority = value;
  }

  /** Takes the priority out. */
  public resetMxPriority(): void {
    this._mxPriority = undefined;
  }

  /** The priority, as it was given. */
  public get mxPriorityInput(): number | undefined {
    return this._mxPriority;
  }

  /** Name of the record without the domain. */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  /** Changes it. */
  public set name(value: string) {
    this._name = value;
  }

  /** The name, as it was given. */
  public get nameInput(): string {
    return this._name;
  }

  /** What an SRV record says. */
  public get srv(): DnsRecordSrvOutputReference {
    return this._srv;
  }

  /** Sets what an SRV record says. */
  public putSrv(value: DnsRecordSrv): void {
    this._srv.internalValue = value;
  }

  /** Takes out what an SRV record says. */
  public resetSrv(): void {
    this._srv.internalValue = undefined;
  }

  /** What an SRV record says, as it was given. */
  public get srvInput(): DnsRecordSrv | IResolvable | undefined {
    return this._srv.internalValue;
  }

  /** Id of the team that the domain belongs to. */
  public get teamId(): string {
    return this.getStringAttribute("team_id");
  }

  /** Changes it. */
  public set teamId(value: string) {
    this._teamId = value;
  }

  /** Takes the team out. */
  public resetTeamId(): void {
    this._teamId = undefined;
  }

  /** The team, as it was given. */
  public get teamIdInput(): string | undefined {
    return this._teamId;
  }

  /** How long others may keep the record, in seconds. */
  public get ttl(): number {
    return this.getNumberAttribute("ttl");
  }

  /** Changes it. */
  public set ttl(value: number) {
    this._ttl = value;
  }

  /** Takes the ttl out. */
  public resetTtl(): void {
    this._ttl = undefined;
  }

  /** The ttl, as it was given. */
  public get ttlInput(): number | undefined {
    return this._ttl;
  }

  /** The record's type. */
  public get type(): string {
    return this.getStringAttribute("type");
  }

  /** Changes it. */
  public set type(value: string) {
    this._type = value;
  }

  /** The type, as it was given. */
  public get typeInput(): string {
    return this._type;
  }

  /** What the record says. */
  public get value(): string {
    return this.getStringAttribute("value");
  }

  /** Changes it. */
  public set value(value: string) {
    this._value = value;
  }

  /** Takes out what the record says. */
  public resetValue(): void {
    this._value = undefined;
  }

  /** What the record says, as it was given. */
  public get valueInput(): string | undefined {
    return this._value;
  }

  /** The arguments, by the names they have in Terraform. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      comment: this._comment,
      domain: this._domain,
      mx_priority: this._mxPriority,
      name: this._name,
      srv: srvToTerraform(this._srv.internalValue),
      team_id: this._teamId,
      ttl: this._ttl,
      type: this._type,
      value: this._value,
    };
  }

  /** The same for HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclAttributes(this.synthesizeAttributes(), { numbers: ["mx_priority", "ttl"], objects: ["srv"] });
  }
}
