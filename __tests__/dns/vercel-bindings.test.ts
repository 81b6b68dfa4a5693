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
import { vercel } from "../../lib";
import { resolved } from "../../lib/core/resolved";

interface Attribute {
  readonly type?: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, Attribute>> };
}

type Attributes = Readonly<Record<string, Attribute>>;

/** What the provider of version 5.10.0 says of itself, as `terraform providers schema -json` prints it. */
const schema = JSON.parse(readFileSync(join(__dirname, "fixtures/vercel.schema.json"), "utf8")) as {
  readonly provider: Attributes;
  readonly vercel_dns_record: Attributes;
};

const record = schema.vercel_dns_record;
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(`_${name}`);
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

const srv: vercel.DnsRecordSrv = { port: 5060, priority: 1, target: "sip.example.com.", weight: 2 };
/** All arguments at once, which no real record has. */
const all: Required<Pick<vercel.DnsRecordConfig, OwnKeys<vercel.DnsRecordConfig>>> = {
  comment: "A note",
  domain: "example.com",
  mxPriority: 10,
  name: "api",
  srv,
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

/** Gives the member of an object, as those without types would. */
const member = (object: object, name: string) => (object as Record<string, unknown>)[name];
const descriptor = (type: { readonly prototype: object }, name: string) =>
  Object.getOwnPropertyDescriptor(type.prototype, name);

describe("vercel.DnsRecord", () => {
  it("takes the arguments of the schema, and needs those that it requires", () => {
    const required: Record<RequiredKeys<vercel.DnsRecordConfig>, true> = { domain: true, name: true, type: true };
    expect(Object.keys(all).sort()).toEqual(named(record, settable));
    expect(Object.keys(required).sort()).toEqual(named(record, (attribute) => attribute.required));

    const requiredOfSrv: Record<RequiredKeys<vercel.DnsRecordSrv>, true> = {
      port: true,
      priority: true,
      target: true,
      weight: true,
    };
    const nested = record.srv?.nested_type?.attributes ?? {};
    expect(Object.keys(requiredOfSrv).sort()).toEqual(named(nested, (attribute) => attribute.required));
    expect(Object.keys(srv).sort()).toEqual(named(nested, settable));
  });

  it("writes each of them under its name in Terraform", () => {
    const stack = newStack();
    new vercel.DnsRecord(stack, "All", all);
    new vercel.DnsRecord(stack, "Plain", plain);
    const { All, Plain } = written(stack).resource.vercel_dns_record;
    const expected = Object.entries(record).filter(([, attribute]) => settable(attribute));
    expect(All).toEqual(Object.fromEntries(expected.map(([name]) => [name, member(all, camel(name))])));
    expect(Plain).toEqual(plain);
  });

  it.each(Object.entries(record).filter(([, { nested_type }]) => !nested_type))(
    "refers to %s, by a value of its type",
    (name, { type }) => {
      const stack = newStack();
      const made = new vercel.DnsRecord(stack, "Record", plain);
      const value = member(made, camel(name));
      expect(typeof value).toBe(type);
      expect(resolved(stack, value)).toBe(`\${vercel_dns_record.Record.${name}}`);
    },
  );

  it.each(Object.entries(record.srv?.nested_type?.attributes ?? {}))(
    "refers to %s of srv, and lets it be changed",
    (name, { type }) => {
      const stack = newStack();
      const { srv: reference } = new vercel.DnsRecord(stack, "Record", { ...plain, srv });
      expect(typeof member(reference, camel(name))).toBe(type);
      expect(resolved(stack, member(reference, camel(name)))).toBe(`\${vercel_dns_record.Record.srv.${name}}`);
      expect(member(reference, `${camel(name)}Input`)).toBe(member(srv, camel(name)));

      const changed = type === "number" ? 7 : "other.example.com.";
      Object.assign(reference, { [camel(name)]: changed });
      expect(reference.internalValue).toEqual({ ...srv, [camel(name)]: changed });
      expect(written(stack).resource.vercel_dns_record.Record.srv).toEqual({ ...srv, [name]: changed });
    },
  );

  it.each(Object.entries(record))("has the members of a generated binding for %s", (name, attribute) => {
    const property = camel(name);
    const reset = `reset${pascal(name)}`;
    const made = new vercel.DnsRecord(newStack(), "Record", all) as vercel.DnsRecord & Record<string, () => void>;
    const block = attribute.nested_type !== undefined;
    expect(descriptor(vercel.DnsRecord, property)?.get).toBeDefined();
    expect(descriptor(vercel.DnsRecord, property)?.set !== undefined).toBe(settable(attribute) && !block);
    expect(descriptor(vercel.DnsRecord, `put${pascal(name)}`) !== undefined).toBe(block);
    expect(descriptor(vercel.DnsRecord, reset) !== undefined).toBe(attribute.optional === true);
    expect(descriptor(vercel.DnsRecord, `${property}Input`) !== undefined).toBe(settable(attribute));
    if (settable(attribute)) expect(member(made, `${property}Input`)).toEqual(member(all, property));
    if (attribute.optional !== true) return;
    made[reset]?.();
    expect(member(made, `${property}Input`)).toBeUndefined();
  });

  it.each(Object.entries(record).filter(([, it]) => settable(it) && !it.nested_type))(
    "lets %s be set after it was made",
    (name, { type }) => {
      const stack = newStack();
      const value = type === "number" ? 99 : "another";
      Object.assign(new vercel.DnsRecord(stack, "Record", plain), { [camel(name)]: value });
      expect(written(stack).resource.vercel_dns_record.Record).toEqual({ ...plain, [name]: value });
    },
  );

  it("lets the parts of an SRV record be set after it was made, all or one", () => {
    const stack = newStack();
    new vercel.DnsRecord(stack, "All", plain).putSrv(srv);
    new vercel.DnsRecord(stack, "One", plain).srv.port = 5060;
    const { All, One } = written(stack).resource.vercel_dns_record;
    expect([All.srv, One.srv]).toEqual([srv, { port: 5060 }]);
  });

  it("takes an SRV record that only Terraform knows", () => {
    const stack = newStack();
    const made = new vercel.DnsRecord(stack, "Record", plain);
    made.srv.internalValue = new TerraformVariable(stack, "srv", {}).value;
    expect(made.srv.portInput).toBeUndefined();
    expect(written(stack).resource.vercel_dns_record.Record.srv).toBe("${var.srv}");
    made.srv.port = 5060;
    expect(made.srv.internalValue).toEqual({ port: 5060 });
  });

  it("knows Terraform's own arguments, and the ways around the bindings", () => {
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
    expect(written(stack).resource.vercel_dns_record.Record).toEqual({
      ...plain,
      provider: "vercel.own",
      depends_on: ["vercel_dns_record.First"],
      count: 2,
      lifecycle: { prevent_destroy: true },
      provisioner: [{ "local-exec": { command: "true" } }],
      ttl: 120,
    });
    expect(TerraformResource.isTerraformResource(made)).toBe(true);
    expect(Construct.isConstruct(made)).toBe(true);
    expect(resolved(stack, made.fqn)).toBe("${vercel_dns_record.Record}");
  });

  it("can be imported, by a plan and at once", () => {
    const stack = newStack();
    vercel.DnsRecord.generateConfigForImport(stack, "Found", "team_1/rec_1");
    new vercel.DnsRecord(stack, "Taken", plain).importFrom("rec_2");
    expect(written(stack).import).toEqual([
      { id: "team_1/rec_1", to: "vercel_dns_record.Found" },
      { id: "rec_2", to: "vercel_dns_record.Taken" },
    ]);
  });

  it("is written to HCL with an object for srv, and numbers for numbers", () => {
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
      "mx_priority = 10",
      'name = "api"',
      "srv = {",
      "port = 5060",
      "priority = 1",
      'target = "sip.example.com."',
      "weight = 2",
      "}",
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

  it("takes the arguments of the schema, and an alias", () => {
    expect(Object.keys(config).sort()).toEqual([...named(schema.provider, settable), "alias"].sort());
    expect(named(schema.provider, (attribute) => attribute.required)).toEqual([]);
    const stack = new TerraformStack(Testing.app(), "records-dev");
    new vercel.VercelProvider(stack, "vercel");
    new vercel.VercelProvider(stack, "own", config);
    expect(written(stack).provider.vercel).toEqual([{}, { api_token: "token", team: "acme", alias: "own" }]);
  });

  it("asks for the version that it was written for", () => {
    expect(written(newStack()).terraform.required_providers.vercel).toEqual({
      source: "vercel/vercel",
      version: "5.10.0",
    });
  });

  it("keeps a token out of what is synthesized, where that is a variable", () => {
    const stack = new TerraformStack(Testing.app(), "records-dev");
    const token = new TerraformVariable(stack, "token", { type: "string", sensitive: true });
    new vercel.VercelProvider(stack, "vercel", { apiToken: token.stringValue });
    expect(written(stack).provider.vercel).toEqual([{ api_token: "${var.token}" }]);
  });

  it.each(Object.keys(config))("has the members of a generated binding for %s", (name) => {
    const stack = new TerraformStack(Testing.app(), "records-dev");
    const made = new vercel.VercelProvider(stack, "vercel", config) as vercel.VercelProvider &
      Record<string, () => void>;
    expect([member(made, name), member(made, `${name}Input`)]).toEqual(Array(2).fill(member(config, name)));
    Object.assign(made, { [name]: "another" });
    expect(member(made, name)).toBe("another");
    made[`reset${pascal(name)}`]?.();
    expect(member(made, `${name}Input`)).toBeUndefined();
    const [{ alias, ...provider }] = written(stack).provider.vercel;
    const left = { api_token: "token", team: "acme", alias: "own" };
    const key = name === "apiToken" ? "api_token" : name;
    expect({ ...provider, ...(alias !== undefined && { alias }) }).toEqual(
      Object.fromEntries(Object.entries(left).filter(([attribute]) => attribute !== key)),
    );
  });

  it("is a provider, and can be written to HCL and imported as one", () => {
    const stack = new TerraformStack(Testing.app(), "records-dev");
    const made = new vercel.VercelProvider(stack, "vercel", { apiToken: "token", team: "acme" });
    vercel.VercelProvider.generateConfigForImport(stack, "Found", "vercel");
    expect(TerraformProvider.isTerraformProvider(made)).toBe(true);
    expect(vercel.VercelProvider.tfResourceType).toBe("vercel");
    expect(Testing.synthHcl(stack)).toContain('provider "vercel" {\napi_token = "token"\nteam = "acme"\n}');
    expect(written(stack).import).toEqual([{ id: "vercel", to: "vercel.Found" }]);
  });
});
