import type { Construct } from "constructs";
import { isObject } from "../core/is-object";
import { type KnownArguments, refuseUnknown } from "../core/known-arguments";
import type { ComponentOptions } from "../core/placement";
import type { AccessLog, ApiGatewayWebSocketArgs, ApiGatewayWebSocketTransform } from "./api-args";
import type { DomainArgs } from "./domain-args";

const args: KnownArguments<ApiGatewayWebSocketArgs> = {
  accessLog: true,
  account: true,
  domain: true,
  transform: true,
};
const accessLog: KnownArguments<AccessLog> = { retention: true, format: true };
const transform: KnownArguments<ApiGatewayWebSocketTransform> = {
  api: true,
  stage: true,
  domainName: true,
  accessLog: true,
  route: true,
};
const route: KnownArguments<NonNullable<ApiGatewayWebSocketTransform["route"]>> = { handler: true, args: true };
const domain: KnownArguments<DomainArgs> = { name: true, nameId: true, path: true, cert: true, dns: true };
const options: KnownArguments<ComponentOptions> = { provider: true, dependsOn: true };

/** Refuses arguments of an API that are not known. */
export function refuseUnknownOfApi(
  scope: Construct,
  given: ApiGatewayWebSocketArgs,
  component: ComponentOptions,
): void {
  refuseUnknown(scope, "ApiGatewayWebSocket", given, args);
  if (given.accessLog !== false) refuseUnknown(scope, "accessLog", given.accessLog, accessLog);
  // What is neither a name nor an object is refused with the rest of the domain.
  if (isObject(given.domain)) refuseUnknown(scope, "domain", given.domain, domain);
  refuseUnknown(scope, "transform", given.transform, transform);
  refuseUnknown(scope, "transform.route", given.transform?.route, route);
  refuseUnknown(scope, "options", component, options);
}
