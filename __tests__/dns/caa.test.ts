import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { cloudflare, type Dns, ValidationError, vercel } from "../../lib";
import { resolveValue } from "../../lib/terraform/tokens";
import { Synthesized } from "../support/synth";
import { refusal } from "../support/ways";
import { Chat, dnsStack } from "./made";

const both = [
  ["cloudflare.dns()", () => cloudflare.dns({ caa: true })],
  ["vercel.dns()", () => vercel.dns()],
] as const;

/** The CAA records of a stack, by address. */
function caaRecords(stack: TerraformStack): Readonly<Record<string, object>> {
  const synthesized = new Synthesized(JSON.parse(Testing.synth(stack)));
  const all = { ...synthesized.byAddress(DnsRecord), ...synthesized.byAddress(vercel.DnsRecord) };
  return Object.fromEntries(Object.entries(all).filter(([, { type }]) => type === "CAA"));
}

const addresses = (stack: TerraformStack) => Object.keys(caaRecords(stack));

/** The dependencies of the certificates of a stack. */
function waiting(stack: TerraformStack): readonly unknown[] {
  const { resource } = JSON.parse(Testing.synth(stack));
  return Object.values<{ depends_on?: unknown }>(resource.aws_acm_certificate).map(({ depends_on }) => depends_on);
}

function chats(stack: TerraformStack, dns: Dns, ...names: readonly string[]): void {
  for (const name of names) new Chat(stack, name, { name, dns });
}

describe.each(both)("the CAA record of %s", (_adapter, adapter) => {
  it("is shared by all APIs of a zone, and all their certificates depend on it", () => {
    const stack = dnsStack();
    chats(stack, adapter(), "one.example.com", "*.example.com");
    chats(stack, adapter(), "two.example.com");
    const [address, ...more] = addresses(stack);
    expect(more).toEqual([]);
    expect(waiting(stack)).toEqual(Array(3).fill([expect.stringMatching(new RegExp(`^\\w+\\.${address}$`))]));
  });

  it("stays unchanged when an API is removed", () => {
    const stackOf = (...names: readonly string[]) => {
      const stack = dnsStack();
      chats(stack, adapter(), ...names);
      return caaRecords(stack);
    };
    const before = stackOf("one.example.com", "two.example.com");
    expect(Object.keys(before)).toHaveLength(1);
    expect(stackOf("two.example.com")).toEqual(before);
    expect(stackOf("one.example.com")).toEqual(before);
    expect(stackOf("two.example.com", "one.example.com")).toEqual(before);
  });

  it("is separate for each zone", () => {
    const stack = dnsStack();
    chats(stack, adapter(), "one.example.com", "one.example.org");
    expect(addresses(stack)).toHaveLength(2);
  });

  it("belongs to the first stack that needs it, and others depend on that stack", () => {
    const first = dnsStack("first-dev");
    const second = dnsStack("second-dev", first.node.root as never);
    const none = dnsStack("none-dev", first.node.root as never);
    const dns = adapter();
    chats(first, dns, "one.example.com");
    chats(second, dns, "two.example.com", "three.example.com");
    expect(addresses(first)).toHaveLength(1);
    expect(addresses(second)).toEqual([]);
    expect(waiting(second)).toEqual([undefined, undefined]);
    expect(second.dependencies).toEqual([first]);
    expect(first.dependencies).toEqual([]);
    expect(none.dependencies).toEqual([]);
  });

  it("is rejected where the owner's stack depends on this stack", () => {
    const first = dnsStack("first-dev");
    const second = dnsStack("second-dev", first.node.root as never);
    first.addDependency(second);
    chats(first, adapter(), "one.example.com");
    const error = refusal(() => chats(second, adapter(), "two.example.com"));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toBe(
      '"caa" has to be false here: the CAA record of the zone belongs to the stack "first-dev", which depends on this stack; got true in both. Create this API before that one, or set caa: false in both and create the record. (Chat "two.example.com" at second-dev/two.example.com)',
    );
  });

  it("is one of the certificate's records", () => {
    const stack = dnsStack();
    const { certificate } = new Chat(stack, "Chat", { name: "one.example.com", dns: adapter() });
    const [caa] = Object.keys(caaRecords(stack));
    expect(certificate.records.map(({ fqn }) => resolveValue(stack, fqn))).toEqual([
      expect.stringMatching(new RegExp(`\\.${caa}\\}$`)),
      expect.stringContaining(".ValidationRecord"),
    ]);
  });
});

describe("a CAA record", () => {
  it("is shared by two tokens of one reference, but not across stacks", () => {
    const stack = dnsStack();
    const zone = new TerraformVariable(stack, "zone", {});
    expect(zone.stringValue).not.toBe(zone.stringValue);
    chats(stack, vercel.dns({ domain: zone.stringValue }), "one.example.com");
    chats(stack, vercel.dns({ domain: zone.stringValue }), "two.example.com");
    expect(addresses(stack)).toHaveLength(1);

    const other = dnsStack("other-dev", stack.node.root as never);
    const theirs = new TerraformVariable(other, "zone", {});
    chats(other, vercel.dns({ domain: theirs.stringValue }), "three.example.com");
    expect(addresses(other)).toHaveLength(1);
    expect(other.dependencies).toEqual([]);
  });

  it("is separate for each account", () => {
    const stack = dnsStack();
    const provider = new CloudflareProvider(stack, "own", { alias: "own" });
    chats(stack, cloudflare.dns({ caa: true }), "one.example.com");
    chats(stack, cloudflare.dns({ caa: true, provider }), "two.example.com");
    chats(stack, vercel.dns(), "three.example.com");
    chats(stack, vercel.dns({ teamId: "team_1" }), "four.example.com");
    chats(stack, vercel.dns({ teamId: "team_1" }), "five.example.com");
    expect(addresses(stack)).toHaveLength(4);
  });

  it("is separate for each service and account in another stack too, without a dependency", () => {
    const first = dnsStack("first-dev");
    const second = dnsStack("second-dev", first.node.root as never);
    chats(first, vercel.dns(), "one.example.com");
    chats(second, vercel.dns({ teamId: "team_1" }), "two.example.com");
    chats(second, cloudflare.dns({ caa: true }), "three.example.com");
    expect(addresses(second)).toHaveLength(2);
    expect(second.dependencies).toEqual([]);
  });

  it("is neither created nor a dependency with caa: false", () => {
    const stack = dnsStack();
    const second = dnsStack("second-dev", stack.node.root as never);
    chats(stack, vercel.dns(), "one.example.com");
    chats(stack, vercel.dns({ caa: false }), "two.example.com");
    chats(second, vercel.dns({ caa: false }), "three.example.com");
    expect(waiting(stack)).toEqual([[expect.stringContaining("VercelCaaRecord")], undefined]);
    expect(addresses(second)).toEqual([]);
    expect(second.dependencies).toEqual([]);
  });

  it("adds no second dependency on a stack", () => {
    const first = dnsStack("first-dev");
    const second = dnsStack("second-dev", first.node.root as never);
    second.addDependency(first);
    chats(first, vercel.dns(), "one.example.com");
    chats(second, vercel.dns(), "two.example.com");
    expect(second.dependencies).toEqual([first]);
  });
});
