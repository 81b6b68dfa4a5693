import { dependable, type ITerraformDependable, Lazy, type TerraformProvider, Token } from "cdktf";

/**
 * Terraform's meta-arguments for everything that a component makes.
 *
 * @example
 * ```ts
 * import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
 *
 * const ireland = new AwsProvider(this, "ireland", { alias: "ireland", region: "eu-west-1" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {}, { provider: ireland });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface ComponentOptions {
  /**
   * The AWS provider that makes the component's resources. Set it to put the component into another region or account.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
  /**
   * What has to exist before any resource of the component is made.
   * @default - nothing but what the resources refer to
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** {@link ComponentOptions}, and the region where a resource's own `region` argument names one. */
export interface Placement extends ComponentOptions {
  readonly region?: string;
}

/** The meta-arguments of a resource that lives in a region. */
export function regional({ provider, dependsOn, region }: Placement) {
  return { ...global({ provider, dependsOn }), ...(region !== undefined && { region }) };
}

/** The meta-arguments of a resource that knows no region, as those of IAM. */
export function global({ provider, dependsOn }: ComponentOptions) {
  return { ...(provider && { provider }), ...(dependsOn?.length && { dependsOn }) };
}

interface Dependent {
  dependsOn?: string[];
}

/** Has Terraform create a resource after others that may be declared later than it. */
export function waitForLater(resource: Dependent, later: () => readonly ITerraformDependable[]): void {
  const before = resource.dependsOn ?? [];
  const all = () => [...new Set([...before, ...later().map(dependable)])];
  resource.dependsOn = Token.asList(Lazy.listValue({ produce: all }, { omitEmpty: true }));
}
