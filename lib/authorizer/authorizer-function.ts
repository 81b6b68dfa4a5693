import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { Function } from "../function/function";
import type { FunctionTarget } from "../function/function-target";
import type { Placement } from "../terraform/resource-config";

/** The function of an authorizer and its identity sources. */
export interface AuthorizerFunction {
  readonly function?: Function | LambdaFunction;
  readonly target: FunctionTarget;
  /** The provider of the function. Its account and region may differ from the API's. */
  readonly provider: TerraformProvider | undefined;
  /** In the notation of WebSocket APIs. */
  readonly identitySources: string[];
}

/** The properties of an API that its authorizers need. */
export interface AuthorizerApi {
  readonly scope: Construct;
  readonly apiId: string;
  readonly executionArn: string;
  readonly placement: Placement;
}
