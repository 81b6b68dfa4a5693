import type { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import type { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Attributes } from "../core/attributes";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import type { Placement } from "../core/placement";
import { resolved } from "../core/resolved";
import { hold } from "../core/rule";
import { ValidationError } from "../core/validation-error";
import { destroyedFirst } from "../dns/destroyed-first";
import type { Address } from "./domain-decision";
import { domainNameRules, driftProblem, finalCertificateProblem, mappingRules, regionProblem } from "./domain-rules";
import { literalRegion } from "./region";

interface Given {
  readonly name: string;
  readonly arn: string;
  /** The certificate that was made, before it is validated. */
  readonly certificate: AcmCertificate | undefined;
}

/** Holds a domain to what it was made with, and to what AWS takes. */
export function holdDomainName(
  scope: Construct,
  domainName: Apigatewayv2DomainName,
  { name, arn, certificate }: Given,
  placement: Placement,
): void {
  hold(scope, domainName, domainNameRules);
  holdTo(scope, domainName, (domain, stack) => {
    const region = literalRegion(stack, placement);
    const own = literalRegion(stack, { provider: domainName.provider, region: domain.raw("region") as string });
    const given = { arn: resolved(stack, arn), unvalidated: certificate && resolved(stack, certificate.arn) };
    return (
      driftProblem(domain, "domain_name", resolved(stack, name), "domain.name") ??
      regionProblem(own, region) ??
      finalCertificateProblem(domain, given, region) ??
      lifeProblem(domain, "domainName", asItReads(domain, ["domain_name", "domain_name_configuration"]))
    );
  });
}

/** What a mapping leads from and to. */
interface Mapped extends Address {
  readonly apiId: string;
  readonly stage: string;
}

/** Holds a mapping to the address that the API's URL is made from, to the API and its stage, and to what AWS takes. */
export function holdMapping(scope: Construct, mapping: Apigatewayv2ApiMapping, mapped: Mapped): void {
  const { name, path, apiId, stage } = mapped;
  hold(scope, mapping, mappingRules);
  holdTo(
    scope,
    mapping,
    (attributes, stack) =>
      driftProblem(attributes, "domain_name", resolved(stack, name), "domain.name") ??
      driftProblem(attributes, "api_mapping_key", resolved(stack, path), "domain.path") ??
      lifeProblem(attributes, "domain.mapping", {
        api_id: resolved(stack, apiId),
        stage: resolved(stack, stage),
        ...asItReads(attributes, ["domain_name", "api_mapping_key"]),
      }),
  );
}

// What was judged already: it has to reach what is deployed too.
function asItReads(attributes: Attributes, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, attributes.raw(name)]));
}

function lifeProblem(
  attributes: Attributes,
  node: string,
  expected: Readonly<Record<string, unknown>>,
): string | undefined {
  const difference = changed(attributes, expected) ?? destroyedFirst(attributes);
  if (difference === undefined) return undefined;
  return `"nodes.${node}" has to stay what leads the domain to the API; got ${difference}. Leave it as it is.`;
}

function holdTo(
  scope: Construct,
  resource: Apigatewayv2DomainName | Apigatewayv2ApiMapping,
  problem: (attributes: Attributes, stack: TerraformStack) => string | undefined,
): void {
  const stack = TerraformStack.of(scope);
  judge(scope, (read) => {
    const attributes = read(resource);
    const text = attributes && problem(attributes, stack);
    if (text !== undefined) throw new ValidationError(scope, text);
  });
}
