import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type TerraformMetaArguments,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "cdktf";
import { Construct } from "constructs";
import { ValidationError, vercel } from "../../lib";
import { resolveValue } from "../../lib/terraform/tokens";

interface Attribute {
  readonly type?: string;
  readonly required?: boolean;
  readonly optional?: boolean;
}

type Attributes = Readonly<Record<string, Attribute>>;

/** The output of `terraform providers schema -json` for version 5.10.0 of the provider. */
const schema = JSON.parse(readFileSync(join(__dirname, "fixtures/vercel.schema.json"), "utf8")) as {
  readonly provider: Attributes;
  readonly vercel_dns_record: Attributes;
};

/** The attributes of the bindings. Those of MX and SRV records are left to overrides. */
const { mx_priority, srv, ...record } = schema.vercel_dns_record;
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const settable = ({ required, optional }: Attribute) => required === true || optional === true;
const named = (attributes: Attributes, is: (attribute: Attribute) => boolean | undefined) =>
  Object.keys(attributes)
    .filter((name) => is(attributes[name] as Attribute))
    .map(camel)
    .sort();

type OwnKeys<Config> = Exclude<keyof Config, keyof TerraformMetaArguments>;
type RequiredKeys<Config> = {
  [K in OwnKeys<Config>]-?: object extends Pick<Config, K> ? never : K;
}[OwnKeys<Config>];

/** All arguments at once, which no real record has. */
const all: Required<Pick<vercel.DnsRecordConfig, OwnKeys<vercel.DnsRecordConfig>>> = {
  comment: "A note",
  domain: "example.com",
  name: "api",
  teamId: "team_1",
  ttl: 300,
  type: "A",
  value: "10.0.0.1",
};

const plain = { domain: "example.com", name: "api", type: "A" };

function newStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "records-dev");
  new vercel.VercelProvider(stack, "vercel");
  return stack;
}

const written = (stack: TerraformStack) => JSON.parse(Testing.synth(stack));

/** Reads a member of an object without types. */
const member = (object: object, name: string) => (object as Record<string, unknown>)[name];

const refusal = (make: (stack: TerraformStack) => unknown): string => {
  try {
    make(newStack());
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  throw new Error("Nothing was refused.");
};

describe("vercel.DnsRecord", () => {
  it("has the arguments of the schema, with the same ones required", () => {
    const required: Record<RequiredKeys<vercel.DnsRecordConfig>, true> = { domain: true, name: true, type: true };
    expect(Object.keys(all).sort()).toEqual(named(record, settable));
    expect(Object.keys(required).sort()).toEqual(named(record, (attribute) => attribute.required));
  });

  it("writes each argument under its Terraform name", () => {
    const stack = newStack();
    new vercel.DnsRecord(stack, "All", all);
    new vercel.DnsRecord(stack, "Plain", plain);
    const { All, Plain } = written(stack).resource.vercel_dns_record;
    const expected = Object.entries(record).filter(([, attribute]) => settable(attribute));
    expect(All).toEqual(Object.fromEntries(expected.map(([name]) => [name, member(all, camel(name))])));
    expect(Plain).toEqual(plain);
  });

  it("refers to the id that Vercel assigns", () => {
    const stack = newStack();
    expect(resolveValue(stack, new vercel.DnsRecord(stack, "Record", plain).id)).toBe("${vercel_dns_record.Record.id}");
  });

  it.each<[string, unknown]>([
    ["srv", { port: 5060, priority: 1, target: "sip.example.com.", weight: 2 }],
    ["mxPriority", 10],
    ["days", 60],
  ])("rejects the unknown argument %s", (name, value) => {
    const config = { ...plain, [name]: value };
    expect(refusal((stack) => new vercel.DnsRecord(stack, "Record", config))).toBe(
      `"${name}" is not known in "DnsRecord"; got ${JSON.stringify(value)}. Known are domain, name, type, value, ttl, comment, teamId, dependsOn, count, provider, lifecycle, forEach, provisioners, connection. (DnsRecord "Record" at records-dev/Record)`,
    );
  });

  it("rejects a misspelt argument and suggests the nearest name", () => {
    expect(refusal((stack) => new vercel.DnsRecord(stack, "Record", { ...plain, tll: 60 } as never))).toContain(
      '"tll" is not known in "DnsRecord"; got 60. Did you mean "ttl"?',
    );
  });

  it("copies its arguments", () => {
    const stack = newStack();
    const config = { ...plain };
    new vercel.DnsRecord(stack, "Record", config);
    config.name = "other";
    expect(written(stack).resource.vercel_dns_record.Record).toEqual(plain);
  });

  it("supports Terraform's meta-arguments and overrides", () => {
    const stack = newStack();
    const provider = new vercel.VercelProvider(stack, "own", { alias: "own" });
    const first = new vercel.DnsRecord(stack, "First", plain);
    const made = new vercel.DnsRecord(stack, "Record", {
      ...plain,
      provider,
      dependsOn: [first],
      count: 2,
      lifecycle: { preventDestroy: true },
      provisioners: [{ type: "local-exec", command: "true" }],
    });
    made.addOverride("ttl", 120);
    made.addOverride("mx_priority", 10);
    expect(written(stack).resource.vercel_dns_record.Record).toEqual({
      ...plain,
      provider: "vercel.own",
      depends_on: ["vercel_dns_record.First"],
      count: 2,
      lifecycle: { prevent_destroy: true },
      provisioner: [{ "local-exec": { command: "true" } }],
      ttl: 120,
      mx_priority: 10,
    });
    expect(TerraformResource.isTerraformResource(made)).toBe(true);
    expect(Construct.isConstruct(made)).toBe(true);
    expect(resolveValue(stack, made.fqn)).toBe("${vercel_dns_record.Record}");
  });

  it("can be imported", () => {
    const stack = newStack();
    new vercel.DnsRecord(stack, "Taken", plain).importFrom("rec_2");
    expect(written(stack).import).toEqual([{ id: "rec_2", to: "vercel_dns_record.Taken" }]);
  });

  it("writes numbers to HCL as numbers", () => {
    const stack = newStack();
    new vercel.DnsRecord(stack, "All", { ...all, value: '0 issue "amazonaws.com"' });
    new vercel.DnsRecord(stack, "Plain", plain);
    const blocks = String(Testing.synthHcl(stack)).split(/^(?=resource )/m);
    const lines = (part: string) =>
      blocks
        .find((block) => block.startsWith(`resource "vercel_dns_record" "${part}"`))
        ?.trim()
        .split("\n");
    expect(lines("All")).toEqual([
      'resource "vercel_dns_record" "All" {',
      'comment = "A note"',
      'domain = "example.com"',
      'name = "api"',
      'team_id = "team_1"',
      "ttl = 300",
      'type = "A"',
      'value = "0 issue \\"amazonaws.com\\""',
      "}",
    ]);
    expect(lines("Plain")).toEqual([
      'resource "vercel_dns_record" "Plain" {',
      'domain = "example.com"',
      'name = "api"',
      'type = "A"',
      "}",
    ]);
  });
});

describe("vercel.VercelProvider", () => {
  const config: Required<vercel.VercelProviderConfig> = { apiToken: "token", team: "acme", alias: "own" };

  it("has the arguments of the schema, and an alias", () => {
    expect(Object.keys(config).sort()).toEqual([...named(schema.provider, settable), "alias"].sort());
    expect(named(schema.provider, (attribute) => attribute.required)).toEqual([]);
    const stack = new TerraformStack(Testing.app(), "records-dev");
    new vercel.VercelProvider(stack, "vercel");
    new vercel.VercelProvider(stack, "own", config);
    expect(written(stack).provider.vercel).toEqual([{}, { api_token: "token", team: "acme", alias: "own" }]);
  });

  it("requires the versions that the bindings support", () => {
    expect(written(newStack()).terraform.required_providers.vercel).toEqual({
      source: "vercel/vercel",
      version: "5.10.0",
    });
  });

  it("does not write a token from a variable to the synthesized JSON", () => {
    const stack = new TerraformStack(Testing.app(), "records-dev");
    const token = new TerraformVariable(stack, "token", { type: "string", sensitive: true });
    new vercel.VercelProvider(stack, "vercel", { apiToken: token.stringValue });
    expect(written(stack).provider.vercel).toEqual([{ api_token: "${var.token}" }]);
  });

  it("rejects unknown arguments", () => {
    const given = { apitoken: "token" };
    expect(refusal((stack) => new vercel.VercelProvider(stack, "own", given as never))).toBe(
      '"apitoken" is not known in "VercelProvider"; got "token". Did you mean "apiToken"? (VercelProvider "own" at records-dev/own)',
    );
  });

  it("writes its alias to HCL", () => {
    const stack = new TerraformStack(Testing.app(), "records-dev");
    const made = new vercel.VercelProvider(stack, "vercel", { apiToken: "token", team: "acme" });
    const own = new vercel.VercelProvider(stack, "own", { alias: "own" });
    expect(TerraformProvider.isTerraformProvider(made)).toBe(true);
    expect(vercel.VercelProvider.tfResourceType).toBe("vercel");
    expect(Testing.synthHcl(stack)).toContain('provider "vercel" {\napi_token = "token"\nteam = "acme"\n}');
    expect([made, own].map(({ alias, fqn }) => [alias, resolveValue(stack, fqn)])).toEqual([
      [undefined, "vercel"],
      ["own", "vercel.own"],
    ]);
  });
});
