import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { type AwsDnsArgs, aws } from "../../lib";
import { Synthesized } from "../support/synth";
import { refusal } from "../support/ways";
import { Chat, dnsStack, overrideAll } from "./made";

interface Domain {
  readonly name: string;
  readonly args?: AwsDnsArgs;
}

function made(build: (stack: TerraformStack) => void) {
  const stack = dnsStack();
  build(stack);
  const synthesized = new Synthesized(JSON.parse(Testing.synth(stack)));
  const zones = (synthesized.json.data as Record<string, Record<string, object>> | undefined)?.[
    DataAwsRoute53Zone.tfResourceType
  ];
  const records = Object.entries(synthesized.byAddress(Route53Record));
  const one = (part: string) => {
    const found = records.filter(([address]) => address.includes(part));
    if (found.length !== 1) throw new Error(`Expected one ${part}, found ${found.length}.`);
    return found[0]?.[1];
  };
  return { records, zones: zones ?? {}, one };
}

const chat = ({ name, args }: Domain, id = "Chat") => {
  return (stack: TerraformStack) => {
    new Chat(stack, id, { name, dns: aws.dns(args) });
  };
};

const refused = (build: (stack: TerraformStack) => void) => {
  const stack = dnsStack();
  return refusal(() => {
    build(stack);
    return Testing.synth(stack);
  });
};

describe("aws.dns()", () => {
  it("looks up the public zone of the registered domain", () => {
    const { zones } = made(chat({ name: "api.example.co.uk" }));
    expect(zones).toEqual({
      Route53Zoneexamplecouk_Zone_3E1EFB42: { name: "example.co.uk", private_zone: false },
    });
  });

  it("creates A and AAAA aliases for the API, as SST does", () => {
    const { one, records } = made(chat({ name: "api.example.com" }));
    const shared = {
      zone_id: expect.stringMatching(/^\$\{data\.aws_route53_zone\.Route53Zoneexamplecom_Zone_\w+\.zone_id\}$/),
      name: "api.example.com",
      alias: {
        name: expect.stringMatching(
          /^\$\{aws_apigatewayv2_domain_name\.Chat_DomainName_\w+\.domain_name_configuration\[0\]\.target_domain_name\}$/,
        ),
        zone_id: expect.stringMatching(
          /^\$\{aws_apigatewayv2_domain_name\.Chat_DomainName_\w+\.domain_name_configuration\[0\]\.hosted_zone_id\}$/,
        ),
        evaluate_target_health: true,
      },
    };
    expect(one("DomainRecordA_")).toEqual({ ...shared, type: "A" });
    expect(one("DomainRecordAAAA_")).toEqual({ ...shared, type: "AAAA" });
    expect(records).toHaveLength(3);
  });

  it("creates a validation record that other certificates can share", () => {
    const { one } = made(chat({ name: "*.example.com" }));
    expect(one("ValidationRecord")).toEqual({
      zone_id: expect.stringContaining("data.aws_route53_zone."),
      name: expect.stringMatching(
        /^\$\{tolist\(aws_acm_certificate\.Chat_Certificate_\w+\.domain_validation_options\)\.0\.resource_record_name\}$/,
      ),
      type: "CNAME",
      records: [
        expect.stringMatching(
          /^\$\{tolist\(aws_acm_certificate\.Chat_Certificate_\w+\.domain_validation_options\)\.0\.resource_record_value\}$/,
        ),
      ],
      ttl: 60,
      allow_overwrite: true,
      // All certificates of the domain share it, so a new certificate must not replace it.
      lifecycle: { ignore_changes: ["name", "records"] },
    });
  });

  it("lets Terraform replace the validation record of a domain known only after apply", () => {
    const { one } = made(chat({ name: "${var.name}", args: { zone: "Z2FDTNDATAQYW2" } }));
    expect(one("ValidationRecord")).not.toHaveProperty("lifecycle");
  });

  it.each([
    ["Z2FDTNDATAQYW2", {}, "Z2FDTNDATAQYW2"],
    ["api.example.com", { name: "api.example.com", private_zone: false }, "${data.aws_route53_zone."],
  ])("creates the records in the zone %s", (zone, lookup, id) => {
    const { records, zones } = made(chat({ name: "v1.api.example.com", args: { zone } }));
    expect(Object.values(zones)).toEqual(Object.keys(lookup).length > 0 ? [lookup] : []);
    for (const [, record] of records) expect(record.zone_id).toContain(id);
  });

  it("takes a zone known only after apply as an id, also for such a domain", () => {
    const { records, zones } = made((stack) => {
      const [zone, name] = ["zone", "name"].map((id) => new TerraformVariable(stack, id, {}).stringValue);
      new Chat(stack, "Chat", { name: name ?? "", dns: aws.dns({ zone }) });
    });
    expect(zones).toEqual({});
    expect(records.map(([, { zone_id }]) => zone_id)).toEqual(Array(3).fill("${var.zone}"));
    expect(records.map(([, { name }]) => name)).toEqual(expect.arrayContaining(["${var.name}"]));
  });

  it("shares one data source for each zone and account among adapters and APIs", () => {
    const { zones, records } = made((stack) => {
      const dns = aws.dns();
      const own = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1" });
      new Chat(stack, "One", { name: "one.example.com", dns });
      new Chat(stack, "Two", { name: "two.example.com", dns });
      new Chat(stack, "Three", { name: "three.example.com", dns: aws.dns({ zone: "example.com" }) });
      new Chat(stack, "Four", { name: "four.example.org", dns });
      new Chat(stack, "Five", { name: "five.example.com", dns: aws.dns({ provider: own }) });
      new Chat(stack, "Six", { name: "six.example.com", dns: aws.dns({ provider: own }) });
    });
    expect(Object.values(zones)).toEqual([
      { name: "example.com", private_zone: false },
      { name: "example.com", private_zone: false, provider: "aws.own" },
      { name: "example.org", private_zone: false },
    ]);
    expect(records).toHaveLength(18);
  });

  it("creates the records with the provider of the API, or with its own", () => {
    const providers = (given: boolean) =>
      made((stack) => {
        const api = new AwsProvider(stack, "api", { alias: "api", region: "eu-west-1", profile: "api" });
        const network = new AwsProvider(stack, "network", { alias: "network", region: "us-east-1" });
        const dns = aws.dns(given ? { provider: network } : {});
        new Chat(stack, "Chat", { name: "api.example.com", dns, provider: api });
      });
    for (const [given, provider] of [
      [true, "aws.network"],
      [false, "aws.api"],
    ] as const) {
      const { records, zones } = providers(given);
      expect(records.map(([, record]) => record.provider)).toEqual([provider, provider, provider]);
      expect(Object.values(zones)).toEqual([{ name: "example.com", private_zone: false, provider }]);
    }
  });

  it("overwrites existing alias records only with override", () => {
    for (const override of [true, false]) {
      const { one } = made(chat({ name: "api.example.com", args: { override } }));
      expect(one("DomainRecordA_")?.allow_overwrite).toBe(override);
      expect(one("DomainRecordAAAA_")?.allow_overwrite).toBe(override);
      expect(one("ValidationRecord")?.allow_overwrite).toBe(true);
    }
  });

  it("passes each record to the transform, with its path", () => {
    const ids: string[] = [];
    const record = (args: { ttl?: number }, id: string) => {
      ids.push(id);
      if (args.ttl !== undefined) args.ttl = 300;
    };
    const { one } = made(chat({ name: "api.example.com", args: { transform: { record } } }));
    expect(ids).toEqual(["ValidationRecord aws api.example.com/Record", "Chat/DomainRecordA", "Chat/DomainRecordAAAA"]);
    expect(one("ValidationRecord")?.ttl).toBe(300);
    expect(one("DomainRecordA_")).not.toHaveProperty("ttl");
  });

  it("accepts a routing policy and no health check for the aliases", () => {
    const record = (args: Route53RecordConfig) => {
      if (args.alias)
        Object.assign(
          args,
          { setIdentifier: "eu", latencyRoutingPolicy: { region: "eu-west-1" } },
          { alias: { ...args.alias, evaluateTargetHealth: false } },
        );
    };
    const { one } = made(chat({ name: "*.example.com", args: { transform: { record } } }));
    expect(one("DomainRecordAAAA_")).toMatchObject({ set_identifier: "eu", alias: { evaluate_target_health: false } });
  });

  describe("rejects", () => {
    it.each<[string, Domain, string]>([
      [
        "a zone that the domain is not in",
        { name: "api.other.com", args: { zone: "example.com" } },
        '"domain.name" has to be "example.com" or end with ".example.com", the "zone" of aws.dns(); got "api.other.com".',
      ],
      [
        "a zone id with a prefix",
        { name: "api.example.com", args: { zone: "/hostedzone/Z1" } },
        '"zone" of aws.dns() has to be the id or the name of a zone, such as "Z2FDTNDATAQYW2"',
      ],
      [
        "a public suffix",
        { name: "github.io" },
        'can\'t be a public suffix or a wildcard directly below one; got "github.io".',
      ],
      [
        "an unknown argument",
        { name: "api.example.com", args: { zones: "example.com" } as never },
        '"zones" is not known in "aws.dns()"; got "example.com". Did you mean "zone"?',
      ],
      [
        "an unknown transform",
        { name: "api.example.com", args: { transform: { records: {} } as never } },
        '"records" is not known in "transform of aws.dns()"',
      ],
      [
        "a transform of the wrong type",
        { name: "api.example.com", args: { transform: { record: "x" as never } } },
        '"transform" of "ValidationRecord aws api.example.com/Record" has to be an object or a function',
      ],
      [
        "a value that AWS rejects",
        {
          name: "api.example.com",
          args: {
            transform: {
              record: (args) => {
                if (args.alias) args.ttl = 60;
              },
            },
          },
        },
        '"transform.record.ttl" can\'t be set on an alias',
      ],
    ])("%s", (_what, domain, text) => {
      const error = refused(chat(domain));
      expect(error.message).toContain(text);
    });

    it("a domain known only after apply without a zone, and names the API", () => {
      const error = refused((stack) => {
        const name = new TerraformVariable(stack, "name", {}).stringValue;
        new Chat(stack, "Chat", { name, dns: aws.dns() });
      });
      expect(error.message).toMatch(/^"zone" of aws\.dns\(\) is required for .+ \(Chat "Chat" at chat-dev\/Chat\)$/);
    });

    it("a provider of another service or of another stack", () => {
      const build = (provider: (stack: TerraformStack) => AwsProvider) =>
        refused((stack) => chat({ name: "api.example.com", args: { provider: provider(stack) } })(stack)).message;
      const other = new AwsProvider(dnsStack("other-dev"), "own", { alias: "own" });
      expect(build(() => other)).toContain(
        '"provider" of aws.dns() has to belong to the stack "chat-dev"; got the AwsProvider "own" of "other-dev".',
      );
      expect(build((stack) => stack.node.findChild("vercel") as AwsProvider)).toContain(
        '"provider" of aws.dns() has to be a provider of aws; got the VercelProvider "vercel".',
      );
      expect(build(() => "aws" as never)).toContain('has to be a provider of aws; got "aws".');
    });

    it("a value that an aspect sets on a record, and names the API", () => {
      const error = refused((stack) => {
        chat({ name: "api.example.com" })(stack);
        overrideAll(stack, Route53Record.tfResourceType, "ttl", -1);
      });
      expect(error.message).toMatch(/^"transform\.record\.ttl" .+ \(Chat "Chat" at chat-dev\/Chat\)$/);
    });

    it("a user's construct with the id of a shared one", () => {
      const error = refused((stack) => {
        new Construct(stack, "Route53Zone example.com");
        chat({ name: "api.example.com" })(stack);
      });
      expect(error.message).toContain(
        '"id" of a construct of the stack can\'t be one that the library uses itself; got "Route53Zone example.com".',
      );
    });
  });
});
