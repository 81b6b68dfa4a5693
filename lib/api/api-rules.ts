import type { Construct } from "constructs";
import { requireOwnCdk } from "../core/own-constructs";
import { isObject } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import type { ComponentOptions } from "../terraform/resource-config";
import { requireOptions } from "../validation/component-options";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { argumentName, authRule, lengthProblem, type Rule, rule } from "../validation/rule";
import type { AccessLog, ApiGatewayWebSocketArgs, ApiGatewayWebSocketTransform } from "./api-args";
import type { DomainArgs } from "./domain/args";

const httpArguments = ["cors_configuration", "body", "route_key", "target", "credentials_arn"];

/** What AWS rejects in an `aws_apigatewayv2_api` for WebSockets. */
export const apiRules: readonly Rule[] = [
  authRule("protocol", (api) => {
    const protocol = api.string("protocol_type");
    return protocol === undefined || protocol === "WEBSOCKET"
      ? undefined
      : `"transform.api.protocolType" has to stay "WEBSOCKET"; got ${quoted(protocol)}. Leave it out.`;
  }),
  rule("api-name", (api) => lengthProblem(api, "transform.api", "name", 1, 128)),
  rule("api-description", (api) => lengthProblem(api, "transform.api", "description", 0, 1024)),
  rule("api-version", (api) => lengthProblem(api, "transform.api", "version", 1, 64)),
  rule("api-route-selection", (api) => {
    const expression = api.string("route_selection_expression");
    return expression === undefined || /^\$(request\.body\.|\{request\.body\.)/.test(expression)
      ? undefined
      : `"transform.api.routeSelectionExpression" has to begin with "$request.body." or "\${request.body."; got ${quoted(expression)}. Write "$request.body.action".`;
  }),
  rule("api-key-selection", (api) => {
    const expression = api.string("api_key_selection_expression");
    const known = ["$request.header.x-api-key", "$context.authorizer.usageIdentifierKey"];
    return expression === undefined || known.includes(expression)
      ? undefined
      : `"transform.api.apiKeySelectionExpression" has to be ${known.map(quoted).join(" or ")}; got ${quoted(expression)}. Use one of them.`;
  }),
  rule("api-ip-address-type", (api) => {
    const type = api.string("ip_address_type");
    return type === undefined || type === "ipv4" || type === "dualstack"
      ? undefined
      : `"transform.api.ipAddressType" has to be "ipv4" or "dualstack"; got ${quoted(type)}. Write ipAddressType: "ipv4".`;
  }),
  rule("api-http-arguments", (api) => {
    const attribute = httpArguments.find((name) => api.has(name));
    if (attribute === undefined) return undefined;
    return `"transform.api.${argumentName(attribute)}" is only for HTTP APIs; got ${quoted(api.raw(attribute))}. Leave it out.`;
  }),
];

const knownArgs: KnownArguments<ApiGatewayWebSocketArgs> = {
  accessLog: true,
  account: true,
  domain: true,
  transform: true,
};
const knownAccessLog: KnownArguments<AccessLog> = { retention: true, format: true, kmsKey: true };
const knownTransform: KnownArguments<ApiGatewayWebSocketTransform> = {
  api: true,
  stage: true,
  domainName: true,
  accessLog: true,
  route: true,
};
const knownRouteTransform: KnownArguments<NonNullable<ApiGatewayWebSocketTransform["route"]>> = {
  handler: true,
  args: true,
};
const knownDomain: KnownArguments<DomainArgs> = { name: true, nameId: true, path: true, cert: true, dns: true };
const knownOptions: KnownArguments<ComponentOptions> = { provider: true, dependsOn: true };

/** Rejects unknown arguments of an API. */
export function requireKnownApiArguments(
  scope: Construct,
  given: ApiGatewayWebSocketArgs,
  options: ComponentOptions,
): void {
  requireOwnCdk(scope, options);
  requireKnown(scope, "ApiGatewayWebSocket", given, knownArgs);
  if (given.accessLog !== false) requireKnown(scope, "accessLog", given.accessLog, knownAccessLog);
  // decideDomain rejects a domain that is neither a name nor an object.
  if (isObject(given.domain)) requireKnown(scope, "domain", given.domain, knownDomain);
  requireKnown(scope, "transform", given.transform, knownTransform);
  requireKnown(scope, "transform.route", given.transform?.route, knownRouteTransform);
  requireOptions(scope, options, knownOptions);
}
