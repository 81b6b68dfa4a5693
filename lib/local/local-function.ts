import type { ManifestFunction } from "../bundle/manifest";
import type { ParsedStatement } from "./iam/policy-document";

/** A Lambda function that runs here. */
export interface LocalFunction {
  /** The stack's name. */
  readonly stack: string;
  /** Terraform address, such as `aws_lambda_function.Chat_Function_E722290F`. */
  readonly address: string;
  /** Path of the construct, or the address where the JSON has none. */
  readonly path: string;
  /** The function's name in AWS. */
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  /** Absolute path of the folder with its code. */
  readonly folder: string;
  /** `<file without ending>.<export>` */
  readonly handler: string;
  /** `nodejs<version>.x` */
  readonly runtime: string;
  readonly architecture: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly region: string;
  readonly account: string;
  /** The function's own variables; nothing that Lambda itself sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** More calls at once than this are throttled. */
  readonly reservedConcurrency?: number;
  /** What its role may do to `execute-api`; undefined where the role or one of its policies is not in the JSON. */
  readonly permissions?: readonly ParsedStatement[];
  /** The first API that calls it: where an SDK without an `endpoint` sends messages. */
  readonly managementEndpoint: string;
  /** What it takes to bundle it again; undefined for code that came ready. */
  readonly source?: ManifestFunction;
}
