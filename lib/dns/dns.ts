import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

/** The DNS validation record of a certificate. It proves to AWS that you control the domain. */
export interface DnsRecord {
  /** The domain to validate, which selects the zone: `"api.example.com"`. It may be unresolved, or begin with `*.`. */
  readonly domain: string;
  /** Full name of the record. It is unresolved, and ends with a dot. */
  readonly name: string;
  /** Type of the record: `"CNAME"`. */
  readonly type: string;
  /** Value of the record. It is unresolved, and ends with a dot. */
  readonly value: string;
  /**
   * The AWS provider of the API's account, for adapters that create records in AWS too. Its region may differ from the
   * API's, because the record is the same in all regions.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
}

/** A DNS record that points a domain to its API. */
export interface DnsAlias {
  /** The domain: `"api.example.com"`. It may be unresolved, or begin with `*.`. */
  readonly name: string;
  /** The target: the domain name of API Gateway. It is unresolved. */
  readonly aliasName: string;
  /** The Route 53 zone id of the target, for aliases in Route 53. It is unresolved. */
  readonly aliasZone: string;
  /**
   * The AWS provider of the API, for adapters that create records in AWS too.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
}

/**
 * A DNS adapter, which creates the DNS records of custom domains. `aws.dns()`, `cloudflare.dns()` and `vercel.dns()`
 * return one. Implement it for any other service that has a Terraform provider.
 *
 * Each method receives the scope of its records, so one adapter can serve many APIs and stacks.
 */
export interface Dns {
  /** Name of the DNS service, such as `"aws"`, for messages and ids. */
  readonly provider: string;

  /**
   * Rejects a domain for which the adapter can't create records. It is called before anything is created.
   *
   * @param scope the API
   * @param name the domain: `"api.example.com"`. It may be unresolved, or begin with `*.`
   */
  checkName?(scope: Construct, name: string): void;

  /**
   * Creates the validation record of a certificate. All certificates of a stack that need the same record share it, so
   * it is created once for `example.com` and `*.example.com`.
   *
   * @param scope the scope of the record, which is not the API
   * @param id an id that is unique in `scope`
   * @param record the record to create
   * @returns the resource that the certificate depends on
   */
  createRecord(scope: Construct, id: string, record: DnsRecord): ITerraformDependable;

  /**
   * Creates the records that point to the API.
   *
   * @param scope the scope of the records
   * @param id an id that is unique in `scope`, to use as it is or as a prefix for several records
   * @param alias the record to create
   * @returns the records
   */
  createAlias(scope: Construct, id: string, alias: DnsAlias): readonly ITerraformDependable[];

  /**
   * Allows Amazon to issue certificates for a domain, where CAA records of its zone may forbid it.
   *
   * @param scope the API
   * @param name the domain: `"api.example.com"`. It may be unresolved, or begin with `*.`
   * @returns the resource that the certificate depends on, if it is in this stack
   */
  allowCertificates?(scope: Construct, name: string): ITerraformDependable | undefined;
}
