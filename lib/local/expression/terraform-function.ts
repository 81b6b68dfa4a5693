import type { Value } from "./value";

/** A function of Terraform's. `shallow`: parts of its arguments may be unknown. */
export interface TerraformFunction {
  readonly shallow?: boolean;
  readonly call: (...args: readonly Value[]) => Value;
}
