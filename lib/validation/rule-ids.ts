/** A rule about a limit or a format of a service. */
interface RuleEntry {
  /** The Terraform resource whose arguments the rule checks. */
  readonly resource: string;
  /** The section of the service's documentation that states the limit or the format. */
  readonly source: string;
}

const createApi = "Amazon API Gateway V2 API Reference, CreateApi";
const createStage = "Amazon API Gateway V2 API Reference, CreateStage";
const createRoute = "Amazon API Gateway V2 API Reference, CreateRoute";
const createIntegration = "Amazon API Gateway V2 API Reference, CreateIntegration";
const createDomainName = "Amazon API Gateway V2 API Reference, CreateDomainName";
const createFunction = "AWS Lambda API Reference, CreateFunction";
const urlCors = "AWS Lambda API Reference, Cors";
const accessLogs = "API Gateway Developer Guide, Set up logging for WebSocket APIs";
const route53 = "Amazon Route 53 API Reference, ResourceRecordSet";
const cloudflare = "Cloudflare API, DNS Records";
const vercel = "Terraform provider vercel/vercel, vercel_dns_record";

/**
 * All rules that an app may ignore, by their ids. Ids are public: messages and users' `cdktf.json` contain them. Rules
 * about auth have no id, because no app may ignore them.
 */
export const ruleIds = {
  "access-log-destination": { resource: "aws_apigatewayv2_stage", source: `${createStage}: AccessLogSettings` },
  "access-log-format": { resource: "aws_apigatewayv2_stage", source: accessLogs },
  "access-log-variables": { resource: "aws_apigatewayv2_stage", source: accessLogs },
  "account-role-arn": {
    resource: "aws_api_gateway_account",
    source: "Amazon API Gateway REST API Reference, UpdateAccount: cloudwatchRoleArn",
  },
  "api-description": { resource: "aws_apigatewayv2_api", source: `${createApi}: Description` },
  "api-http-arguments": { resource: "aws_apigatewayv2_api", source: `${createApi}: supported for HTTP APIs only` },
  "api-ip-address-type": { resource: "aws_apigatewayv2_api", source: `${createApi}: IpAddressType` },
  "api-key-selection": { resource: "aws_apigatewayv2_api", source: `${createApi}: ApiKeySelectionExpression` },
  "api-name": { resource: "aws_apigatewayv2_api", source: `${createApi}: Name` },
  "api-route-selection": { resource: "aws_apigatewayv2_api", source: `${createApi}: RouteSelectionExpression` },
  "api-version": { resource: "aws_apigatewayv2_api", source: `${createApi}: Version` },
  "authorizer-name": {
    resource: "aws_apigatewayv2_authorizer",
    source: "Amazon API Gateway V2 API Reference, CreateAuthorizer: Name",
  },
  "certificate-alternative-names": {
    resource: "aws_acm_certificate",
    source: "AWS Certificate Manager User Guide, DNS validation",
  },
  "certificate-name-length": {
    resource: "aws_acm_certificate",
    source: "AWS Certificate Manager API Reference, RequestCertificate: DomainName",
  },
  "certificate-validation-method": {
    resource: "aws_acm_certificate",
    source: "AWS Certificate Manager User Guide, DNS validation",
  },
  "cloudflare-content": { resource: "cloudflare_dns_record", source: `${cloudflare}: content, data` },
  "cloudflare-name": { resource: "cloudflare_dns_record", source: `${cloudflare}: name` },
  "cloudflare-proxied": { resource: "cloudflare_dns_record", source: `${cloudflare}: proxied` },
  "cloudflare-proxied-ttl": { resource: "cloudflare_dns_record", source: `${cloudflare}: ttl, proxied` },
  "cloudflare-target": { resource: "cloudflare_dns_record", source: `${cloudflare}: content` },
  "cloudflare-ttl": { resource: "cloudflare_dns_record", source: `${cloudflare}: ttl` },
  "cloudflare-type": { resource: "cloudflare_dns_record", source: `${cloudflare}: type` },
  "cloudflare-zone-id": { resource: "cloudflare_dns_record", source: `${cloudflare}: zone_id` },
  "domain-certificate": {
    resource: "aws_apigatewayv2_domain_name",
    source: `${createDomainName}: DomainNameConfigurations`,
  },
  "domain-endpoint-type": {
    resource: "aws_apigatewayv2_domain_name",
    source: "API Gateway Developer Guide, Custom domain names for WebSocket APIs",
  },
  "domain-ip-address-type": { resource: "aws_apigatewayv2_domain_name", source: `${createDomainName}: IpAddressType` },
  "domain-name": { resource: "aws_apigatewayv2_domain_name", source: `${createDomainName}: DomainName` },
  "domain-path": {
    resource: "aws_apigatewayv2_api_mapping",
    source: "Amazon API Gateway V2 API Reference, CreateApiMapping: ApiMappingKey",
  },
  "domain-security-policy": {
    resource: "aws_apigatewayv2_domain_name",
    source: "API Gateway Developer Guide, Custom domain names for WebSocket APIs",
  },
  "iam-policy-arn": {
    resource: "aws_iam_role_policy_attachment",
    source: "AWS IAM API Reference, AttachRolePolicy: PolicyArn",
  },
  "iam-role-name": { resource: "aws_iam_role", source: "AWS IAM API Reference, CreateRole: RoleName" },
  "iam-role-path": { resource: "aws_iam_role", source: "AWS IAM API Reference, CreateRole: Path" },
  "integration-content-handling": {
    resource: "aws_apigatewayv2_integration",
    source: `${createIntegration}: ContentHandlingStrategy`,
  },
  "integration-invoke-arn": {
    resource: "aws_apigatewayv2_integration",
    source: `${createIntegration}: IntegrationUri`,
  },
  "integration-payload-format": {
    resource: "aws_apigatewayv2_integration",
    source: `${createIntegration}: PayloadFormatVersion`,
  },
  "integration-timeout": {
    resource: "aws_apigatewayv2_integration",
    source: `${createIntegration}: TimeoutInMillis`,
  },
  "integration-vpc-link": { resource: "aws_apigatewayv2_integration", source: `${createIntegration}: ConnectionType` },
  "lambda-architecture": { resource: "aws_lambda_function", source: `${createFunction}: Architectures` },
  "lambda-code-signing": { resource: "aws_lambda_function", source: `${createFunction}: CodeSigningConfigArn` },
  "lambda-code-size": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Lambda quotas: deployment package size",
  },
  "lambda-dead-letter": { resource: "aws_lambda_function", source: `${createFunction}: DeadLetterConfig` },
  "lambda-description": { resource: "aws_lambda_function", source: `${createFunction}: Description` },
  "lambda-durable-invocation": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Invoking durable Lambda functions",
  },
  "lambda-durable-retention": {
    resource: "aws_lambda_function",
    source: "AWS Lambda API Reference, DurableConfig: RetentionPeriodInDays",
  },
  "lambda-durable-runtime": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Supported runtimes for durable functions",
  },
  "lambda-durable-timeout": {
    resource: "aws_lambda_function",
    source: "AWS Lambda API Reference, DurableConfig: ExecutionTimeout",
  },
  "lambda-environment-names": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Working with environment variables",
  },
  "lambda-environment-size": { resource: "aws_lambda_function", source: "AWS Lambda Developer Guide, Lambda quotas" },
  "lambda-event-age": {
    resource: "aws_lambda_function_event_invoke_config",
    source: "AWS Lambda API Reference, PutFunctionEventInvokeConfig: MaximumEventAgeInSeconds",
  },
  "lambda-kms-key": { resource: "aws_lambda_function", source: `${createFunction}: KMSKeyArn` },
  "lambda-log-format": { resource: "aws_lambda_function", source: `${createFunction}: LoggingConfig` },
  "lambda-log-group": { resource: "aws_lambda_function", source: `${createFunction}: LoggingConfig` },
  "lambda-memory": { resource: "aws_lambda_function", source: `${createFunction}: MemorySize` },
  "lambda-name": { resource: "aws_lambda_function", source: `${createFunction}: FunctionName` },
  "lambda-retries": {
    resource: "aws_lambda_function_event_invoke_config",
    source: "AWS Lambda API Reference, PutFunctionEventInvokeConfig: MaximumRetryAttempts",
  },
  "lambda-role": { resource: "aws_lambda_function", source: `${createFunction}: Role` },
  "lambda-runtime": { resource: "aws_lambda_function", source: "AWS Lambda Developer Guide, Lambda runtimes" },
  "lambda-runtime-create": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Lambda runtimes: block function create",
  },
  "lambda-runtime-update": {
    resource: "aws_lambda_function",
    source: "AWS Lambda Developer Guide, Lambda runtimes: block function update",
  },
  "lambda-storage": { resource: "aws_lambda_function", source: `${createFunction}: EphemeralStorage` },
  "lambda-timeout": { resource: "aws_lambda_function", source: `${createFunction}: Timeout` },
  "lambda-url-max-age": { resource: "aws_lambda_function_url", source: `${urlCors}: MaxAge` },
  "lambda-url-methods": { resource: "aws_lambda_function_url", source: `${urlCors}: AllowMethods` },
  "lambda-volume-efs": { resource: "aws_lambda_function", source: `${createFunction}: FileSystemConfigs` },
  "lambda-volume-path": { resource: "aws_lambda_function", source: `${createFunction}: FileSystemConfigs` },
  "log-group-kms-key": {
    resource: "aws_cloudwatch_log_group",
    source: "Amazon CloudWatch Logs API Reference, CreateLogGroup: kmsKeyId",
  },
  "log-group-name": {
    resource: "aws_cloudwatch_log_group",
    source: "Amazon CloudWatch Logs API Reference, CreateLogGroup: logGroupName",
  },
  "log-group-retention": {
    resource: "aws_cloudwatch_log_group",
    source: "Amazon CloudWatch Logs API Reference, PutRetentionPolicy: retentionInDays",
  },
  "route-key": { resource: "aws_apigatewayv2_route", source: `${createRoute}: RouteKey` },
  "route-operation-name": { resource: "aws_apigatewayv2_route", source: `${createRoute}: OperationName` },
  "route-response-key": {
    resource: "aws_apigatewayv2_route_response",
    source: "Amazon API Gateway V2 API Reference, CreateRouteResponse: RouteResponseKey",
  },
  "route-response-selection": {
    resource: "aws_apigatewayv2_route",
    source: `${createRoute}: RouteResponseSelectionExpression`,
  },
  "route53-alias-name": { resource: "aws_route53_record", source: `${route53}: AliasTarget` },
  "route53-alias-ttl": { resource: "aws_route53_record", source: `${route53}: TTL` },
  "route53-alias-zone": { resource: "aws_route53_record", source: `${route53}: AliasTarget` },
  "route53-content": { resource: "aws_route53_record", source: `${route53}: AliasTarget, ResourceRecords` },
  "route53-ttl": { resource: "aws_route53_record", source: `${route53}: TTL` },
  "route53-ttl-missing": { resource: "aws_route53_record", source: `${route53}: TTL` },
  "route53-type": { resource: "aws_route53_record", source: `${route53}: Type` },
  "stage-deployment": { resource: "aws_apigatewayv2_stage", source: `${createStage}: AutoDeploy, DeploymentId` },
  "stage-description": { resource: "aws_apigatewayv2_stage", source: `${createStage}: Description` },
  "stage-logging-level": { resource: "aws_apigatewayv2_stage", source: `${createStage}: DefaultRouteSettings` },
  "stage-name": { resource: "aws_apigatewayv2_stage", source: `${createStage}: StageName` },
  "stage-route-settings": { resource: "aws_apigatewayv2_stage", source: `${createStage}: RouteSettings` },
  "stage-throttling": { resource: "aws_apigatewayv2_stage", source: `${createStage}: DefaultRouteSettings` },
  "vercel-apex": { resource: "vercel_dns_record", source: `${vercel}: type` },
  "vercel-comment": { resource: "vercel_dns_record", source: `${vercel}: comment` },
  "vercel-mx-priority": { resource: "vercel_dns_record", source: `${vercel}: mx_priority` },
  "vercel-name": { resource: "vercel_dns_record", source: `${vercel}: name` },
  "vercel-srv": { resource: "vercel_dns_record", source: `${vercel}: srv` },
  "vercel-ttl": { resource: "vercel_dns_record", source: `${vercel}: ttl` },
  "vercel-type": { resource: "vercel_dns_record", source: `${vercel}: type` },
  "vercel-value": { resource: "vercel_dns_record", source: `${vercel}: value` },
} as const satisfies Readonly<Record<string, RuleEntry>>;

/** The id of a rule, such as "lambda-memory". */
export type RuleId = keyof typeof ruleIds;

export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(ruleIds, id);
}
