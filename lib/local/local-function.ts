import type { ManifestFunction } from "../bundle/manifest";
import type { ParsedStatement } from "./iam/policy-document";

/** A Lambda function that runs on this machine. */
export interface LocalFunction {
  /** The stack's name. */
  readonly stack: string;
  /** Terraform address, such as `aws_lambda_function.Chat_Function_E722290F`. */
  readonly address: string;
  /** Path of the construct, or the address if the JSON contains no path. */
  readonly path: string;
  /** The function's name in AWS. */
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  /** Absolute path of the folder with its code. */
  readonly folder: string;
  /** `<file without extension>.<export>` */
  readonly handler: string;
  /** `nodejs<version>.x` */
  readonly runtime: string;
  readonly architecture: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly region: string;
  readonly account: string;
  /** The function's own variables, without the ones that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** The maximum number of concurrent calls. Further calls are throttled. */
  readonly reservedConcurrency?: number;
  /** The role's policy statements on `execute-api`; undefined if the role or a policy is not in the JSON. */
  readonly permissions?: readonly ParsedStatement[];
  /** The endpoint of the first API that calls the function. An SDK client without an `endpoint` uses it. */
  readonly managementEndpoint: string;
  /** Why the function can't run on this machine. */
  readonly unavailable?: string;
  /** The parameters of the bundle; undefined if this library did not bundle the code. */
  readonly source?: ManifestFunction;
}
