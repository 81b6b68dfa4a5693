import { DataCloudflareZone } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zone";
import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type CloudflareDnsArgs, cloudflare } from "../../lib";
import { Synthesized } from "../support/synth";
import { refusal } from "../support/ways";
import { Chat, dnsStack, overrideAll } from "./made";

const zoneId = "415e6f4653b6d95b775d350f32119abb";

function made(build: (stack: TerraformStack) => void) {
  const stack = dnsStack();
  build(stack);
  const synthesized = new Synthesized(JSON.parse(Testing.synth(stack)));
  const data = synthesized.json.data as Record<string, Record<string, object>> | undefined;
  const records = Object.entries(synthesized.byAddress(DnsRecord));
  const one = (part: string) => {
    const found = records.filter(([address]) => address.includes(part));
    if (found.length !== 1) throw new Error(`Expected one ${part}, found ${found.length}.`);
    return found[0]?.[1];
  };
  return { records, one, zones: Object.values(data?.[DataCloudflareZone.tfResourceType] ?? {}) };
}

const chat = (name: string, args?: CloudflareDnsArgs) => (stack: TerraformStack) => {
  new Chat(stack, "Chat", { name, dns: cloudflare.dns(args) });
};

const refused = (build: (stack: TerraformStack) => void) => {
  const stack = dnsStack();
  return refusal(() => {
    build(stack);
    return Testing.synth(stack);
  });
};

describe("cloudflare.dns()", () => {
  it("looks up the zone of the registered domain", () => {
    expect(made(chat("api.example.co.uk")).zones).toEqual([{ filter: { name: "example.co.uk" } }]);
  });

  it("creates a CNAME for the API, which is not proxied", () => {
    const { one, records } = made(chat("api.example.com"));
    expect(one("DomainRecord")).toEqual({
      zone_id: expect.stringMatching(/^\$\{data\.cloudflare_zone\.CloudflareZoneexamplecom_Zone_\w+\.zone_id\}$/),
      name: "api.example.com",
      type: "CNAME",
      content: expect.stringMatching(
        /^\$\{aws_apigatewayv2_domain_name\.Chat_DomainName_\w+\.domain_name_configuration\[0\]\.target_domain_name\}$/,
      ),
      proxied: false,
      ttl: 60,
    });
    expect(records).toHaveLength(2);
  });

  it("proxies the alias record with proxy: true, and never the validation record", () => {
    const { one } = made(chat("api.example.com", { proxy: true }));
    expect(one("DomainRecord")).toMatchObject({ proxied: true, ttl: 1 });
    expect(one("ValidationRecord")).toMatchObject({ proxied: false, ttl: 60 });
  });

  it("creates the validation record without trailing dots, which Cloudflare removes", () => {
    const option = (name: string) =>
      expect.stringMatching(
        new RegExp(
          `^\\$\\{trimsuffix\\(tolist\\(aws_acm_certificate\\.Chat_Certificate_\\w+\\.domain_validation_options\\)\\.0\\.${name}, "\\."\\)\\}$`,
        ),
      );
    expect(made(chat("*.example.com")).one("ValidationRecord")).toEqual({
      zone_id: expect.stringContaining("data.cloudflare_zone."),
      name: option("resource_record_name"),
      type: "CNAME",
      content: option("resource_record_value"),
      proxied: false,
      ttl: 60,
    });
  });

  it.each([
    ["the id", zoneId, [], zoneId],
    ["the name", "api.example.com", [{ filter: { name: "api.example.com" } }], "${data.cloudflare_zone."],
    ["an expression", "${var.zone}", [], "${var.zone}"],
  ])("creates the records in the zone of %s", (_what, zone, lookups, id) => {
    const { records, zones } = made(chat("v1.api.example.com", { zone }));
    expect(zones).toEqual(lookups);
    for (const [, record] of records) expect(record.zone_id).toContain(id);
  });

  it("creates the records of a domain known only after apply in the given zone", () => {
    const { one } = made((stack) => {
      const [zone, name = ""] = ["zone", "name"].map((id) => new TerraformVariable(stack, id, {}).stringValue);
      new Chat(stack, "Chat", { name, dns: cloudflare.dns({ zone }) });
    });
    expect(one("DomainRecord")).toMatchObject({ zone_id: "${var.zone}", name: "${var.name}" });
  });

  it("shares one data source for each zone and account, with the given provider", () => {
    const { zones, records } = made((stack) => {
      const provider = new CloudflareProvider(stack, "own", { alias: "own" });
      const [dns, own] = [cloudflare.dns(), cloudflare.dns({ provider })];
      new Chat(stack, "One", { name: "one.example.com", dns });
      new Chat(stack, "Two", { name: "two.example.com", dns });
      new Chat(stack, "Three", { name: "three.example.com", dns: cloudflare.dns({ zone: "example.com" }) });
      new Chat(stack, "Four", { name: "four.example.com", dns: own });
      new Chat(stack, "Five", { name: "five.example.com", dns: own });
    });
    expect(zones).toEqual([
      { filter: { name: "example.com" } },
      { filter: { name: "example.com" }, provider: "cloudflare.own" },
    ]);
    expect(records.filter(([, { provider }]) => provider === "cloudflare.own")).toHaveLength(4);
  });

  it("creates a CAA record with caa: true", () => {
    const { one } = made(chat("api.example.com", { caa: true }));
    expect(one("CloudflareCaaRecord")).toEqual({
      zone_id: expect.stringContaining("data.cloudflare_zone."),
      name: "example.com",
      type: "CAA",
      data: { flags: 0, tag: "issue", value: "amazonaws.com" },
      ttl: 60,
    });
    for (const caa of [false, undefined]) expect(made(chat("api.example.com", { caa })).records).toHaveLength(2);
  });

  it("looks up the name of a zone with a given id, only for the CAA record", () => {
    const { one, zones } = made(chat("api.example.com", { caa: true, zone: zoneId }));
    expect(zones).toEqual([{ zone_id: zoneId }]);
    expect(one("CloudflareCaaRecord")).toMatchObject({
      zone_id: zoneId,
      name: expect.stringMatching(/^\$\{data\.cloudflare_zone\.CloudflareZone\w+_Zone_\w+\.name\}$/),
    });
  });

  it("passes each record to the transform, with its path", () => {
    const ids: string[] = [];
    const { one } = made(
      chat("api.example.com", {
        caa: true,
        transform: {
          record: (args, id) => {
            ids.push(id);
            args.comment = "Chat";
            if (args.data) args.data = { ...args.data, flags: 128 };
          },
        },
      }),
    );
    expect(ids).toEqual([
      "CloudflareCaaRecord example.com/Record",
      "ValidationRecord cloudflare api.example.com/Record",
      "Chat/DomainRecord",
    ]);
    expect(one("ValidationRecord")?.comment).toBe("Chat");
    expect(one("CloudflareCaaRecord")?.data).toEqual({ flags: 128, tag: "issue", value: "amazonaws.com" });
  });

  describe("rejects", () => {
    it.each<[string, string, CloudflareDnsArgs, string]>([
      [
        "a zone that does not contain the domain",
        "api.evilexample.com",
        { zone: "example.com" },
        '"domain.name" has to be "example.com" or end with ".example.com", the "zone" of cloudflare.dns()',
      ],
      [
        "an invalid id",
        "api.example.com",
        { zone: zoneId.slice(1) },
        `"zone" of cloudflare.dns() has to be the id or the name of a zone, such as "${zoneId}"`,
      ],
      [
        "an unknown argument",
        "api.example.com",
        { proxied: true } as never,
        '"proxied" is not known in "cloudflare.dns()"; got true. Known are zone, proxy, caa, transform, provider.',
      ],
      [
        "a value that Cloudflare rejects",
        "api.example.com",
        { transform: { record: { ttl: 30 } } },
        '"transform.record.ttl" takes 1, or 60 to 86400; got 30.',
      ],
    ])("%s", (_what, name, args, text) => {
      const error = refused(chat(name, args));
      expect(error.message).toContain(text);
      expect(error.message).toMatch(/ \(Chat "Chat" at chat-dev\/Chat\)$/);
    });

    it("a value that an aspect sets on the CAA record, and names the API", () => {
      const error = refused((stack) => {
        chat("api.example.com", { caa: true })(stack);
        overrideAll(stack, DnsRecord.tfResourceType, "data", null);
      });
      expect(error.message).toMatch(
        /^"transform\.record\.data" is required for a CAA record; .+ \(Chat "Chat" at chat-dev\/Chat\)$/,
      );
    });

    it("a provider of another service", () => {
      const error = refused((stack) => {
        const provider = stack.node.findChild("vercel") as CloudflareProvider;
        chat("api.example.com", { provider })(stack);
      });
      expect(error.message).toContain('"provider" of cloudflare.dns() has to be a provider of cloudflare;');
    });
  });
});
