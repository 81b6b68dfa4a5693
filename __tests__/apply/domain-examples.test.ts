import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { aws, cloudflare, vercel } from "cdktf-apigateway-websocket";
import { adapters, apis, type Domain, notes, zoned, zones } from "./domains-table";
import { createStack, itLives } from "./life";

const cert = "arn:aws:acm:us-east-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";

/** What the examples of SST's page name, that is there beforehand. */
const seed = [
  {
    type: "aws_acm_certificate",
    region: "us-east-1",
    attrs: { arn: cert, domain_name: "example.com", validation_method: "DNS", status: "ISSUED" },
  },
  { type: "aws_route53_zone", attrs: { zone_id: "Z2FDTNDATAQYW2", name: "example.com" } },
  {
    type: "aws_apigatewayv2_domain_name",
    region: "eu-central-1",
    attrs: {
      domain_name: "example.com",
      domain_name_configuration: [
        {
          certificate_arn: cert,
          endpoint_type: "REGIONAL",
          security_policy: "TLS_1_2",
          target_domain_name: "d-1.execute-api.eu-central-1.amazonaws.com",
          hosted_zone_id: "Z1U9ULNL0V5AJ3",
        },
      ],
    },
  },
];

function output(stack: TerraformStack, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value, staticId: true });
}

/** One API in another region, where a name may be taken that is taken here. */
function far(stack: TerraformStack, id: string, place: string | AwsProvider, domain: Domain): aws.ApiGatewayWebSocket {
  const provider = typeof place === "string" ? new AwsProvider(stack, place, { alias: place, region: place }) : place;
  const args = { accessLog: false, ...(domain && { domain }) } as const;
  const api = new aws.ApiGatewayWebSocket(stack, id, args, { provider });
  api.route(
    "$default",
    new aws.Function(stack, `${id}Fn`, { handler: "index.handler", bundle: "ready" }, { provider }),
  );
  return api;
}

describe("the domains of SST's page", () => {
  itLives("are made, in each of the three services", zoned, (life) => {
    life.apply((stack) => {
      zones(stack);
      const stage = "dev";
      const { First, Path } = apis(stack, {
        First: "api.example.com",
        Plain: "example.com",
        Staged: { name: `${stage}.example.com` },
        Path: { name: "talk.example.com", path: "v1" },
      });
      far(stack, "OnCloudflare", "us-east-1", { name: "example.com", dns: cloudflare.dns() });
      far(stack, "OnVercel", "us-west-2", { name: "example.com", dns: vercel.dns() });
      output(stack, { first: First?.url ?? "", path: Path?.url ?? "" });
    });

    expect(life.output()).toEqual({ first: "wss://api.example.com", path: "wss://talk.example.com/v1/" });
  });

  itLives("are those that are there: a certificate, a zone, a domain", { notes, seed }, (life) => {
    life.apply((stack) => {
      apis(stack, { Zone: { name: "example.com", dns: aws.dns({ zone: "Z2FDTNDATAQYW2" }) } });
      const existing = far(stack, "Existing", "eu-central-1", { nameId: "example.com" });
      const { domainName } = existing.nodes;
      if ("regionalDomainName" in domainName) output(stack, { target: domainName.regionalDomainName });

      const byHand = far(stack, "ByHand", "us-east-1", { name: "example.com", dns: false, cert });
      const made = byHand.nodes.domainName;
      if (!("domainNameConfiguration" in made)) throw new Error("The domain is not made.");
      const { targetDomainName, hostedZoneId } = made.domainNameConfiguration;
      new Route53Record(stack, "Record", {
        zoneId: "Z0000000000EXAMPLECOM",
        name: "example.com",
        type: "A",
        alias: { name: targetDomainName, zoneId: hostedZoneId, evaluateTargetHealth: false },
      });
    });

    expect(life.output()).toEqual({ target: "d-1.execute-api.eu-central-1.amazonaws.com" });
  });

  itLives("stand side by side in one app, and are shared across its stacks", zoned, (life) => {
    const changes = life.applyApp((app) => {
      const dns = Object.fromEntries(Object.entries(adapters).map(([id, make]) => [id, make()]));
      const each = (domains: (id: string, label: string) => Readonly<Record<string, Domain>>) =>
        Object.assign({}, ...Object.keys(dns).map((id) => domains(id, id.toLowerCase())));

      const chat = zones(createStack(app, "chat"));
      const network = new AwsProvider(chat, "network", { alias: "network", region: "us-east-1" });
      apis(chat, {
        ...each((id, label) => ({
          [`${id}Second`]: { nameId: `${label}.example.com`, path: "second" },
          [id]: { name: `${label}.example.com`, dns: dns[id] },
          [`${id}Other`]: { name: `other.${label}.example.com`, path: "v1", dns: dns[id] },
        })),
        OtherAccount: { name: "network.example.org", dns: aws.dns({ provider: network }) },
      });

      apis(
        zones(createStack(app, "news")),
        each((id, label) => ({
          [id]: { nameId: `${label}.example.com`, path: "news" },
          [`${id}Own`]: { name: `news.${label}.example.com`, dns: dns[id] },
        })),
      );
    });

    const made = (type: string) => changes.filter((line) => line.includes(`create ${type}.`)).length;
    expect(made("aws_apigatewayv2_domain_name")).toBe(10);
    expect(made("aws_apigatewayv2_api_mapping")).toBe(16);
  });
});

describe("APIs in two regions of one account", () => {
  const near = (stack: TerraformStack) => {
    const domains = Object.entries(adapters).map(
      ([id, dns]) => [id, { name: `${id.toLowerCase()}.example.com`, dns: dns() }] as const,
    );
    apis(zones(stack), Object.fromEntries(domains));
  };

  itLives("share what proves their domain, and the one leaves it to the other", zoned, (life) => {
    life.apply((stack) => {
      near(stack);
      const provider = new AwsProvider(stack, "far", { alias: "far", region: "us-east-1" });
      for (const [id, dns] of Object.entries(adapters))
        far(stack, `${id}Far`, provider, { name: `*.${id.toLowerCase()}.example.com`, dns: dns() });
    });

    const gone = life.apply((stack) => {
      near(stack);
      new AwsProvider(stack, "far", { alias: "far", region: "us-east-1" });
    });
    expect(gone).not.toContainEqual(expect.stringContaining("ValidationRecord"));
    expect(gone).toContainEqual(expect.stringMatching(/^destroy aws_acm_certificate\.OnAwsFar_/));
  });

  itLives("share a domain, where a policy chooses between them", zoned, (life) => {
    const latency = (region: string) =>
      aws.dns({
        transform: {
          record: (record) => {
            if (!record.alias) return;
            record.setIdentifier = region;
            record.latencyRoutingPolicy = { region };
          },
        },
      });
    life.apply((stack) => {
      apis(stack, { Near: { name: "chat.example.com", dns: latency("eu-west-1") } });
      far(stack, "Far", "us-east-1", { name: "chat.example.com", dns: latency("us-east-1") });
    });
  });
});
