import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Function } from "../function/function";
import type { FunctionTarget } from "../function/function-target";
import type { Placement } from "../terraform/resource-config";

/** The function that decides who may connect, and what it is asked with. */
export interface AuthorizerFunction {
  readonly function?: Function | LambdaFunction;
  readonly target: FunctionTarget;
  /** The provider that made the function, which may be of another account or region than the API's. */
  readonly provider: TerraformProvider | undefined;
  /** As AWS takes them. */
  readonly identitySources: string[];
}

/** What an authorizer needs to know of its API. */
export interface AuthorizerApi {
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
}
