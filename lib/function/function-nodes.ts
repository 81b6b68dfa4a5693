import type { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import type { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { LambdaProvisionedConcurrencyConfig } from "@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config";

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
  /** The `aws_lambda_provisioned_concurrency_config`; undefined without `concurrency.provisioned`. */
  readonly provisionedConcurrency?: LambdaProvisionedConcurrencyConfig;
  /** The function's own log group; undefined with `logging: false` or `logging.logGroup`. */
  readonly logGroup?: CloudwatchLogGroup;
  /** The `aws_lambda_function_url`; undefined without `url`. */
  readonly url?: LambdaFunctionUrl;
  /** The `aws_lambda_alias` that the URL serves; undefined if the function publishes no versions. */
  readonly urlAlias?: LambdaAlias;
  /** Allow everyone to call the URL; undefined if the URL asks for authorization. */
  readonly urlPermissions?: readonly LambdaPermission[];
  /** The `archive_file` that zips the code. */
  readonly archive: DataArchiveFile;
}
