import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { type ITerraformDependable, TerraformVariable, Testing } from "cdktf";
import type { Construct } from "constructs";
import { aws, cloudflare, type Dns, vercel } from "../../lib";
import { createCertificate } from "../../lib/dns/certificate";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";
import { Chat, dnsStack, overrideAll } from "./made";

interface Chain {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

const chain = (build: (stack: ReturnType<typeof dnsStack>) => void): Chain["resource"] => {
  const stack = dnsStack();
  build(stack);
  return (JSON.parse(Testing.synth(stack)) as Chain).resource;
};

/** The resources that a resource refers to or depends on. */
function behind(resources: Chain["resource"], address: string): readonly string[] {
  const [type = "", name = ""] = address.split(".");
  const text = JSON.stringify(resources[type]?.[name]);
  const all = Object.entries(resources).flatMap(([kind, named]) => Object.keys(named).map((it) => `${kind}.${it}`));
  return all.filter((other) => other !== address && new RegExp(`${other}\\b`).test(text));
}

const addressOf = (resources: Chain["resource"], type: string, part: string): string => {
  const found = Object.keys(resources[type] ?? {}).filter((name) => name.includes(part));
  if (found.length !== 1) throw new Error(`Expected one ${type} ${part}, found ${found.length}.`);
  return `${type}.${found[0]}`;
};

describe.each([
  ["aws.dns()", () => aws.dns(), Route53Record.tfResourceType, undefined, ["A_", "AAAA_"]],
  ["cloudflare.dns()", () => cloudflare.dns(), DnsRecord.tfResourceType, undefined, ["_"]],
  [
    "cloudflare.dns() with CAA",
    () => cloudflare.dns({ caa: true }),
    DnsRecord.tfResourceType,
    "CloudflareCaaRecord",
    ["_"],
  ],
  ["vercel.dns()", () => vercel.dns(), vercel.DnsRecord.tfResourceType, "VercelCaaRecord", ["_"]],
  ["vercel.dns() without CAA", () => vercel.dns({ caa: false }), vercel.DnsRecord.tfResourceType, undefined, ["_"]],
] as const)("the chain of %s", (_adapter, adapter, records, caa, aliases) => {
  const resources = chain((stack) => new Chat(stack, "Chat", { name: "api.example.com", dns: adapter() }));
  const certificate = addressOf(resources, AcmCertificate.tfResourceType, "Chat_Certificate");
  const proof = addressOf(resources, records, "ValidationRecord");
  const validation = addressOf(resources, AcmCertificateValidation.tfResourceType, "Chat_CertificateValidation");
  const domain = addressOf(resources, Apigatewayv2DomainName.tfResourceType, "Chat_DomainName");

  it("begins with the certificate, which depends only on the CAA record", () => {
    expect(behind(resources, certificate)).toEqual(caa === undefined ? [] : [addressOf(resources, records, caa)]);
    if (caa !== undefined) expect(behind(resources, addressOf(resources, records, caa))).toEqual([]);
  });

  it("continues with the validation record, the validation and the domain, which depend on each other", () => {
    expect(behind(resources, proof)).toEqual([certificate]);
    expect(new Set(behind(resources, validation))).toEqual(new Set([certificate, proof]));
    expect(behind(resources, domain)).toEqual([validation]);
  });

  it("ends with the alias records", () => {
    for (const part of aliases)
      expect(behind(resources, addressOf(resources, records, `DomainRecord${part}`))).toEqual([domain]);
  });
});

describe("a certificate", () => {
  const made = (name: string) => chain((stack) => new Chat(stack, "Chat", { name, dns: aws.dns() }));

  it("has only the domain's name, DNS validation, and create_before_destroy", () => {
    const [certificate] = Object.values(made("*.example.com").aws_acm_certificate ?? {});
    expect(certificate).toEqual({
      domain_name: "*.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
  });

  it("is validated by the name of the validation record, without a trailing dot", () => {
    const [validation] = Object.values(made("api.example.com").aws_acm_certificate_validation ?? {});
    expect(validation).toEqual({
      certificate_arn: expect.stringMatching(/^\$\{aws_acm_certificate\.Chat_Certificate_\w+\.arn\}$/),
      validation_record_fqdns: [
        expect.stringMatching(
          /^\$\{trimsuffix\(tolist\(aws_acm_certificate\.Chat_Certificate_\w+\.domain_validation_options\)\.0\.resource_record_name, "\."\)\}$/,
        ),
      ],
      depends_on: [expect.stringMatching(/^aws_route53_record\.ValidationRecord/)],
    });
  });

  it("has the account, the region and the dependencies of the API", () => {
    const resources = chain((stack) => {
      const provider = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1" });
      const dependsOn = [new TerraformVariable(stack, "before", {})];
      const placement = { provider, region: "eu-central-1", dependsOn };
      createCertificate(stack, { domainName: "api.example.com", dns: vercel.dns(), placement });
    });
    const common = { provider: "aws.own", region: "eu-central-1" };
    expect(resources.aws_acm_certificate?.Certificate).toMatchObject({
      ...common,
      depends_on: ["var.before", expect.stringMatching(/^vercel_dns_record\.VercelCaaRecord/)],
    });
    expect(resources.aws_acm_certificate_validation?.CertificateValidation).toMatchObject({
      ...common,
      depends_on: ["var.before", expect.stringMatching(/^vercel_dns_record\.ValidationRecord/)],
    });
  });
});

describe("the validation record", () => {
  const proofs = (build: Parameters<typeof chain>[0]) => {
    const resources = chain(build);
    const all = [Route53Record, DnsRecord, vercel.DnsRecord].flatMap(({ tfResourceType: type }) =>
      Object.keys(resources[type] ?? {}).map((name) => `${type}.${name}`),
    );
    const waiting = Object.values(resources.aws_acm_certificate_validation ?? {}).map(({ depends_on }) => depends_on);
    return { made: all.filter((address) => address.includes(".ValidationRecord")), waiting };
  };

  it.each([
    ["aws.dns()", () => aws.dns()],
    ["cloudflare.dns()", () => cloudflare.dns()],
    ["vercel.dns()", () => vercel.dns()],
  ])("is shared by a name with and without a wildcard, by %s", (_adapter, adapter) => {
    const { made, waiting } = proofs((stack) => {
      new Chat(stack, "Domain", { name: "example.com", dns: adapter() });
      new Chat(stack, "Below", { name: "*.example.com", dns: adapter() });
    });
    expect(made).toHaveLength(1);
    expect(waiting).toEqual([made, made]);
  });

  it("keeps its address when either of the two certificates is removed", () => {
    const madeFor = (...names: readonly string[]) =>
      proofs((stack) => {
        for (const name of names) new Chat(stack, name, { name, dns: aws.dns() });
      }).made;
    expect(madeFor("example.com")).toEqual(madeFor("example.com", "*.example.com"));
    expect(madeFor("*.example.com")).toEqual(madeFor("example.com", "*.example.com"));
  });

  it.each([
    ["aws.dns()", () => aws.dns()],
    ["cloudflare.dns()", () => cloudflare.dns()],
    ["vercel.dns()", () => vercel.dns()],
  ])("is shared by all regions of an account, by %s", (_adapter, adapter) => {
    const records: unknown[] = [];
    const { made, waiting } = proofs((stack) => {
      const tags = { defaultTags: [{ tags: { team: "chat" } }], ignoreTags: [{ keys: ["x"] }] };
      const far = new AwsProvider(stack, "far", { alias: "far", region: "us-east-1", ...tags });
      new Chat(stack, "Near", { name: "example.com", dns: adapter() });
      const { certificate } = new Chat(stack, "Far", { name: "*.example.com", dns: adapter(), provider: far });
      records.push(...certificate.records.map((record) => (record as Route53Record).provider));
    });
    expect(made).toHaveLength(1);
    expect(waiting).toEqual([made, made]);
    expect(records).not.toContainEqual(expect.anything());
  });

  it("is shared by all regions of another account, in that account", () => {
    const { made } = proofs((stack) => {
      for (const region of ["us-east-1", "us-west-2"]) {
        const provider = new AwsProvider(stack, region, { alias: region, region, profile: "other" });
        const chat = new Chat(stack, `In ${region}`, { name: `*.example.com`, dns: aws.dns(), provider });
        expect((chat.certificate.records[0] as Route53Record).provider?.alias).toBe("us-east-1");
      }
    });
    expect(made).toHaveLength(1);
  });

  it("is separate for each name, service and AWS account", () => {
    const { made } = proofs((stack) => {
      const provider = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1", profile: "own" });
      new Chat(stack, "A", { name: "example.com", dns: aws.dns() });
      new Chat(stack, "B", { name: "api.example.com", dns: aws.dns() });
      new Chat(stack, "C", { name: "*.example.com", dns: vercel.dns() });
      new Chat(stack, "D", { name: "*.example.com", dns: aws.dns(), provider });
    });
    expect(made).toHaveLength(4);
  });
});

describe("the user's own adapter", () => {
  /** Records its calls and returns resources that are not DNS records. */
  class RecordingAdapter implements Dns {
    public readonly provider = "noting";
    public readonly calls: unknown[] = [];

    public createRecord(scope: Construct, id: string, record: object): ITerraformDependable {
      this.calls.push([scope.node.path, id, record]);
      return new TerraformVariable(scope, id, {});
    }

    public createAlias(scope: Construct, id: string, alias: object): readonly ITerraformDependable[] {
      this.calls.push([scope.node.path, id, alias]);
      return [];
    }
  }

  it("needs only createRecord and createAlias", () => {
    const dns = new RecordingAdapter();
    const resources = chain((stack) => {
      const provider = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1", profile: "own" });
      new Chat(stack, "Chat", { name: "*.example.com", dns, provider });
    });
    const unknown = expect.stringContaining("TfToken");
    const provider = expect.any(AwsProvider);
    expect(dns.calls).toEqual([
      [
        "chat-dev/ValidationRecord noting example.com own",
        "Record",
        { domain: "*.example.com", name: unknown, type: "CNAME", value: unknown, provider },
      ],
      ["chat-dev/Chat", "DomainRecord", { name: "*.example.com", aliasName: unknown, aliasZone: unknown, provider }],
    ]);
    expect(Object.values(resources.aws_acm_certificate_validation ?? {})[0]?.depends_on).toHaveLength(1);
  });

  it("may implement allowCertificates", () => {
    const resources = chain((stack) => {
      const allowCertificates = () => new TerraformVariable(stack, "allowed", {});
      new Chat(stack, "Chat", {
        name: "api.example.com",
        dns: Object.assign(new RecordingAdapter(), { allowCertificates }),
      });
    });
    expect(Object.values(resources.aws_acm_certificate ?? {})[0]?.depends_on).toEqual(["var.allowed"]);
  });

  it("has to return the validation record, so that the certificate depends on it", () => {
    const dns = Object.assign(new RecordingAdapter(), { createRecord: () => undefined as never });
    const error = refusal(() => new Chat(testStack(), "Chat", { name: "api.example.com", dns }));
    expect(error.message).toBe(
      '"createRecord" of the DNS adapter "noting" has to return the record, so that the certificate can depend on it; got null. Return the resource that it creates. (Chat "Chat" at chat-dev/Chat)',
    );
  });
});

describe("a certificate is rejected", () => {
  const refused = (name: string, path?: string, value?: unknown) => {
    const stack = dnsStack();
    return refusal(() => {
      new Chat(stack, "Chat", { name, dns: aws.dns() });
      if (path !== undefined) overrideAll(stack, AcmCertificate.tfResourceType, path, value);
      return Testing.synth(stack);
    });
  };

  it("for a name that is too long", () => {
    expect(refused(`${"a".repeat(60)}.example.com`).message).toMatch(
      /^"domain\.name" takes at most 64 characters .+; got 72, .+ \(Chat "Chat" at chat-dev\/Chat\)$/,
    );
  });

  it("with names that have no validation record", () => {
    expect(refused("api.example.com", "subject_alternative_names", ["example.com"]).message).toContain(
      '"subject_alternative_names" can\'t be set',
    );
  });
});
