import type { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";

/** The Terraform resources of an `aws.Function`. */
export interface FunctionNodes {
  /** The `aws_lambda_function`. */
  readonly function: LambdaFunction;
  /** The `aws_iam_role` that the library created for the function; undefined with `role`. */
  readonly role?: IamRole;
  /** The `aws_iam_role_policy` of that role; undefined if the function has no permissions, and with `role`. */
  readonly policy?: IamRolePolicy;
  /** The `aws_iam_policy_document` of that policy, one statement for each permission; undefined with it. */
  readonly policyDocument?: DataAwsIamPolicyDocument;
  /** The `aws_iam_role_policy` of what creating the function needs, as in a VPC; undefined if it needs nothing. */
  readonly creationPolicy?: IamRolePolicy;
  /** The `aws_lambda_function_event_invoke_config`; undefined without `retries`. */
  readonly eventInvokeConfig?: LambdaFunctionEventInvokeConfig;
  /** The `aws_iam_role_policy_attachment`s of `policies`, in their order; empty without them. */
  readonly policyAttachments: readonly IamRolePolicyAttachment[];
  /** The function's own log group; undefined with `logging: false` or `logging.logGroup`. */
  readonly logGroup?: CloudwatchLogGroup;
  /** The `archive_file` that zips the code. */
  readonly archive: DataArchiveFile;
}
