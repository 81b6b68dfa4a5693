import type { LocalFunction } from "../local-function";
import type { FunctionLookup } from "./functions";
import { mayInvoke } from "./invoke-permission";
import type { ResourceReader } from "./resource-reader";

/** What it takes to call functions for an API. */
export interface IntegrationTargets {
  readonly functions: FunctionLookup;
  readonly managementEndpoint: string;
  /** `arn:…:execute-api:…:<apiId>` */
  readonly executionArn: string;
  readonly stageName: string;
}

/**
 * The function that a resource has API Gateway call. One that API Gateway may not call is a problem: on AWS, every call
 * of it fails.
 *
 * @param credentials the argument that names a role to call it with
 * @param invoked what API Gateway calls it for, behind the API's ARN
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
    from.refuse(`no "aws_lambda_permission" lets API Gateway call ${fn.path} for ${executionArn}/${invoked}.`);
  return fn;
}
