import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import type { TerraformStack } from "cdktf";
import { aws, cloudflare, type Dns, vercel } from "../../../lib";
import { type Synthesized, synth } from "../../support/synth";
import { given } from "../../support/ways";

/** The resources and data sources of a domain, without cdktf's hashes. */
function chainOf({ json }: Synthesized): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(json).replace(/_[0-9A-F]{8}(?=[."])/g, ""));
  const kinds = Object.entries({ ...plain.resource, ...plain.data }).filter(([type]) =>
    /acm|api_mapping|domain_name|record$|zone$/.test(type),
  );
  return Object.fromEntries(
    kinds.flatMap(([type, all]) => Object.entries(all as object).map(([id, one]) => [`${type}.${id}`, one])),
  );
}

function chain(dns: Dns, prepare: (stack: TerraformStack) => unknown = () => undefined): Record<string, unknown> {
  return chainOf(
    synth((stack) => {
      prepare(stack);
      const domain = { name: "api.example.com", path: "v1", dns };
      new aws.ApiGatewayWebSocket(stack, "MyApi", { domain }).route("$default", given);
    }),
  );
}

const option = "tolist(aws_acm_certificate.MyApi_Certificate.domain_validation_options).0";
const name = `${option}.resource_record_name`;
const value = `${option}.resource_record_value`;
const target = "aws_apigatewayv2_domain_name.MyApi_DomainName.domain_name_configuration[0]";

/** The resources that are the same for all adapters. The certificate depends on `allowed`, the mapping on `aliases`. */
function common(proof: string, aliases: readonly string[], allowed?: string): Record<string, unknown> {
  return {
    "aws_acm_certificate.MyApi_Certificate": {
      domain_name: "api.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
      ...(allowed !== undefined && { depends_on: [allowed] }),
    },
    "aws_acm_certificate_validation.MyApi_CertificateValidation": {
      certificate_arn: "${aws_acm_certificate.MyApi_Certificate.arn}",
      validation_record_fqdns: [`\${trimsuffix(${name}, ".")}`],
      depends_on: [proof],
    },
    "aws_apigatewayv2_domain_name.MyApi_DomainName": {
      domain_name: "api.example.com",
      domain_name_configuration: {
        certificate_arn: "${aws_acm_certificate_validation.MyApi_CertificateValidation.certificate_arn}",
        endpoint_type: "REGIONAL",
        security_policy: "TLS_1_2",
      },
      lifecycle: { create_before_destroy: true },
    },
    "aws_apigatewayv2_api_mapping.MyApi_ApiMapping": {
      api_id: "${aws_apigatewayv2_api.MyApi.id}",
      api_mapping_key: "v1",
      domain_name: "${aws_apigatewayv2_domain_name.MyApi_DomainName.domain_name}",
      stage: "${aws_apigatewayv2_stage.MyApi_Stage.name}",
      depends_on: aliases,
      lifecycle: { create_before_destroy: true },
    },
  };
}

describe("the chain of a domain, from its certificate to the API", () => {
  it("in Route 53", () => {
    const proof = "aws_route53_record.ValidationRecordawsapiexamplecom_Record";
    const aliases = ["A", "AAAA"].map((type) => `aws_route53_record.MyApi_DomainRecord${type}`);
    const zone_id = "${data.aws_route53_zone.Route53Zoneexamplecom_Zone.zone_id}";
    const alias = {
      evaluate_target_health: true,
      name: `\${${target}.target_domain_name}`,
      zone_id: `\${${target}.hosted_zone_id}`,
    };
    expect(chain(aws.dns())).toEqual({
      ...common(proof, aliases),
      [proof]: {
        zone_id,
        name: `\${${name}}`,
        type: "CNAME",
        records: [`\${${value}}`],
        ttl: 60,
        allow_overwrite: true,
        lifecycle: { ignore_changes: ["name", "records"] },
      },
      [`${aliases[0]}`]: { zone_id, name: "api.example.com", type: "A", alias },
      [`${aliases[1]}`]: { zone_id, name: "api.example.com", type: "AAAA", alias },
      "aws_route53_zone.Route53Zoneexamplecom_Zone": { name: "example.com", private_zone: false },
    });
  });

  it("at Cloudflare", () => {
    const proof = "cloudflare_dns_record.ValidationRecordcloudflareapiexamplecom_Record";
    const alias = "cloudflare_dns_record.MyApi_DomainRecord";
    const zone_id = "${data.cloudflare_zone.CloudflareZoneexamplecom_Zone.zone_id}";
    const provider = (stack: TerraformStack) => new CloudflareProvider(stack, "cloudflare");
    expect(chain(cloudflare.dns(), provider)).toEqual({
      ...common(proof, [alias]),
      [proof]: {
        zone_id,
        name: `\${trimsuffix(${name}, ".")}`,
        type: "CNAME",
        content: `\${trimsuffix(${value}, ".")}`,
        proxied: false,
        ttl: 60,
      },
      [alias]: {
        zone_id,
        name: "api.example.com",
        type: "CNAME",
        content: `\${${target}.target_domain_name}`,
        proxied: false,
        ttl: 60,
      },
      "cloudflare_zone.CloudflareZoneexamplecom_Zone": { filter: { name: "example.com" } },
    });
  });

  it("at Vercel", () => {
    const proof = "vercel_dns_record.ValidationRecordvercelapiexamplecom_Record";
    const alias = "vercel_dns_record.MyApi_DomainRecord";
    const allowed = "vercel_dns_record.VercelCaaRecordexamplecom_Record";
    const provider = (stack: TerraformStack) => new vercel.VercelProvider(stack, "vercel");
    expect(chain(vercel.dns(), provider)).toEqual({
      ...common(proof, [alias], allowed),
      [proof]: {
        domain: "example.com",
        name: `\${trimsuffix(trimsuffix(${name}, "."), ".example.com")}`,
        type: "CNAME",
        value: `\${trimsuffix(${value}, ".")}`,
        ttl: 60,
      },
      [alias]: {
        domain: "example.com",
        name: "api",
        type: "CNAME",
        value: `\${${target}.target_domain_name}`,
        ttl: 60,
      },
      [allowed]: { domain: "example.com", name: "", type: "CAA", value: '0 issue "amazonaws.com"', ttl: 60 },
    });
  });
});
