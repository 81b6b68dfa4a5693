import type { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { quoted } from "../../core/validation-error";
import type { Attributes } from "../../terraform/rendered-stack";
import type { Placement } from "../../terraform/resource-config";
import { resolveValue } from "../../terraform/tokens";
import { addCheck, addSearch } from "../../validation/checks";
import { addRules, type Rule, rule } from "../../validation/rule";
import type { RuleId } from "../../validation/rule-ids";
import { literalRegion } from "../region";
import { certificateProblem, type DomainAddress, domainNameTextProblem, pathProblem } from "./plan";

/** Checks a domain name against AWS's rules, and against the name in the API's URL. */
export function checkDomainName(
  scope: Construct,
  domainName: Apigatewayv2DomainName,
  name: string,
  placement: Placement,
): void {
  const stack = TerraformStack.of(scope);
  addRules(scope, domainName, domainNameRules);
  addSearch(scope, (rendered) => {
    const domain = rendered.attributes(domainName);
    if (domain === undefined) return undefined;
    const own = literalRegion(stack, { provider: domainName.provider, region: domain.raw("region") as string });
    return (
      driftProblem(domain, "domain_name", resolveValue(stack, name), "domain.name") ??
      regionProblem(own, literalRegion(stack, placement))
    );
  });
  // Checked at synthesis, because the provider with the region may be declared after the API.
  addCheck({
    owner: scope,
    resource: domainName,
    find: (rendered) => {
      const domain = rendered.attributes(domainName);
      const text = domain && certificateArnProblem(domain, literalRegion(stack, placement));
      return text === undefined ? [] : [{ text, rule: "domain-certificate" }];
    },
  });
}

/** Checks a mapping against AWS's rules, and against the address in the API's URL. */
export function checkMapping(scope: Construct, mapping: Apigatewayv2ApiMapping, { name, path }: DomainAddress): void {
  const stack = TerraformStack.of(scope);
  addRules(scope, mapping, mappingRules);
  addSearch(scope, (rendered) => {
    const attributes = rendered.attributes(mapping);
    return (
      attributes &&
      (driftProblem(attributes, "domain_name", resolveValue(stack, name), "domain.name") ??
        driftProblem(attributes, "api_mapping_key", resolveValue(stack, path), "domain.path"))
    );
  });
}

const configuration = "transform.domainName.domainNameConfiguration";

/** What AWS rejects in an `aws_apigatewayv2_domain_name` for WebSocket APIs. */
export const domainNameRules: readonly Rule[] = [
  rule("domain-name", (domain) => literalProblem(domain, "domain_name", "domain.name", domainNameTextProblem)),
  allowedValues("domain-endpoint-type", "endpoint_type", "endpointType", ["REGIONAL"]),
  allowedValues("domain-security-policy", "security_policy", "securityPolicy", ["TLS_1_2"]),
  allowedValues("domain-ip-address-type", "ip_address_type", "ipAddressType", ["ipv4", "dualstack"]),
];

/** What AWS rejects in an `aws_apigatewayv2_api_mapping`. */
export const mappingRules: readonly Rule[] = [
  rule("domain-name", (mapping) => literalProblem(mapping, "domain_name", "domain.nameId", domainNameTextProblem)),
  rule("domain-path", (mapping) => literalProblem(mapping, "api_mapping_key", "domain.path", pathProblem)),
];

function literalProblem(
  attributes: Attributes,
  attribute: string,
  argument: string,
  problem: (argument: string, text: unknown) => string | undefined,
): string | undefined {
  const text = attributes.string(attribute);
  return text === undefined ? undefined : problem(argument, text);
}

function allowedValues(id: RuleId, attribute: string, field: string, allowed: readonly string[]): Rule {
  return rule(id, (domain) => {
    const value = domain.blocks("domain_name_configuration")[0]?.string(attribute);
    if (value === undefined || allowed.includes(value)) return undefined;
    const list = allowed.map(quoted).join(" or ");
    return `"${configuration}.${field}" has to be ${list} for WebSocket APIs; got ${quoted(value)}. Write ${field}: ${quoted(allowed[0])}.`;
  });
}

/** What is wrong with the certificate of a domain. `region` is the API's region, if it is known at synthesis. */
export function certificateArnProblem(domain: Attributes, region: string | undefined): string | undefined {
  const [block] = domain.blocks("domain_name_configuration");
  if (block === undefined) return undefined;
  if (!block.has("certificate_arn"))
    return `"${configuration}.certificateArn" has to be set; got ${quoted(block.raw("certificate_arn") ?? null)}. Copy the given configuration: { ...args.domainNameConfiguration, … }.`;
  const literal = block.string("certificate_arn");
  return literal === undefined ? undefined : certificateProblem("domain.cert", literal, region);
}

/** What is wrong with the region of a domain. An unknown region is not checked. */
export function regionProblem(own: string | undefined, apiRegion: string | undefined): string | undefined {
  return own === undefined || apiRegion === undefined || own === apiRegion
    ? undefined
    : `"transform.domainName" can't change the region of the domain, which has to be that of the API, ${quoted(apiRegion)}; got ${quoted(own)}. Remove "region" and "provider".`;
}

/** What is wrong with an argument that changed after `url` was built. Values known only after apply are not checked. */
export function driftProblem(
  attributes: Attributes,
  attribute: string,
  declared: unknown,
  argument: string,
): string | undefined {
  const final = attributes.raw(attribute) ?? null;
  if (final === (declared ?? null) || (final !== null && attributes.string(attribute) === undefined)) return undefined;
  return `"${argument}" was changed after "url" was built from it; got ${quoted(final)} in place of ${quoted(declared ?? null)}. Set it as "${argument}" of the API instead.`;
}
