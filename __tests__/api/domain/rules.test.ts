import {
  certificateArnProblem,
  domainNameRules,
  driftProblem,
  mappingRules,
  regionProblem,
} from "../../../lib/api/domain/checks";
import { endpointProblem } from "../../../lib/api/url";
import { Attributes } from "../../../lib/terraform/rendered-stack";
import { describeRules, reference } from "../../validation/rule-table";

const configured = (fields: object) => ({ domain_name_configuration: { ...fields } });
const parent = "transform.domainName.domainNameConfiguration";

describeRules("domainNameRules", domainNameRules, [
  ...["Api.example.com", "wss://api.example.com", "api.*.com", ""].map((domain_name) => ({
    rule: "domain-name",
    bad: { domain_name },
    says: ['"domain.name"', `got ${JSON.stringify(domain_name)}`],
    good: { domain_name: "*.example.com" },
    unresolved: { domain_name: `${reference}.Example.com` },
  })),
  ...["EDGE", "PRIVATE", "regional"].map((endpoint_type) => ({
    rule: "domain-endpoint-type",
    bad: configured({ endpoint_type }),
    says: [`"${parent}.endpointType"`, `got "${endpoint_type}"`, 'Write endpointType: "REGIONAL".'],
    good: configured({ endpoint_type: "REGIONAL" }),
    unresolved: configured({ endpoint_type: reference }),
  })),
  ...["TLS_1_0", "TLS_1_3"].map((security_policy) => ({
    rule: "domain-security-policy",
    bad: configured({ security_policy }),
    says: [`"${parent}.securityPolicy"`, `got "${security_policy}"`, 'Write securityPolicy: "TLS_1_2".'],
    good: configured({ security_policy: "TLS_1_2" }),
    unresolved: configured({ security_policy: reference }),
  })),
  {
    rule: "domain-ip-address-type",
    bad: configured({ ip_address_type: "ipv6" }),
    says: [`"${parent}.ipAddressType"`, 'got "ipv6"'],
    good: configured({ ip_address_type: "dualstack" }),
    unresolved: configured({ ip_address_type: reference }),
  },
]);

describeRules("mappingRules", mappingRules, [
  {
    rule: "domain-name",
    bad: { domain_name: "API.example.com" },
    says: ['"domain.nameId"', 'got "API.example.com"'],
    good: { domain_name: "api.example.com" },
    unresolved: { domain_name: reference },
  },
  ...["/v1", "v1/", "a//b", "a b", "x".repeat(301)].map((api_mapping_key) => ({
    rule: "domain-path",
    bad: { api_mapping_key },
    says: ['"domain.path"', `"${api_mapping_key}"`],
    good: { api_mapping_key: api_mapping_key.length > 300 ? "x".repeat(300) : "v1/a" },
    unresolved: { api_mapping_key: `/${reference}` },
  })),
]);

const form = /^"[^"]+" .+; got .+\. [A-Z].+\.$/su;

/** Checks the form of a problem, and that it contains some parts. */
function expectProblem(problem: string | undefined, parts: readonly string[]): void {
  expect(problem).toMatch(form);
  for (const part of parts) expect(problem).toContain(part);
}

describe("the certificate of a domain", () => {
  const arn = "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";
  const far = arn.replace("eu-west-1", "us-east-1");
  const problem = (certificate_arn: unknown, region?: string) =>
    certificateArnProblem(new Attributes(configured({ certificate_arn })), region);

  it("may be any value known only after apply", () => {
    expect(problem(reference, "eu-west-1")).toBeUndefined();
    expect(certificateArnProblem(new Attributes({ domain_name_configuration: reference }), undefined)).toBeUndefined();
  });

  it("may be a literal ARN in the region of the API", () => {
    expect(problem(arn, "eu-west-1")).toBeUndefined();
    expect(problem(arn)).toBeUndefined();
    expect(problem(far, "us-east-1")).toBeUndefined();
  });

  it.each([undefined, null])("can't be %s", (none) => {
    expectProblem(problem(none), [`"${parent}.certificateArn" has to be set`, "got null"]);
  });

  it("can't be in another region, and has to be an ARN", () => {
    expectProblem(problem(arn, "us-east-1"), ['"domain.cert"', '"us-east-1"', `got "${arn}"`]);
    expectProblem(problem("certificate"), ['"domain.cert"', 'got "certificate"']);
  });
});

describe("the region of a domain", () => {
  it.each([
    ["eu-west-1", "eu-west-1"],
    [undefined, "eu-west-1"],
    ["eu-west-1", undefined],
  ])("may be %s for an API in %s", (own, apiRegion) => {
    expect(regionProblem(own, apiRegion)).toBeUndefined();
  });

  it("can't be another one", () => {
    expectProblem(regionProblem("us-east-1", "eu-west-1"), [
      '"transform.domainName"',
      'got "us-east-1"',
      '"eu-west-1"',
    ]);
  });
});

describe("an argument that the URL contains", () => {
  const problem = (final: unknown, declared: unknown) =>
    driftProblem(new Attributes({ api_mapping_key: final }), "api_mapping_key", declared, "domain.path");

  it.each([
    ["v1", "v1"],
    [undefined, undefined],
    [null, undefined],
    [reference, "v1"],
    [reference, undefined],
  ])("may be %j where %j was declared", (final, declared) => {
    expect(problem(final, declared)).toBeUndefined();
  });

  it.each([
    ["v2", "v1"],
    ["v1", undefined],
    [undefined, "v1"],
    ["v1", reference],
  ])("can't be %j where %j was declared", (final, declared) => {
    expectProblem(problem(final, declared), [
      '"domain.path" was changed',
      `got ${JSON.stringify(final ?? null)} in place of ${JSON.stringify(declared ?? null)}`,
    ]);
  });
});

describe("an API's own endpoint", () => {
  const problem = (final: unknown, declared: boolean, domain?: string) =>
    endpointProblem(new Attributes({ disable_execute_api_endpoint: final }), declared, domain);
  const domain = "api.example.com";

  it.each<[unknown, boolean, string | undefined]>([
    [undefined, false, undefined],
    [false, false, undefined],
    [false, false, domain],
    [true, true, domain],
    ["true", true, domain],
    [undefined, false, "*.example.com"],
    [reference, false, undefined],
    [reference, true, domain],
  ])("may be disabled: %s, where it was declared %s, with the domain %s", (final, declared, name) => {
    expect(problem(final, declared, name)).toBeUndefined();
  });

  it.each<[unknown, boolean, string | undefined, readonly string[]]>([
    [true, true, undefined, ["got true", "Set domain: "]],
    [true, false, undefined, ["got true", "Set domain: "]],
    [true, true, "*.example.com", ["got true", '"*.example.com"']],
    [true, false, domain, ["got true in place of false"]],
    [false, true, domain, ["got false in place of true"]],
    [undefined, true, domain, ["got false in place of true"]],
  ])("can't be disabled: %s, where it was declared %s, with the domain %s", (final, declared, name, parts) => {
    expectProblem(problem(final, declared, name), ['"transform.api.disableExecuteApiEndpoint"', ...parts]);
  });
});
