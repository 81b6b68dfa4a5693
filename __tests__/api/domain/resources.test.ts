import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { DataAwsApiGatewayDomainName } from "@cdktf/provider-aws/lib/data-aws-api-gateway-domain-name";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { Lazy, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import {
  type ApiGatewayWebSocketArgs,
  aws,
  type ComponentOptions,
  cloudflare,
  type Dns,
  Linkable,
  vercel,
} from "../../../lib";
import { resolveValue } from "../../../lib/terraform/tokens";
import { type Synthesized, synth, testStack } from "../../support/synth";
import { given, refusal, refused } from "../../support/ways";

const name = "api.example.com";
const cert = "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";

function create(stack: TerraformStack, args: ApiGatewayWebSocketArgs, options?: ComponentOptions) {
  const api = new aws.ApiGatewayWebSocket(stack, "MyApi", args, options);
  api.route("$default", given);
  return api;
}

function made(args: ApiGatewayWebSocketArgs, options?: ComponentOptions): Synthesized {
  return synth((stack) => create(stack, args, options));
}

/** The number of resources of each type. */
function counts(all: Synthesized) {
  const of = (type: Parameters<typeof all.all>[0]) => all.all(type).length;
  return {
    certificates: of(AcmCertificate as never) + of(AcmCertificateValidation as never),
    domains: of(Apigatewayv2DomainName as never),
    records: of(Route53Record as never),
    mappings: of(Apigatewayv2ApiMapping as never),
  };
}

describe("domain", () => {
  it("may be a string, which is the same as an object with a name", () => {
    expect(made({ domain: name }).json.resource).toEqual(made({ domain: { name } }).json.resource);
  });

  it.each<[string, ApiGatewayWebSocketArgs["domain"], object]>([
    ["a name: a certificate, a domain and their records", name, { certificates: 2, domains: 1, records: 3 }],
    ["a certificate: the domain and its alias records", { name, cert }, { domains: 1, records: 2 }],
    ["a certificate without DNS: the domain", { name, cert, dns: false }, { domains: 1 }],
    ["an existing domain: only the mapping", { nameId: name }, {}],
    ["an existing domain, without DNS: only the mapping", { nameId: name, dns: false }, {}],
  ])("creates for %s", (_, domain, expected) => {
    const none = { certificates: 0, domains: 0, records: 0 };
    expect(counts(made({ domain }))).toEqual({ ...none, mappings: 1, ...expected });
  });

  it("uses the given certificate", () => {
    expect(made({ domain: { name, cert } }).one(Apigatewayv2DomainName).domain_name_configuration).toMatchObject({
      certificate_arn: cert,
    });
  });

  it("has a mapping without a key where it has no path", () => {
    expect(made({ domain: name }).one(Apigatewayv2ApiMapping)).not.toHaveProperty("api_mapping_key");
  });

  it("calls the methods of the user's own adapter in order, checkName first", () => {
    const calls: string[] = [];
    const record = (scope: ConstructorParameters<typeof Route53Record>[0], id: string) =>
      new Route53Record(scope, id, { zoneId: "Z1", name: id, type: "TXT", ttl: 60, records: ["x"] });
    const dns: Dns = {
      provider: "by hand",
      checkName: (scope, asked) => void calls.push(`${scope.node.id} ${asked}`),
      allowCertificates: (_, asked) => void calls.push(`allow ${asked}`),
      createRecord: (scope, id, { domain, type }) => {
        calls.push(`record of ${domain}: ${type}`);
        return record(scope, id);
      },
      createAlias: (scope, id, alias) => {
        calls.push(`${id} of ${alias.name} in ${scope.node.id}`);
        return [record(scope, id)];
      },
    };
    const all = synth((stack) => {
      const { domain } = create(stack, { domain: { name, dns } }).nodes;
      expect(domain?.records).toHaveLength(2);
    });
    expect(calls).toEqual([
      `MyApi ${name}`,
      `allow ${name}`,
      `record of ${name}: CNAME`,
      `DomainRecord of ${name} in MyApi`,
    ]);
    expect(all.one(Apigatewayv2ApiMapping).depends_on).toEqual([expect.stringMatching(/DomainRecord/)]);
  });

  it.each([
    ["nothing", () => undefined, "got null"],
    ["a record that is not in a list", (record: unknown) => record, "got the Route53Record"],
    ["a list of something else", () => ["record"], 'got ["record"]'],
  ])("is rejected where createAlias of its adapter returns %s", (_, returned, part) => {
    const stack = testStack();
    const createAlias: Dns["createAlias"] = (...asked) => returned(aws.dns().createAlias(...asked)[0]) as never;
    const dns: Dns = { provider: "own", createRecord: jest.fn(), createAlias };
    const { message } = refusal(() => create(stack, { domain: { name, dns, cert } }));
    expect(message).toMatch(/^"createAlias" of the DNS adapter "own" has to return a list of the records, /);
    expect(message).toContain(part);
  });

  it.each([5, null, true])("is rejected where it is %s", (none) => {
    const { message } = refusal(() => create(testStack(), { domain: none as never }));
    expect(message).toBe(
      `"domain" has to be a name or an object; got ${none}. Write domain: "api.example.com", or { name: "api.example.com" }. (ApiGatewayWebSocket "MyApi" at chat-dev/MyApi)`,
    );
  });

  it.each([
    ["override", aws.dns({ override: "yes" as never }), 'got "yes"'],
    ["proxy", cloudflare.dns({ proxy: 1 as never }), "got 1"],
    ["caa", cloudflare.dns({ caa: "false" as never }), 'got "false"'],
    ["caa", vercel.dns({ caa: null as never }), "got null"],
  ])("is rejected where %s of its adapter is not a boolean", (flag, dns, part) => {
    const { message } = refusal(() => create(testStack(), { domain: { name, dns } }));
    expect(message).toMatch(
      new RegExp(`^"${flag}" of ${dns.provider}\\.dns\\(\\) has to be true or false; ${part}\\. `),
    );
  });

  it("is not created where its adapter rejects it", () => {
    const stack = testStack();
    const refuse = () => {
      throw new Error("not mine");
    };
    const dns: Dns = { ...aws.dns(), createRecord: jest.fn(), createAlias: jest.fn(), checkName: refuse };
    expect(() => create(stack, { domain: { name, dns } })).toThrow("not mine");
    expect(dns.createRecord).not.toHaveBeenCalled();
  });

  it("has its lazy name and path checked, but not values known only after apply", () => {
    const build = (text: string) => () => made({ domain: { name: text, cert, dns: false } });
    expect(build("A${var.name}.example.com")).not.toThrow();
    expect(build(Lazy.stringValue({ produce: () => name }))).not.toThrow();
    expect(build(Lazy.stringValue({ produce: () => "Api.example.com" }))).toThrow(/"domain\.name" .+; got "Api/);
    const nameId = Lazy.stringValue({ produce: () => "Api.example.com" });
    expect(() => made({ domain: { nameId } })).toThrow(/"domain\.nameId" .+; got "Api/);
    const path = Lazy.stringValue({ produce: () => "/v1" });
    expect(() => made({ domain: { nameId: name, path } })).toThrow(/"domain\.path" .+; got "\/v1"/);
  });
});

describe("provider, region and dependsOn", () => {
  const ofDomain = /acm|api_mapping|domain_name|route53_record/;

  function resources({ json }: Synthesized): readonly (readonly [string, Record<string, unknown>])[] {
    const types = Object.entries(json.resource ?? {}).filter(([type]) => ofDomain.test(type));
    const all = types.flatMap(([type, made]) => Object.values(made).map((one) => [type, { ...one }] as const));
    expect(all).toHaveLength(7);
    return all;
  }

  it("apply to all resources of a domain", () => {
    const all = synth((stack) => {
      const place = { alias: "tokyo", region: "ap-northeast-1", profile: "tokyo" };
      const provider = new AwsProvider(stack, "tokyo", place);
      const dependsOn = [new TerraformVariable(stack, "first", { type: "string" })];
      create(stack, { domain: name }, { provider, dependsOn });
    });
    for (const [type, one] of resources(all)) {
      expect([type, one.provider]).toEqual([type, "aws.tokyo"]);
      // A record refers to a resource with these dependencies.
      if (type !== "aws_route53_record")
        expect([type, one.depends_on]).toEqual([type, expect.arrayContaining(["var.first"])]);
    }
  });

  it("apply to all resources, with a region of transform.api", () => {
    const all = made({ domain: name, transform: { api: { region: "us-west-2" } } });
    for (const [type, one] of resources(all))
      expect([type, one.region]).toEqual([type, type === "aws_route53_record" ? undefined : "us-west-2"]);
  });
});

describe("url and managementEndpoint", () => {
  const endpoint = "aws_apigatewayv2_api.MyApi.api_endpoint";
  const own = `\${replace(${endpoint}, "wss://", "https://")}/$default`;
  const disabled = { api: { disableExecuteApiEndpoint: true } };

  function urls(args: ApiGatewayWebSocketArgs): readonly unknown[] {
    const stack = testStack();
    const { url, managementEndpoint } = create(stack, args);
    return [url, managementEndpoint].map((text) =>
      JSON.stringify(resolveValue(stack, text))
        .replace(/_[0-9A-F]{8}/g, "")
        .replaceAll('\\"', '"')
        .slice(1, -1),
    );
  }

  it.each<[ApiGatewayWebSocketArgs, string, string]>([
    [{}, `\${${endpoint}}/$default`, own],
    [{ domain: name }, `wss://${name}`, own],
    [{ domain: { name, path: "v1" } }, `wss://${name}/v1/`, own],
    [{ domain: { nameId: name, path: "v1/a" } }, `wss://${name}/v1/a/`, own],
    [{ domain: { nameId: name } }, `wss://${name}`, own],
    [{ domain: "*.example.com" }, "wss://*.example.com", own],
    [{ domain: name, transform: disabled }, `wss://${name}`, `https://${name}`],
    [{ domain: { name, path: "v1" }, transform: disabled }, `wss://${name}/v1/`, `https://${name}/v1`],
    [{ domain: { nameId: name }, transform: disabled }, `wss://${name}`, `https://${name}`],
    [{ domain: name, transform: { stage: { name: "live" } } }, `wss://${name}`, own.replace("$default", "live")],
    [
      { domain: { name: "${var.name}", dns: aws.dns({ zone: "Z2FDTNDATAQYW2" }), path: "v1" } },
      "wss://${var.name}/v1/",
      own,
    ],
  ])("of %j are %s and %s", (args, url, managementEndpoint) => {
    expect(urls(args)).toEqual([url, managementEndpoint]);
  });

  it("are chosen by Terraform where disableExecuteApiEndpoint is known only after apply", () => {
    const stack = testStack();
    const off = new TerraformVariable(stack, "off", { type: "bool" });
    const transform = { api: { disableExecuteApiEndpoint: off.booleanValue } };
    const { managementEndpoint } = create(stack, { domain: name, transform });
    expect(resolveValue(stack, managementEndpoint)).toMatch(
      /^\$\{var\.off \? "https:\/\/api\.example\.com" : "\$\{replace\(/,
    );
  });

  it("are passed to linked functions", () => {
    const stack = testStack();
    const api = create(stack, { domain: { name, path: "v1" }, transform: disabled });
    const variables = JSON.stringify(resolveValue(stack, Linkable.env([api])));
    for (const text of [`wss://${name}/v1/`, `https://${name}/v1`]) expect(variables).toContain(text);
  });
});

describe("nodes", () => {
  it.each<[string, () => Dns, (stack: TerraformStack) => unknown]>([
    ["aws", aws.dns, () => undefined],
    ["cloudflare", () => cloudflare.dns({ caa: true }), (stack) => new CloudflareProvider(stack, "cloudflare")],
    ["vercel", vercel.dns, (stack) => new vercel.VercelProvider(stack, "vercel")],
  ])("contain every resource of a domain: %s", (_, dns, prepare) => {
    const stack = testStack();
    prepare(stack);
    const { nodes } = create(stack, { domain: { name, dns: dns() } });
    const { certificate, validation, records = [], mapping } = nodes.domain ?? {};
    const reached = new Set<unknown>([nodes.domainName, certificate, validation, mapping, ...records]);
    const all = stack.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
    const ofDomain = all.filter(({ terraformResourceType: type }) => /acm|domain_name|mapping|record/.test(type));
    expect(ofDomain.length).toBeGreaterThanOrEqual(6);
    expect(ofDomain.filter((node) => !reached.has(node)).map(({ node }) => node.path)).toEqual([]);
  });

  it("have no certificate and no records where none are created", () => {
    const { nodes } = create(testStack(), { domain: { nameId: name } });
    expect(nodes.domain).toEqual({ records: [], mapping: expect.any(Apigatewayv2ApiMapping) });
    expect(create(testStack(), {}).nodes.domain).toBeUndefined();
  });

  it("look up an existing domain in the region of the API on the first read", () => {
    const all = synth((stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const { nodes } = create(stack, { domain: { nameId: name } }, { provider });
      expect(nodes.domainName).toBeInstanceOf(DataAwsApiGatewayDomainName);
      expect(nodes.domainName).toBe(nodes.domainName);
    });
    const { aws_api_gateway_domain_name: found } = all.json.data as Record<string, object>;
    expect(Object.values(found ?? {})).toEqual([{ provider: "aws.tokyo", domain_name: name }]);
  });

  it("name the API that has no domain", () => {
    const { nodes } = create(testStack(), {});
    const { message } = refusal(() => nodes.domainName);
    expect(message).toMatch(
      /^"nodes\.domainName" is not available when domain is not configured for the "MyApi" API; got /,
    );
    expect(message).toMatch(/\(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
    expect(() => Object.values(nodes)).not.toThrow();
  });
});

describe("transform.domainName", () => {
  it("changes the domain, by fields or by a function that receives its path", () => {
    const configuration = { certificateArn: cert, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" };
    const ids: string[] = [];
    for (const domainName of [
      { domainNameConfiguration: { ...configuration, ipAddressType: "dualstack" }, tags: { a: "b" } },
      (args: { domainNameConfiguration: object; tags?: object }, id: string) => {
        ids.push(id);
        args.domainNameConfiguration = { ...args.domainNameConfiguration, ipAddressType: "dualstack" };
        args.tags = { a: "b" };
      },
    ]) {
      const all = made({ domain: { name, cert }, transform: { domainName: domainName as never } });
      expect(all.one(Apigatewayv2DomainName)).toMatchObject({
        domain_name: name,
        domain_name_configuration: { certificate_arn: cert, ip_address_type: "dualstack" },
        tags: { a: "b" },
        lifecycle: { create_before_destroy: true },
      });
    }
    expect(ids).toEqual(["MyApi/DomainName"]);
  });

  it.each<[ApiGatewayWebSocketArgs["domain"], string]>([
    [{ nameId: name }, `got it with "nameId" "${name}"`],
    [undefined, 'got it with no "domain"'],
  ])("is rejected with %j", (domain, part) => {
    const transform = { domainName: { tags: {} } };
    const { message } = refused((stack) => create(stack, { ...(domain && { domain }), transform }));
    expect(message).toMatch(
      /^"transform\.domainName" is only for a domain that the API creates; got .+\. Remove it, or set /,
    );
    expect(message).toContain(part);
  });
});
