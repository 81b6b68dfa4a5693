import type { ParsedStatement } from "../iam/policy-document";

const nothing: readonly ParsedStatement[] = [];

/** The statements on `execute-api` in AWS managed policies that Lambda functions commonly use, by policy name. */
export const managedPolicies: Readonly<Record<string, readonly ParsedStatement[]>> = {
  AWSXRayDaemonWriteAccess: nothing,
  AdministratorAccess: [{ effect: "Allow", actions: ["*"], resources: ["*"] }],
  AmazonAPIGatewayInvokeFullAccess: [
    {
      effect: "Allow",
      actions: ["execute-api:Invoke", "execute-api:ManageConnections"],
      resources: ["arn:aws:execute-api:*:*:*"],
    },
  ],
  AmazonDynamoDBFullAccess: nothing,
  AmazonDynamoDBReadOnlyAccess: nothing,
  AmazonS3FullAccess: nothing,
  AmazonS3ReadOnlyAccess: nothing,
  AmazonSSMReadOnlyAccess: nothing,
  CloudWatchLambdaInsightsExecutionRolePolicy: nothing,
  SecretsManagerReadWrite: nothing,
  "service-role/AWSLambdaBasicExecutionRole": nothing,
  "service-role/AWSLambdaDynamoDBExecutionRole": nothing,
  "service-role/AWSLambdaKinesisExecutionRole": nothing,
  "service-role/AWSLambdaSQSQueueExecutionRole": nothing,
  "service-role/AWSLambdaVPCAccessExecutionRole": nothing,
};
