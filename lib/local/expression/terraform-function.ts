import type { Value } from "./value";

/** One of Terraform's functions. */
export interface TerraformFunction {
  /** Whether the arguments may contain unknown parts. */
  readonly shallow?: boolean;
  readonly call: (...args: readonly Value[]) => Value;
}
