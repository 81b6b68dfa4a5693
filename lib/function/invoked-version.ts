import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";

/** What callers of a function name: its published version, or the function itself. */
export interface InvokedVersion {
  /** With the version, if there is one. */
  readonly arn: string;
  /** The ARN that API Gateway invokes. */
  readonly invokeArn: string;
  /** The published version; undefined for a function that publishes none. */
  readonly qualifier?: string;
}

/**
 * Returns what callers of a function name. A version is known only after apply, and another one after each change of
 * the function.
 */
export function invokedVersion(fn: LambdaFunction, isPublished: boolean): InvokedVersion {
  if (!isPublished) return { arn: fn.arn, invokeArn: fn.invokeArn };
  return { arn: fn.qualifiedArn, invokeArn: fn.qualifiedInvokeArn, qualifier: fn.version };
}
