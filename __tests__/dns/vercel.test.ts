import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type VercelDnsArgs, vercel } from "../../lib";
import { Synthesized } from "../support/synth";
import { refusal } from "../support/ways";
import { Chat, dnsStack, overrideAll } from "./made";

function made(build: (stack: TerraformStack) => void) {
  const stack = dnsStack();
  build(stack);
  const records = Object.entries(new Synthesized(JSON.parse(Testing.synth(stack))).byAddress(vercel.DnsRecord));
  const one = (part: string) => {
    const found = records.filter(([address]) => address.includes(part));
    if (found.length !== 1) throw new Error(`Expected one ${part}, found ${found.length}.`);
    return found[0]?.[1];
  };
  return { records, one };
}

const chat = (name: string, args?: VercelDnsArgs) => (stack: TerraformStack) => {
  new Chat(stack, "Chat", { name, dns: vercel.dns(args) });
};

const refused = (build: (stack: TerraformStack) => void) => {
  const stack = dnsStack();
  return refusal(() => {
    build(stack);
    return Testing.synth(stack);
  });
};

const target = expect.stringMatching(
  /^\$\{aws_apigatewayv2_domain_name\.Chat_DomainName_\w+\.domain_name_configuration\[0\]\.target_domain_name\}$/,
);

describe("vercel.dns()", () => {
  it.each([
    ["api.example.co.uk", "example.co.uk", "api", "CNAME"],
    ["v1.api.example.com", "example.com", "v1.api", "CNAME"],
    ["*.example.com", "example.com", "*", "CNAME"],
    ["*.api.example.com", "example.com", "*.api", "CNAME"],
    ["example.com", "example.com", "", "ALIAS"],
  ])("points %s in %s to the API with the name %j and the type %s", (domainName, domain, name, type) => {
    const { one, records } = made(chat(domainName));
    expect(one("DomainRecord")).toEqual({ domain, name, type, value: target, ttl: 60 });
    expect(records).toHaveLength(3);
  });

  it("uses the given domain and team", () => {
    const { records, one } = made(chat("v1.api.example.com", { domain: "api.example.com", teamId: "team_1" }));
    expect(one("DomainRecord")).toMatchObject({ domain: "api.example.com", name: "v1", type: "CNAME" });
    expect(records.map(([, { domain, team_id }]) => [domain, team_id])).toEqual(
      Array(3).fill(["api.example.com", "team_1"]),
    );
  });

  it("lets Terraform choose the type where the domain or its zone is known only after apply", () => {
    const { one } = made((stack) => {
      const [domain, name = ""] = ["zone", "name"].map((id) => new TerraformVariable(stack, id, {}).stringValue);
      new Chat(stack, "Name", { name, dns: vercel.dns({ domain: "example.com" }) });
      new Chat(stack, "Zone", { name: "api.example.com", dns: vercel.dns({ domain }) });
    });
    expect(one("Name_DomainRecord")).toMatchObject({
      domain: "example.com",
      name: '${(var.name == "example.com") ? "" : trimsuffix(var.name, ".example.com")}',
      type: '${(var.name == "example.com") ? "ALIAS" : "CNAME"}',
    });
    expect(one("Zone_DomainRecord")).toMatchObject({
      domain: "${var.zone}",
      name: '${("api.example.com" == var.zone) ? "" : trimsuffix("api.example.com", ".${var.zone}")}',
      type: '${("api.example.com" == var.zone) ? "ALIAS" : "CNAME"}',
    });
  });

  it("creates the validation record without the domain and without trailing dots", () => {
    const option = (name: string) =>
      `tolist\\(aws_acm_certificate\\.Chat_Certificate_\\w+\\.domain_validation_options\\)\\.0\\.${name}`;
    const matching = (text: string) => expect.stringMatching(new RegExp(`^\\$\\{${text}\\}$`));
    expect(made(chat("api.example.com")).one("ValidationRecord")).toEqual({
      domain: "example.com",
      name: matching(`trimsuffix\\(trimsuffix\\(${option("resource_record_name")}, "\\."\\), "\\.example\\.com"\\)`),
      type: "CNAME",
      value: matching(`trimsuffix\\(${option("resource_record_value")}, "\\."\\)`),
      ttl: 60,
    });
  });

  it("creates a CAA record for Amazon, except with caa: false", () => {
    expect(made(chat("api.example.com", { teamId: "team_1" })).one("VercelCaaRecord")).toEqual({
      domain: "example.com",
      name: "",
      type: "CAA",
      value: '0 issue "amazonaws.com"',
      ttl: 60,
      team_id: "team_1",
    });
    expect(made(chat("api.example.com", { caa: true })).records).toHaveLength(3);
    expect(made(chat("api.example.com", { caa: false })).records).toHaveLength(2);
  });

  it("creates the records with the given provider", () => {
    const { records } = made((stack) => {
      const provider = new vercel.VercelProvider(stack, "own", { alias: "own" });
      new Chat(stack, "Chat", { name: "api.example.com", dns: vercel.dns({ provider }) });
    });
    expect(records.map(([, { provider }]) => provider)).toEqual(Array(3).fill("vercel.own"));
  });

  it("passes each record to the transform, with its path", () => {
    const ids: string[] = [];
    const record = (args: { comment?: string }, id: string) => {
      ids.push(id);
      args.comment = "Chat";
    };
    const { records } = made(chat("api.example.com", { transform: { record } }));
    expect(ids).toEqual([
      "VercelCaaRecord example.com/Record",
      "ValidationRecord vercel api.example.com/Record",
      "Chat/DomainRecord",
    ]);
    expect(records.map(([, { comment }]) => comment)).toEqual(Array(3).fill("Chat"));
  });

  describe("rejects", () => {
    it.each<[string, string, VercelDnsArgs, string]>([
      [
        "a zone that does not contain the domain",
        "api.evilexample.com",
        { domain: "example.com" },
        '"domain.name" has to be "example.com" or end with ".example.com", the "domain" of vercel.dns()',
      ],
      [
        "an unknown argument",
        "api.example.com",
        { zone: "example.com" } as never,
        '"zone" is not known in "vercel.dns()"; got "example.com". Known are domain, teamId, caa, transform, provider.',
      ],
      [
        "an unknown argument of a record",
        "api.example.com",
        { transform: { record: { mxPriority: 10 } as never } },
        '"mxPriority" is not known in "transform.record"; got 10. Known are domain, name, type, value, ttl, comment, teamId,',
      ],
      [
        "a value that Vercel rejects",
        "api.example.com",
        { transform: { record: { ttl: 30 } } },
        '"transform.record.ttl" takes 60 to 2147483647; got 30.',
      ],
      [
        "a CNAME for the zone's own name",
        "example.com",
        { transform: { record: { type: "CNAME" } }, caa: false },
        `"transform.record.type" can't be CNAME for the zone's own name`,
      ],
    ])("%s", (_what, name, args, text) => {
      const error = refused(chat(name, args));
      expect(error.message).toContain(text);
      expect(error.message).toMatch(/ \(Chat "Chat" at chat-dev\/Chat\)$/);
    });

    it("a value that an aspect sets on a record, and names the API", () => {
      const error = refused((stack) => {
        chat("api.example.com")(stack);
        overrideAll(stack, vercel.DnsRecord.tfResourceType, "ttl", 1);
      });
      expect(error.message).toMatch(/^"transform\.record\.ttl" .+ \(Chat "Chat" at chat-dev\/Chat\)$/);
    });
  });
});
