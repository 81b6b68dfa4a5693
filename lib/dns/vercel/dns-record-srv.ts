import { ComplexObject, type IInterpolatingParent, type IResolvable, Tokenization } from "cdktf";

/** The parts of an SRV record at Vercel. */
export interface DnsRecordSrv {
  /** The port of the service: 0 to 65535. */
  readonly port: number;
  /** Which of several targets comes first: the lowest, from 0 to 65535. */
  readonly priority: number;
  /** The name of the machine, with a dot at its end. */
  readonly target: string;
  /** How often it is chosen among targets of one priority: 0 to 65535. */
  readonly weight: number;
}

/** The parts of an SRV record as Terraform names them. */
export function srvToTerraform(srv: DnsRecordSrv | IResolvable | undefined): unknown {
  if (srv === undefined || Tokenization.isResolvable(srv)) return srv;
  const { port, priority, target, weight } = srv;
  return { port, priority, target, weight };
}

/**
 * Refers to the parts of an SRV record.
 *
 * @example
 * ```ts
 * import { TerraformOutput } from "cdktf";
 *
 * new vercel.VercelProvider(this, "vercel");
 * const record = new vercel.DnsRecord(this, "Sip", {
 *   domain: "example.com",
 *   name: "_sip._tcp",
 *   type: "SRV",
 *   srv: { port: 5060, priority: 1, weight: 1, target: "sip.example.com." },
 * });
 * new TerraformOutput(this, "port", { value: record.srv.port });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * ```
 */
export class DnsRecordSrvOutputReference extends ComplexObject {
  private given: Partial<DnsRecordSrv> | IResolvable | undefined;

  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  /** What was given. */
  public get internalValue(): DnsRecordSrv | IResolvable | undefined {
    return this.given as DnsRecordSrv | IResolvable | undefined;
  }

  /** Changes it. */
  public set internalValue(value: DnsRecordSrv | IResolvable | undefined) {
    this.given = value;
  }

  /** The port of the service. */
  public get port(): number {
    return this.getNumberAttribute("port");
  }

  /** Changes it. */
  public set port(value: number) {
    this.change({ port: value });
  }

  /** The port, as it was given. */
  public get portInput(): number | undefined {
    return this.parts.port;
  }

  /** Which of several targets comes first. */
  public get priority(): number {
    return this.getNumberAttribute("priority");
  }

  /** Changes it. */
  public set priority(value: number) {
    this.change({ priority: value });
  }

  /** The priority, as it was given. */
  public get priorityInput(): number | undefined {
    return this.parts.priority;
  }

  /** The name of the machine. */
  public get target(): string {
    return this.getStringAttribute("target");
  }

  /** Changes it. */
  public set target(value: string) {
    this.change({ target: value });
  }

  /** The target, as it was given. */
  public get targetInput(): string | undefined {
    return this.parts.target;
  }

  /** How often it is chosen among targets of one priority. */
  public get weight(): number {
    return this.getNumberAttribute("weight");
  }

  /** Changes it. */
  public set weight(value: number) {
    this.change({ weight: value });
  }

  /** The weight, as it was given. */
  public get weightInput(): number | undefined {
    return this.parts.weight;
  }

  private get parts(): Partial<DnsRecordSrv> {
    return this.given === undefined || Tokenization.isResolvable(this.given) ? {} : this.given;
  }

  private change(part: Partial<DnsRecordSrv>): void {
    this.given = { ...this.parts, ...part };
  }
}
