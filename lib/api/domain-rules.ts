import type { Attributes } from "../core/attributes";
import type { Rule } from "../core/rule";
import { quoted } from "../core/validation-error";
import { certificateProblem, nameProblem, pathProblem } from "./domain-texts";

const configuration = "transform.domainName.domainNameConfiguration";

/** What AWS refuses in an `aws_apigatewayv2_domain_name` for WebSocket APIs. */
export const domainNameRules: readonly Rule[] = [
  { name: "domain name", broken: (domain) => textProblem(domain, "domain_name", "domain.name", nameProblem) },
  only("endpoint type", "endpoint_type", "endpointType", ["REGIONAL"]),
  only("security policy", "security_policy", "securityPolicy", ["TLS_1_2"]),
  only("IP address type", "ip_address_type", "ipAddressType", ["ipv4", "dualstack"]),
];

/** What AWS refuses in an `aws_apigatewayv2_api_mapping`. */
export const mappingRules: readonly Rule[] = [
  { name: "mapped domain", broken: (mapping) => textProblem(mapping, "domain_name", "domain.nameId", nameProblem) },
  { name: "mapping key", broken: (mapping) => textProblem(mapping, "api_mapping_key", "domain.path", pathProblem) },
];

function textProblem(
  attributes: Attributes,
  attribute: string,
  argument: string,
  problem: (argument: string, text: unknown) => string | undefined,
): string | undefined {
  const text = attributes.string(attribute);
  return text === undefined ? undefined : problem(argument, text);
}

function only(name: string, attribute: string, field: string, allowed: readonly string[]): Rule {
  return {
    name,
    broken: (domain) => {
      const value = domain.blocks("domain_name_configuration")[0]?.string(attribute);
      if (value === undefined || allowed.includes(value)) return undefined;
      const list = allowed.map(quoted).join(" or ");
      return `"${configuration}.${field}" has to be ${list}, AWS takes no other for WebSocket APIs; got ${quoted(value)}. Give ${list}.`;
    },
  };
}

/** The certificate that a domain was made with, as it reads in the synthesized stack. */
interface GivenCertificate {
  readonly arn: unknown;
  /** The certificate that was made for it, before it is validated. */
  readonly unvalidated?: unknown;
}

/** What is wrong with the certificate that a domain has in the end. `region` is that of the API, where it is known. */
export function finalCertificateProblem(
  domain: Attributes,
  { arn, unvalidated }: GivenCertificate,
  region: string | undefined,
): string | undefined {
  const [block] = domain.blocks("domain_name_configuration");
  if (block === undefined) return undefined;
  const argument = `${configuration}.certificateArn`;
  const [final, literal] = [block.raw("certificate_arn"), block.string("certificate_arn")];
  if (!block.has("certificate_arn"))
    return `"${argument}" has to be set; got ${quoted(final ?? null)}. Change the fields of the configuration that is there, and leave this one.`;
  if (final === arn) return literal === undefined ? undefined : certificateProblem("domain.cert", literal, region);
  if (unvalidated !== undefined && (literal !== undefined || final === unvalidated))
    return `"${argument}" has to stay the certificate that was made and validated for the domain; got ${quoted(final)}. Leave it as it is, or give a certificate of your own as "domain.cert".`;
  return literal === undefined ? undefined : certificateProblem(argument, literal, region);
}

/** What is wrong with where a domain is made. Both regions are known, or it is not judged. */
export function regionProblem(own: string | undefined, ofApi: string | undefined): string | undefined {
  return own === undefined || ofApi === undefined || own === ofApi
    ? undefined
    : `"transform.domainName" can't put the domain into another region than the API's, ${quoted(ofApi)}; got ${quoted(own)}. Leave "region" and "provider" out.`;
}

/** What is wrong with an argument that was changed after `url` was made from it. What only Terraform knows is left. */
export function driftProblem(
  attributes: Attributes,
  attribute: string,
  declared: unknown,
  argument: string,
): string | undefined {
  const final = attributes.raw(attribute) ?? null;
  if (final === (declared ?? null) || (final !== null && attributes.string(attribute) === undefined)) return undefined;
  return `"${argument}" was changed after "url" was made from it; got ${quoted(final)} in place of ${quoted(declared ?? null)}. Set it as "${argument}" of the API instead.`;
}
