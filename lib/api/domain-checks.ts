import type { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addCheck, addSearch } from "../core/checks";
import type { Placement } from "../core/placement";
import { resolved } from "../core/resolved";
import { addRules } from "../core/rule";
import type { Address } from "./domain-decision";
import { certificateArnProblem, domainNameRules, driftProblem, mappingRules, regionProblem } from "./domain-rules";
import { literalRegion } from "./region";

/** Checks a domain name against what AWS accepts, and against the name that the API's URL is made from. */
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
      driftProblem(domain, "domain_name", resolved(stack, name), "domain.name") ??
      regionProblem(own, literalRegion(stack, placement))
    );
  });
  // The region is that of a provider, which may be declared after the API.
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

/** Checks a mapping against what AWS accepts, and against the address that the API's URL is made from. */
export function checkMapping(scope: Construct, mapping: Apigatewayv2ApiMapping, { name, path }: Address): void {
  const stack = TerraformStack.of(scope);
  addRules(scope, mapping, mappingRules);
  addSearch(scope, (rendered) => {
    const attributes = rendered.attributes(mapping);
    return (
      attributes &&
      (driftProblem(attributes, "domain_name", resolved(stack, name), "domain.name") ??
        driftProblem(attributes, "api_mapping_key", resolved(stack, path), "domain.path"))
    );
  });
}
