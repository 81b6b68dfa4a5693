/**
 * Amazon API Gateway WebSocket APIs for Terraform CDK. The components are in the namespace `aws`; what they take, and
 * `Linkable`, stand beside it.
 *
 * @module cdktf-apigateway-websocket
 */

export type { AccountNodes } from "./api/account";
export type { AccessLog, AccountRole, ApiGatewayWebSocketArgs, ApiGatewayWebSocketTransform } from "./api/api-args";
export type { ApiGatewayWebSocketNodes, DomainNodes } from "./api/api-nodes";
export type { DomainArgs } from "./api/domain-args";
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
export type { ComponentOptions } from "./core/placement";
export type { Retention } from "./core/retention";
export type { Mutable, Transform } from "./core/transform";
export type { Duration, Size } from "./core/units";
export { ValidationError } from "./core/validation-error";
export type { CloudflareDnsArgs, CloudflareDnsTransform } from "./dns/cloudflare-args";
export type { CloudflareRecordConfig, CloudflareRecordData, CloudflareRecordSettings } from "./dns/cloudflare-record";
export type { Dns, DnsAlias, DnsRecord } from "./dns/dns";
export type { AwsDnsArgs, AwsDnsTransform } from "./dns/route53-args";
export type { VercelDnsArgs, VercelDnsTransform } from "./dns/vercel-args";
export type { FunctionNodes } from "./function/function";
export type { FunctionArgs, FunctionLogging, FunctionNodejs, FunctionTransform } from "./function/function-args";
export { linkEnvironment, linkStatements } from "./function/raw-links";
export type { Link, LinkDefinition } from "./link/link";
export { Linkable } from "./link/linkable";
export type { Permission, PermissionArgs, PermissionCondition } from "./link/permission";
export type { ApiGatewayWebSocketRouteNodes } from "./route/route";
export type {
  ApiGatewayWebSocketRouteArgs,
  RouteAuth,
  RouteHandler,
  RouteJwtAuth,
  RouteTransform,
} from "./route/route-args";
export * as vercel from "./vercel";
