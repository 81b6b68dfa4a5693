import { type IResolvable, TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, type Dns } from "cdktf-apigateway-websocket";
import { adapters, apis, type Domain, notes, zoned, zones } from "./domains-table";
import { itLives } from "./life";

/** An API for each DNS provider, on a domain of its own. */
const all = (domain: (label: string, adapter: Dns) => Domain) => (stack: TerraformStack) => {
  const entries = Object.entries(adapters).map(([id, dns]) => [id, domain(id.toLowerCase(), dns())] as const);
  apis(zones(stack), Object.fromEntries(entries));
};

const services: Readonly<Record<string, readonly [provider: string, type: string, aliases: readonly string[]]>> = {
  OnAws: ["aws", "aws_route53_record", ["DomainRecordA", "DomainRecordAAAA"]],
  OnCloudflare: ["cloudflare", "cloudflare_dns_record", ["DomainRecord"]],
  OnVercel: ["vercel", "vercel_dns_record", ["DomainRecord"]],
};

const chain = [
  "aws_acm_certificate.@_Certificate",
  "aws_acm_certificate_validation.@_CertificateValidation",
  "aws_apigatewayv2_api_mapping.@_ApiMapping",
  "aws_apigatewayv2_domain_name.@_DomainName",
];

/** The lines of all that the domain of an API takes, but the records. */
const chainOf = (verb: string, id: string) => chain.map((name) => `${verb} ${name.replace("@", id)}`);

/** The lines of the records that lead to an API. */
function aliasesOf(verb: string, id: string, service = id): readonly string[] {
  const [, type, aliases = []] = services[service] ?? [];
  return aliases.map((alias) => `${verb} ${type}.${id}_${alias}`);
}

/** The line of the record that proves whose a domain is. */
function proofOf(verb: string, service: string, domain: string): string {
  const [provider, type] = services[service] ?? [];
  return `${verb} ${type}.ValidationRecord${provider}${domain.replaceAll(".", "")}_Record`;
}

const ids = Object.keys(services);

describe("a change of a domain", () => {
  itLives("of its name makes the new one first, whoever serves the zone", zoned, (life) => {
    life.apply(all((label, dns) => ({ name: `first.${label}.example.com`, dns })));

    const renamed = life.apply(all((label, dns) => ({ name: `second.${label}.example.com`, dns })));

    const expected = ids.flatMap((id) => [
      ...chainOf("replace, new one first:", id),
      // Services where a record has an id of its own let its name change.
      ...aliasesOf(id === "OnAws" ? "replace, new one first:" : "update", id),
      proofOf("create", id, `second.${id.toLowerCase()}.example.com`),
      proofOf("destroy", id, `first.${id.toLowerCase()}.example.com`),
    ]);
    expect(renamed).toEqual(expected.sort());
  });

  const closed = {
    type: "aws_route53_record",
    attrs: {
      zone_id: "Z0000000000EXAMPLEORG",
      name: "example.org",
      type: "CAA",
      ttl: 60,
      records: ['0 issue "letsencrypt.org"'],
    },
  };

  itLives("to a name that gets no certificate leaves the old one as it is", { notes, seed: [closed] }, (life) => {
    const on = (name: string) => (stack: TerraformStack) => void apis(stack, { Api: name });
    life.apply(on("api.example.com"));

    expect(() => life.apply(on("api.example.org"))).toThrow("CAA_ERROR");

    const back = life.apply(on("api.example.com"));
    expect(back.filter((line) => /domain_name|mapping|DomainRecord/.test(line))).toEqual([
      "update aws_apigatewayv2_domain_name.Api_DomainName",
    ]);
  });

  itLives("that takes it away removes what it made, and nothing else", zoned, (life) => {
    life.apply(all(() => undefined));
    const expected = (verb: string) =>
      ids
        .flatMap((id) => [
          ...chainOf(verb, id),
          ...aliasesOf(verb, id),
          proofOf(verb, id, `${id.toLowerCase()}.example.com`),
        ])
        // Amazon is kept out of Vercel's zones until it is let in.
        .concat(`${verb} vercel_dns_record.VercelCaaRecordexamplecom_Record`)
        .sort();

    expect(life.apply(all((label, dns) => ({ name: `${label}.example.com`, dns })))).toEqual(expected("create"));
    expect(life.apply(all(() => undefined))).toEqual(expected("destroy"));
  });

  itLives("of its path, or of who serves its zone, keeps the domain", zoned, (life) => {
    const on =
      (service: string, path = "v2/chat") =>
      (stack: TerraformStack) =>
        void apis(zones(stack), { Api: { name: "api.example.com", path, dns: adapters[service]?.() } });
    life.apply(on("OnAws", "v1"));

    expect(life.apply(on("OnAws"))).toEqual(["update aws_apigatewayv2_api_mapping.Api_ApiMapping"]);

    let before = "OnAws";
    for (const after of ["OnCloudflare", "OnVercel", "OnAws"]) {
      const records = (verb: string, service: string) => [
        ...aliasesOf(verb, "Api", service),
        proofOf(verb, service, "api.example.com"),
        ...(service === "OnVercel" ? [`${verb} vercel_dns_record.VercelCaaRecordexamplecom_Record`] : []),
      ];
      const expected = [...records("create", after), ...records("destroy", before)].sort();
      expect(life.apply(on(after))).toEqual(expected);
      before = after;
    }
  });
});

describe("an API on a domain", () => {
  // As much as possible is only known to Terraform, and the functions hold what the domain waits for.
  itLives("tells its functions where it is", { ...zoned, notes: ["no-connect"] }, (life) => {
    const build = (disabled: boolean) => (stack: TerraformStack) => {
      const name = new TerraformVariable(stack, "name", { type: "string", default: "api.example.com" });
      const off = new TerraformVariable(stack, "off", { type: "bool", default: disabled });
      const make = (id: string, domain: Domain, disableExecuteApiEndpoint?: boolean | IResolvable) => {
        const transform = { api: { disableExecuteApiEndpoint } };
        const api = new aws.ApiGatewayWebSocket(stack, id, { accessLog: false, ...(domain && { domain }), transform });
        const { url, managementEndpoint } = api;
        api.route("$default", { handler: "index.handler", bundle: "ready", link: [api] });
        for (const [key, value] of Object.entries({ url, managementEndpoint }))
          new TerraformOutput(stack, `${id}${key}`, { value, staticId: true });
        return api;
      };
      const dns = aws.dns({ zone: "Z0000000000EXAMPLECOM" });
      const { domainName } = make("Chat", { name: name.stringValue, path: "v1", dns }, off.booleanValue).nodes;
      make("News", { nameId: domainName.domainName }, true);
      make("Plain", { nameId: domainName.domainName, path: "plain" });
    };
    const own = expect.stringMatching(/^https:\/\/\w+\.execute-api\.eu-west-1\.amazonaws\.com\/\$default$/);
    const others = {
      Chaturl: "wss://api.example.com/v1/",
      Newsurl: "wss://api.example.com",
      NewsmanagementEndpoint: "https://api.example.com",
      Plainurl: "wss://api.example.com/plain/",
      PlainmanagementEndpoint: own,
    };

    life.apply(build(true));
    expect(life.output()).toEqual({ ...others, ChatmanagementEndpoint: "https://api.example.com/v1" });

    const enabled = life.apply(build(false));
    expect(life.output()).toEqual({ ...others, ChatmanagementEndpoint: own });
    expect(enabled).toEqual([
      "update aws_apigatewayv2_api.Chat_Api",
      "update aws_lambda_function.Chat_Routedefault_Handler_Function",
    ]);
  });
});
