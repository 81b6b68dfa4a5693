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

/** The resources that one refers to or depends on. */
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

  it("begins with the certificate, which waits for the right to be issued alone", () => {
    expect(behind(resources, certificate)).toEqual(caa === undefined ? [] : [addressOf(resources, records, caa)]);
    if (caa !== undefined) expect(behind(resources, addressOf(resources, records, caa))).toEqual([]);
  });

  it("goes on with the proof, the validation that waits for it, and the domain that waits for the validation", () => {
    expect(behind(resources, proof)).toEqual([certificate]);
    expect(new Set(behind(resources, validation))).toEqual(new Set([certificate, proof]));
    expect(behind(resources, domain)).toEqual([validation]);
  });

  it("ends with the records that lead to the domain", () => {
    for (const part of aliases)
      expect(behind(resources, addressOf(resources, records, `DomainRecord${part}`))).toEqual([domain]);
  });
});

describe("a certificate", () => {
  const made = (name: string) => chain((stack) => new Chat(stack, "Chat", { name, dns: aws.dns() }));

  it("is one for the name alone, is proved by DNS, and is made before the one it replaces is deleted", () => {
    const [certificate] = Object.values(made("*.example.com").aws_acm_certificate ?? {});
    expect(certificate).toEqual({
      domain_name: "*.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
  });

  it("is validated by the name of the proof, without a last dot", () => {
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

  it("is in the account and the region of the API, after what the API waits for", () => {
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

describe("the proof of whose a domain is", () => {
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
  ])("is one for a name with a wildcard and without, by %s", (_adapter, adapter) => {
    const { made, waiting } = proofs((stack) => {
      new Chat(stack, "Domain", { name: "example.com", dns: adapter() });
      new Chat(stack, "Below", { name: "*.example.com", dns: adapter() });
    });
    expect(made).toHaveLength(1);
    expect(waiting).toEqual([made, made]);
  });

  it("stays where it is, whichever of the two goes", () => {
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
  ])("is one in all regions of an account, by %s", (_adapter, adapter) => {
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

  it("is one in all regions of an account that is not the stack's own, in that account", () => {
    const { made } = proofs((stack) => {
      for (const region of ["us-east-1", "us-west-2"]) {
        const provider = new AwsProvider(stack, region, { alias: region, region, profile: "other" });
        const chat = new Chat(stack, `In ${region}`, { name: `*.example.com`, dns: aws.dns(), provider });
        expect((chat.certificate.records[0] as Route53Record).provider?.alias).toBe("us-east-1");
      }
    });
    expect(made).toHaveLength(1);
  });

  it("is another for another name, another service and another account of AWS", () => {
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

describe("an adapter of one's own", () => {
  /** Writes down what it is asked for, and makes records of another service. */
  class Noting implements Dns {
    public readonly provider = "noting";
    public readonly asked: unknown[] = [];

    public createRecord(scope: Construct, id: string, record: object): ITerraformDependable {
      this.asked.push([scope.node.path, id, record]);
      return new TerraformVariable(scope, id, {});
    }

    public createAlias(scope: Construct, id: string, alias: object): readonly ITerraformDependable[] {
      this.asked.push([scope.node.path, id, alias]);
      return [];
    }
  }

  it("is asked for the proof and for the alias, and need do no more", () => {
    const dns = new Noting();
    const resources = chain((stack) => {
      const provider = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1", profile: "own" });
      new Chat(stack, "Chat", { name: "*.example.com", dns, provider });
    });
    const unknown = expect.stringContaining("TfToken");
    const provider = expect.any(AwsProvider);
    expect(dns.asked).toEqual([
      [
        "chat-dev/ValidationRecord noting example.com own",
        "Record",
        { domain: "*.example.com", name: unknown, type: "CNAME", value: unknown, provider },
      ],
      ["chat-dev/Chat", "DomainRecord", { name: "*.example.com", aliasName: unknown, aliasZone: unknown, provider }],
    ]);
    expect(Object.values(resources.aws_acm_certificate_validation ?? {})[0]?.depends_on).toHaveLength(1);
  });

  it("may allow certificates in its own way", () => {
    const resources = chain((stack) => {
      const allowCertificates = () => new TerraformVariable(stack, "allowed", {});
      new Chat(stack, "Chat", { name: "api.example.com", dns: Object.assign(new Noting(), { allowCertificates }) });
    });
    expect(Object.values(resources.aws_acm_certificate ?? {})[0]?.depends_on).toEqual(["var.allowed"]);
  });

  it("has to give the proof back, or else nothing would wait for it", () => {
    const dns = Object.assign(new Noting(), { createRecord: () => undefined as never });
    const error = refusal(() => new Chat(testStack(), "Chat", { name: "api.example.com", dns }));
    expect(error.message).toBe(
      '"createRecord" of the DNS adapter "noting" has to return the record, for the certificate to wait for; got null. Return the resource that it makes. (Chat "Chat" at chat-dev/Chat)',
    );
  });
});

describe("a certificate is refused", () => {
  const refused = (name: string, path?: string, value?: unknown) => {
    const stack = dnsStack();
    return refusal(() => {
      new Chat(stack, "Chat", { name, dns: aws.dns() });
      if (path !== undefined) overrideAll(stack, AcmCertificate.tfResourceType, path, value);
      return Testing.synth(stack);
    });
  };

  it("for a name that is too long for one", () => {
    expect(refused(`${"a".repeat(60)}.example.com`).message).toMatch(
      /^"domain\.name" takes at most 64 characters .+; got 72, .+ \(Chat "Chat" at chat-dev\/Chat\)$/,
    );
  });

  it("with names that nothing proves", () => {
    expect(refused("api.example.com", "subject_alternative_names", ["example.com"]).message).toContain(
      '"subject_alternative_names" can\'t be set',
    );
  });
});
