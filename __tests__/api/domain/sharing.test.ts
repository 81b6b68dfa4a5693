import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { Lazy, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type ApiGatewayWebSocketArgs, aws, type ComponentOptions, cloudflare, vercel } from "../../../lib";
import { Synthesized, synth, testStack } from "../../support/synth";
import { given, refusal, refused } from "../../support/ways";

type Domain = ApiGatewayWebSocketArgs["domain"];

function api(stack: TerraformStack, id: string, domain: Domain, options?: ComponentOptions, region?: string) {
  const transform = region === undefined ? {} : { transform: { api: { region } } };
  const made = new aws.ApiGatewayWebSocket(stack, id, { ...(domain && { domain }), ...transform }, options);
  made.route("$default", given);
  return made;
}

const name = "api.example.com";
const cert = "arn:aws:acm:us-east-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";
const byHand = { cert, dns: false } as const;
const owner = (stack: TerraformStack) => api(stack, "Chat", name);
const user = (stack: TerraformStack) => api(stack, "News", { nameId: name, path: "news" });
const made = expect.stringMatching(/^aws_apigatewayv2_domain_name\.Chat_DomainName_\w+$/);

function mappingOfNews(all: Synthesized) {
  return Object.entries(all.byAddress(Apigatewayv2ApiMapping)).find(([id]) => id.startsWith("News_"))?.[1];
}

/** Two stacks of one app. */
function stacks(): readonly [chat: TerraformStack, news: TerraformStack] {
  const app = Testing.app();
  return [testStack("chat-dev", app), testStack("news-dev", app)];
}

/** A stack whose provider has the given region, or none. */
function stackIn(region: string | undefined, id: string, app = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, "aws", region === undefined ? {} : { region });
  return stack;
}

describe("an API on the domain of another", () => {
  it.each([
    ["after", [owner, user]],
    ["before", [user, owner]],
  ])("depends on it, declared %s it", (_, order) => {
    const all = synth((stack) => {
      for (const declare of order) declare(stack);
    });
    expect(mappingOfNews(all)).toEqual({
      api_id: expect.stringContaining("News_Api"),
      api_mapping_key: "news",
      depends_on: [made],
      domain_name: name,
      lifecycle: { create_before_destroy: true },
      stage: expect.stringContaining("News_Stage"),
    });
  });

  it.each(["before", "after"])("looks it up after it is created, read %s it is declared", (moment) => {
    const all = synth((stack) => {
      const news = user(stack);
      const ask = () => expect(news.nodes.domainName).toBe(news.nodes.domainName);
      if (moment === "before") ask();
      owner(stack);
      if (moment === "after") ask();
    });
    expect(Object.values((all.json.data as Record<string, object>).aws_api_gateway_domain_name ?? {})).toEqual([
      { domain_name: name, depends_on: [made] },
    ]);
  });

  it("depends on it where both names are one reference", () => {
    const all = synth((stack) => {
      const variable = new TerraformVariable(stack, "name", { type: "string" });
      const dns = aws.dns({ zone: "Z2FDTNDATAQYW2" });
      api(stack, "News", { nameId: variable.stringValue, path: "news" });
      api(stack, "Chat", { name: variable.stringValue, dns });
    });
    expect(mappingOfNews(all)).toMatchObject({ domain_name: "${var.name}", depends_on: [made] });
  });

  it("depends on it where one name is lazy", () => {
    const all = synth((stack) => {
      api(stack, "News", { nameId: Lazy.stringValue({ produce: () => name }), path: "news" });
      owner(stack);
    });
    expect(mappingOfNews(all)).toMatchObject({ domain_name: name, depends_on: [made] });
  });

  it.each([
    ["after", [owner, user]],
    ["before", [user, owner]],
  ])("makes its stack depend on the other stack, declared %s it", (_, order) => {
    const [chat, news] = stacks();
    for (const declare of order) declare(declare === owner ? chat : news);
    expect(news.dependsOn(chat)).toBe(true);
    expect(chat.dependsOn(news)).toBe(false);
    const synthesized = new Synthesized(JSON.parse(Testing.synth(news)));
    expect(synthesized.one(Apigatewayv2ApiMapping)).toMatchObject({ domain_name: name });
    expect(synthesized.one(Apigatewayv2ApiMapping)).not.toHaveProperty("depends_on");
  });

  it("does not depend on an equal reference in another stack, or on a domain of another region", () => {
    const [chat, news] = stacks();
    const variables = [chat, news].map((stack) => new TerraformVariable(stack, "name", { type: "string" }).stringValue);
    api(chat, "Variable", { name: `${variables[0]}`, dns: aws.dns({ zone: "Z2FDTNDATAQYW2" }) });
    api(news, "Variable", { nameId: `${variables[1]}` });
    owner(chat);
    api(news, "News", { nameId: name }, {}, "us-east-1");
    expect(news.dependsOn(chat)).toBe(false);
  });

  it("depends on it where the region is unknown", () => {
    const app = Testing.app();
    const [chat, news] = [stackIn("${var.region}", "chat-dev", app), testStack("news-dev", app)];
    owner(chat);
    user(news);
    expect(news.dependsOn(chat)).toBe(true);
  });

  it("is rejected in a stack that the other one depends on", () => {
    const [chat, news] = stacks();
    chat.addDependency(news);
    owner(chat);
    const { message } = refusal(() => user(news));
    expect(message).toMatch(/^"domain\.nameId" can't be the domain of a stack that is deployed after this one; got /);
    for (const part of [`got "${name}", which "chat-dev/Chat" creates.`, "at news-dev/News)"])
      expect(message).toContain(part);
  });

  it("creates no data source when its nodes are enumerated", () => {
    const all = synth((stack) => void Object.values(user(stack).nodes));
    expect(all.json.data).not.toHaveProperty("aws_api_gateway_domain_name");
  });
});

describe("a domain that two APIs create", () => {
  const second = (stack: TerraformStack) => api(stack, "News", { name, path: "news" });

  it("is rejected", () => {
    const { message } = refused((stack) => {
      owner(stack);
      second(stack);
    });
    expect(message).toMatch(
      /^"domain\.name" can be created by one API only; got "api\.example\.com", which "chat-dev\/Chat"/,
    );
    expect(message).toMatch(/nameId: "api\.example\.com".+\(ApiGatewayWebSocket "News" at chat-dev\/News\)$/);
  });

  it.each([
    ["the same region", "eu-west-1", "eu-west-1"],
    ["the region of the environment", undefined, undefined],
  ])("is rejected across stacks in %s, before anything is written", (_, one, other) => {
    const app = Testing.app();
    const first = stackIn(one, "chat-dev", app);
    owner(first);
    second(stackIn(other, "news-dev", app));
    expect(refusal(() => Testing.synth(first)).message).toContain("at news-dev/News)");
  });

  it("is rejected in two accounts, because AWS allows a name once per region", () => {
    const { message } = refused((stack) => {
      owner(stack);
      const provider = new AwsProvider(stack, "other", { alias: "other", profile: "other", region: "eu-west-1" });
      api(stack, "News", { name }, { provider });
    });
    expect(message).toContain('"domain.name" can be created by one API only');
  });

  it("is rejected where both regions are the same expression", () => {
    const { message } = refused((stack) => {
      const variable = new TerraformVariable(stack, "region", { type: "string" });
      for (const id of ["Chat", "News"]) api(stack, id, name, {}, variable.stringValue);
    });
    expect(message).toContain('"domain.name" can be created by one API only');
  });

  it.each<[string, (stack: TerraformStack, domain: Domain) => unknown]>([
    ["another region", (stack, domain) => api(stack, "News", domain, {}, "us-east-1")],
    [
      "a region known only after apply",
      (stack, domain) => {
        const region = new TerraformVariable(stack, "region", { type: "string" });
        api(stack, "News", domain, {}, region.stringValue);
      },
    ],
    [
      "the environment's region of another provider",
      (stack, domain) => {
        const provider = new AwsProvider(stack, "other", { alias: "other", profile: "other" });
        api(stack, "News", domain, { provider });
      },
    ],
  ])("is accepted in %s without its own records, and rejected with them", (_, build) => {
    const both = (dns: object) => (stack: TerraformStack) => {
      owner(stack);
      build(stack, { name, ...dns });
    };
    expect(() => synth(both(byHand))).not.toThrow();
    expect(refused(both({})).message).toContain('"domain.name" can point to one region only');
  });
});

describe("a domain that two APIs create in two regions", () => {
  type Given = ReturnType<typeof aws.dns>;
  const build = (near: () => Given, far: () => Given) => (stack: TerraformStack) => {
    new CloudflareProvider(stack, "cloudflare");
    new vercel.VercelProvider(stack, "vercel");
    api(stack, "Chat", { name, dns: near() });
    api(stack, "News", { name, dns: far() }, {}, "us-east-1");
  };
  const latency = (region: string) => () =>
    aws.dns({
      transform: {
        record: (record) => {
          if (record.alias) Object.assign(record, { setIdentifier: region, latencyRoutingPolicy: { region } });
        },
      },
    });

  it.each<[string, () => Given, () => Given, string]>([
    ["one set of records in Route 53", aws.dns, aws.dns, '"setIdentifier" and "latencyRoutingPolicy"'],
    ["a policy for one of the two", latency("eu-west-1"), aws.dns, '"setIdentifier" and "latencyRoutingPolicy"'],
    ["a policy for the other", aws.dns, latency("us-east-1"), '"setIdentifier" and "latencyRoutingPolicy"'],
    ["Cloudflare", cloudflare.dns, cloudflare.dns, "Latency routing"],
    ["Vercel", vercel.dns, vercel.dns, "Latency routing"],
  ])("is rejected with %s", (_, near, far, part) => {
    const { message } = refused(build(near, far));
    expect(message).toMatch(
      /^"domain\.name" can point to one region only; got "api\.example\.com", which "chat-dev\/\w+"/,
    );
    expect(message).toContain(part);
    expect(message).toContain("transform.record");
  });

  it("is rejected across stacks", () => {
    const app = Testing.app();
    const [near, far] = [stackIn("eu-west-1", "near-dev", app), stackIn("us-east-1", "far-dev", app)];
    for (const stack of [near, far]) api(stack, "Chat", name);
    expect(refusal(() => Testing.synth(near)).message).toContain('which "far-dev/Chat" creates too');
  });

  it.each<[string, () => Given, () => Given]>([
    ["two policies", latency("eu-west-1"), latency("us-east-1")],
    ["two services", aws.dns, cloudflare.dns],
  ])("is accepted with %s", (_, near, far) => {
    expect(() => synth(build(near, far))).not.toThrow();
  });
});

describe("a domain that two APIs create in regions of the environment", () => {
  it("is accepted where two providers may have different regions", () => {
    const stack = stackIn(undefined, "chat-dev");
    owner(stack);
    const provider = new AwsProvider(stack, "other", { alias: "other", profile: "other" });
    api(stack, "News", { name, ...byHand }, { provider });
    expect(() => Testing.synth(stack)).not.toThrow();
  });

  it("is rejected where both have one provider", () => {
    const stack = stackIn(undefined, "chat-dev");
    const provider = new AwsProvider(stack, "other", { alias: "other", profile: "other" });
    for (const id of ["Chat", "News"]) api(stack, id, name, { provider });
    expect(refusal(() => Testing.synth(stack)).message).toContain('"domain.name" can be created by one API only');
  });
});

describe("a path that two APIs have on a domain", () => {
  it.each<[string, Domain, Domain, string]>([
    ["none, beside the owner", name, { nameId: name }, "got none on"],
    ["one, beside the owner", { name, path: "v1" }, { nameId: name, path: "v1" }, 'got "v1" on'],
    ["one, beside another guest", { nameId: name, path: "v1" }, { nameId: name, path: "v1" }, 'got "v1" on'],
  ])("is rejected: %s", (_, first, second, part) => {
    const { message } = refused((stack) => {
      api(stack, "Chat", first);
      api(stack, "News", second);
    });
    expect(message).toMatch(/^"domain\.path" has to be unique on its domain; got /);
    for (const text of [part, '"chat-dev/Chat" has. Change', "at chat-dev/News)"]) expect(message).toContain(text);
  });

  it.each<[string, Domain, Domain]>([
    ["none and one", name, { nameId: name, path: "v1" }],
    ["two", { nameId: name, path: "v1" }, { nameId: name, path: "v1/chat" }],
    ["one on two domains", { nameId: name, path: "v1" }, { nameId: `v.${name}`, path: "v1" }],
  ])("may be %s", (_, first, second) => {
    const both = (stack: TerraformStack) => {
      api(stack, "Chat", first);
      api(stack, "News", second);
    };
    expect(() => synth(both)).not.toThrow();
  });

  it("may be the same in two regions", () => {
    const both = (stack: TerraformStack) => {
      api(stack, "Chat", { nameId: name });
      api(stack, "News", { nameId: name }, {}, "us-east-1");
    };
    expect(() => synth(both)).not.toThrow();
  });
});
