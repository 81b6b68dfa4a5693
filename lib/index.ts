/**
 * Amazon API Gateway WebSocket APIs for Terraform CDK. The components are in the namespace `aws`; what they take, and
 * `Linkable`, stand beside it.
 *
 * @module cdktf-apigateway-websocket
 */

export type { AccountNodes } from "./api/account";
export type { ApiGatewayWebSocketNodes } from "./api/api";
export type { AccessLog, AccountRole, ApiGatewayWebSocketArgs, ApiGatewayWebSocketTransform } from "./api/api-args";
export * as aws from "./aws";
export type { ComponentOptions } from "./core/placement";
export type { Retention } from "./core/retention";
export type { Mutable, Transform } from "./core/transform";
export type { Duration, Size } from "./core/units";
export { ValidationError } from "./core/validation-error";
export type { FunctionNodes } from "./function/function";
export type { FunctionArgs, FunctionLogging, FunctionNodejs, FunctionTransform } from "./function/function-args";
export { linkEnvironment, linkStatements } from "./function/raw-links";
export type { Link, LinkDefinition } from "./link/link";
export { Linkable } from "./link/linkable";
export type { Permission, PermissionArgs, PermissionCondition } from "./link/permission";
export type { ApiGatewayWebSocketRouteNodes } from "./route/route";
export type { ApiGatewayWebSocketRouteArgs, RouteAuth, RouteHandler, RouteTransform } from "./route/route-args";
