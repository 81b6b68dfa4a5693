import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformProvider } from "cdktf";
import type { Function } from "../function/function";
import type { FunctionTarget } from "../function/function-arn";

/** The function that decides who may connect, and what it is asked with. */
export interface Decider {
  readonly function?: Function | LambdaFunction;
  readonly target: FunctionTarget;
  /** The provider that made the function, which may be of another account or region than the API's. */
  readonly provider: TerraformProvider | undefined;
  /** As AWS takes them. */
  readonly identitySources: string[];
}
