import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

/** A DNS record that proves to AWS whose a domain is. */
export interface DnsRecord {
  /** The domain that is proved, to find its zone by: `"api.example.com"`. It may be unresolved, or begin with `*.`. */
  readonly domain: string;
  /** Full name of the record. It is unresolved, and ends in a dot. */
  readonly name: string;
  /** Type of the record: `"CNAME"`. */
  readonly type: string;
  /** What the record says. It is unresolved, and ends in a dot. */
  readonly value: string;
  /**
   * The AWS provider of the API's account, for adapters whose records live at AWS too. It may be of another region than
   * the API's, because the record is the same in all of them.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
}

/** A DNS record that leads a domain to its API. */
export interface DnsAlias {
  /** The domain: `"api.example.com"`. It may be unresolved, or begin with `*.`. */
  readonly name: string;
  /** The name under which API Gateway serves the domain. It is unresolved. */
  readonly aliasName: string;
  /** The Route 53 zone of that name, which aliases in Route 53 need. It is unresolved. */
  readonly aliasZone: string;
  /**
   * The AWS provider of the API, for adapters whose records live at AWS too.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
}

/**
 * Makes the DNS records of custom domains. `aws.dns()`, `cloudflare.dns()` and `vercel.dns()` give one; write another for
 * a service that has a Terraform provider.
 *
 * Each call names the construct that the records belong to, so one adapter serves many APIs and stacks.
 */
export interface Dns {
  /** Who serves the zone, such as `"aws"`. Messages name it. */
  readonly provider: string;

  /**
   * Refuses a domain that the adapter can't make records for. It is called before anything is made.
   *
   * @param scope the API
   * @param name the domain: `"api.example.com"`. It may be unresolved, or begin with `*.`
   */
  checkName?(scope: Construct, name: string): void;

  /**
   * Makes the record that proves whose the domain is. All certificates of a stack that need the same record share it, so
   * it is made once for `example.com` and `*.example.com`.
   *
   * @param scope where the record belongs, which is not the API
   * @param id an id that nothing else in `scope` has
   * @param record what to make
   * @returns what the certificate has to wait for
   */
  createRecord(scope: Construct, id: string, record: DnsRecord): ITerraformDependable;

  /**
   * Makes the records that lead to the API.
   *
   * @param scope where the records belong
   * @param id an id that nothing else in `scope` has, and that those of several records may begin with
   * @param alias what to make
   * @returns the records
   */
  createAlias(scope: Construct, id: string, alias: DnsAlias): readonly ITerraformDependable[];

  /**
   * Sees to it that Amazon may issue certificates for a domain, where the CAA records of its zone could forbid it.
   *
   * @param scope the API
   * @param name the domain: `"api.example.com"`. It may be unresolved, or begin with `*.`
   * @returns what the certificate has to wait for, if anything in this stack
   */
  allowCertificates?(scope: Construct, name: string): ITerraformDependable | undefined;
}
