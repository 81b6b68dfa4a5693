/**
 * Amazon API Gateway WebSocket APIs for Terraform CDK. The namespace `aws` contains the components. The namespaces
 * `cloudflare` and `vercel` contain DNS adapters. The types of the arguments, and `Linkable`, are exported directly.
 *
 * @module cdktf-apigateway-websocket
 */

import "./cdk/required-packages";

export type { AccountNodes } from "./api/account";
export type { AccessLog, AccountRole, ApiGatewayWebSocketArgs, ApiGatewayWebSocketTransform } from "./api/api-args";
export type { ApiGatewayWebSocketNodes, DomainNodes } from "./api/api-nodes";
export type { DomainArgs } from "./api/domain/args";
export type { ApiGatewayV2AuthorizerNodes } from "./authorizer/authorizer";
export type {
  ApiGatewayWebSocketAuthorizerArgs,
  AuthorizerTransform,
  JwtAuthorizerArgs,
  LambdaAuthorizerArgs,
  NamedAuthorizerArgs,
} from "./authorizer/authorizer-args";
export * as aws from "./aws";
export * as cloudflare from "./cloudflare";
export type { Days, Duration, LongDuration, Retention, Size } from "./core/units";
export { ValidationError } from "./core/validation-error";
export type {
  CloudflareDnsArgs,
  CloudflareDnsTransform,
  CloudflareRecordConfig,
  CloudflareRecordData,
  CloudflareRecordSettings,
} from "./dns/cloudflare-args";
export type { Dns, DnsAlias, DnsRecord } from "./dns/dns";
export type { AwsDnsArgs, AwsDnsTransform } from "./dns/route53";
export type { VercelDnsArgs, VercelDnsTransform } from "./dns/vercel-args";
export type {
  FunctionCodeArgs,
  FunctionCopyFile,
  FunctionHook,
  FunctionLoader,
  FunctionNodejs,
} from "./function/code-args";
export type { CodeSigning } from "./function/code-signing";
export type { FunctionConcurrency } from "./function/concurrency";
export type { DeadLetterTarget } from "./function/dead-letter";
export type { FunctionDurable } from "./function/durable";
export type { EncryptionKey } from "./function/encryption-key";
export type { FunctionArgs, FunctionSettings } from "./function/function-args";
export type { FunctionNodes } from "./function/function-nodes";
export type { FunctionTransform } from "./function/function-transform";
export type { GivenRole } from "./function/given-role";
export type { FunctionLayer } from "./function/layers";
export type { FunctionLogging } from "./function/logging";
export type { ManagedPolicy } from "./function/managed-policies";
export type { FunctionVpc } from "./function/network";
export type { FunctionRightsArgs } from "./function/rights-args";
export type { RoleDefaultsArgs } from "./function/role-defaults";
export type { FunctionTracing } from "./function/tracing";
export type { FunctionUrl, FunctionUrlCors } from "./function/url";
export type { FunctionVolume } from "./function/volume";
export type { Link, LinkDefinition } from "./link/definition";
export { linkStatements } from "./link/link-statements";
export { Linkable } from "./link/linkable";
export type { Permission, PermissionArgs, PermissionCondition } from "./link/permission";
export type { ResourceLink, ResourceLinkArgs } from "./link/resource-link";
export type { SecretNodes } from "./link/secret";
export { Secret } from "./link/secret";
export type { ApiGatewayWebSocketRouteNodes } from "./route/route";
export type {
  ApiGatewayWebSocketRouteArgs,
  RouteAuth,
  RouteHandler,
  RouteJwtAuth,
  RouteTransform,
} from "./route/route-args";
export type { ComponentOptions, Mutable, Transform } from "./terraform/resource-config";
export * as vercel from "./vercel";
