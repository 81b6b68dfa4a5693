import type { LocalFunction } from "../local-function";
import type { FunctionLookup } from "./functions";
import { mayInvoke } from "./invoke-permission";
import type { ResourceReader } from "./resource-reader";

/** The functions, and the properties of an API stage, that are needed to resolve integrations. */
export interface IntegrationTargets {
  readonly functions: FunctionLookup;
  readonly managementEndpoint: string;
  /** `arn:…:execute-api:…:<apiId>` */
  readonly executionArn: string;
  readonly stageName: string;
}

/**
 * Finds the function that an integration or authorizer calls. Reports a problem if API Gateway has no permission to
 * invoke it, because every call would fail on AWS.
 *
 * @param credentials the argument for a role that API Gateway assumes to call the function
 * @param invoked the end of the source ARN of the call, after the API's ARN
 */
export function callOf(
  from: ResourceReader,
  uri: string,
  credentials: string,
  invoked: string,
  { functions, managementEndpoint, executionArn }: IntegrationTargets,
): LocalFunction | undefined {
  const fn = functions.find(uri, from, managementEndpoint);
  if (fn && !from.has(credentials) && !mayInvoke(from, fn, `${executionArn}/${invoked}`))
    from.refuse(
      `no "aws_lambda_permission" allows API Gateway to call ${fn.path} for ${executionArn}/${invoked}. Add one.`,
    );
  return fn;
}
