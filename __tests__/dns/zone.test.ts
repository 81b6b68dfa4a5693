import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Token } from "cdktf";
import { decideZone, domainNameProblem, isWithin, registrableDomain, type ZoneForm } from "../../lib/dns/zone";

const hosted: ZoneForm = { adapter: "x.dns()", argument: "zone", id: { pattern: /^Z[A-Z0-9]+$/, example: "Z1" } };
const named: ZoneForm = { adapter: "x.dns()", argument: "domain" };
const unresolved = Token.asString({ resolve: () => "${var.name}" });

describe("a domain's name", () => {
  it.each([
    "example.com",
    "a.b.c.example.co.uk",
    "*.example.com",
    "xn--bcher-kva.example",
    "4chan.org",
    "a-b.example",
    `${"a".repeat(63)}.example.com`,
  ])("may be %s", (name) => {
    expect(domainNameProblem("domain.name", name)).toBeUndefined();
  });

  it.each([
    ["API.Example.com", "api.example.com"],
    ["api.example.com.", "api.example.com"],
    ["*.Example.com", "*.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["*.BÜCHER.example.", "*.xn--bcher-kva.example"],
  ])("is rejected as %s, with the canonical form %s", (name, canonical) => {
    expect(domainNameProblem("domain.name", name)).toBe(
      `"domain.name" has to be in lower case and Punycode, without a trailing dot; got ${JSON.stringify(name)}. Write ${JSON.stringify(canonical)}.`,
    );
  });

  it.each([
    "",
    "localhost",
    "com",
    "10.0.0.1",
    "::1",
    "a..example.com",
    ".example.com",
    "-a.example.com",
    "a-.example.com",
    "a_b.example.com",
    "a b.example.com",
    "*example.com",
    "a.*.example.com",
    "*.*.example.com",
    "*",
    "example.com/v1",
    `${"a".repeat(64)}.example.com`,
    `${"a.".repeat(124)}example.com`,
  ])("is rejected as %j", (name) => {
    expect(domainNameProblem("domain.nameId", name)).toMatch(
      /^"domain\.nameId" has to be a full domain name such as .+; got ".*"\. Write the name that clients connect to\.$/,
    );
  });
});

describe("a name in a zone", () => {
  it.each([
    ["example.com", "example.com", true],
    ["api.example.com", "example.com", true],
    ["*.example.com", "example.com", true],
    ["evilexample.com", "example.com", false],
    ["example.com.evil.org", "example.com", false],
    ["example.com", "api.example.com", false],
  ])("%s in %s: %s", (name, zone, expected) => {
    expect(isWithin(name, zone)).toBe(expected);
  });
});

describe("the registered domain", () => {
  it.each([
    ["example.com", "example.com"],
    ["api.example.co.uk", "example.co.uk"],
    ["a.b.c.example.com", "example.com"],
    ["www.city.kawasaki.jp", "city.kawasaki.jp"],
    ["shop.example.uk.com", "example.uk.com"],
    ["me.github.io", "me.github.io"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  ])("of %s is %s", (name, domain) => {
    expect(registrableDomain(name)).toBe(domain);
  });

  it.each(["co.uk", "com", "github.io", "uk.com"])("of %s is none", (name) => {
    expect(registrableDomain(name)).toBeUndefined();
  });
});

describe("the zone of a domain", () => {
  it.each<[string, ZoneForm, string | undefined, string, object]>([
    ["is that of the registered domain", hosted, undefined, "api.example.co.uk", { name: "example.co.uk" }],
    ["is the same for a wildcard", hosted, undefined, "*.example.co.uk", { name: "example.co.uk" }],
    ["is the one with the id", hosted, "Z123ABC", "api.example.com", { id: "Z123ABC" }],
    ["is the one with the name", hosted, "api.example.com", "v1.api.example.com", { name: "api.example.com" }],
    ["may be a public suffix that is passed", hosted, "co.uk", "co.uk", { name: "co.uk" }],
    ["has an id where it is known only after apply", hosted, unresolved, "api.example.com", { id: unresolved }],
    ["has an id where it is an expression", hosted, "${var.zone}", "api.example.com", { id: "${var.zone}" }],
    ["has a name where zones have no ids", named, unresolved, "api.example.com", { name: unresolved }],
    ["is the one with the id for any domain", hosted, "Z123ABC", unresolved, { id: "Z123ABC" }],
    ["is the one with the name for any domain", named, "example.com", unresolved, { name: "example.com" }],
    ["is not checked where both are unknown", named, unresolved, unresolved, { name: unresolved }],
  ])("%s", (_promise, form, zone, domain, expected) => {
    expect(decideZone(form, zone, domain)).toEqual({ zone: expected });
  });

  it.each<[string, ZoneForm, string | undefined, string, string]>([
    [
      "that does not contain the domain",
      hosted,
      "example.com",
      "api.evilexample.com",
      '"domain.name" has to be "example.com" or end with ".example.com", the "zone" of x.dns(); got "api.evilexample.com". Pass the zone that contains the domain.',
    ],
    [
      "below the domain",
      named,
      "api.example.com",
      "example.com",
      '"domain.name" has to be "api.example.com" or end with ".api.example.com", the "domain" of x.dns(); got "example.com". Pass the zone that contains the domain.',
    ],
    [
      "of an unknown domain",
      hosted,
      undefined,
      unresolved,
      `"zone" of x.dns() is required for a domain that is known only after apply; got none. Pass the id or the name of the zone.`,
    ],
    [
      "of an unknown domain, where zones have no ids",
      named,
      undefined,
      `api.${unresolved}`,
      `"domain" of x.dns() is required for a domain that is known only after apply; got none. Pass the name of the zone.`,
    ],
    [
      "of a public suffix",
      hosted,
      undefined,
      "co.uk",
      '"domain.name" can\'t be a public suffix or a wildcard directly below one; got "co.uk". Write the full name, or set "zone" of x.dns() if the zone is yours.',
    ],
    [
      "of a wildcard below a public suffix",
      named,
      undefined,
      "*.github.io",
      '"domain.name" can\'t be a public suffix or a wildcard directly below one; got "*.github.io". Write the full name, or set "domain" of x.dns() if the zone is yours.',
    ],
    [
      "that is neither an id nor a name",
      hosted,
      "Example.com",
      "api.example.com",
      '"zone" of x.dns() has to be the id or the name of a zone, such as "Z1" or "example.com"; got "Example.com". Copy the id of your zone, or write zone: "example.com" with its name.',
    ],
    [
      "that is not a name",
      named,
      "*.example.com",
      "api.example.com",
      '"domain" of x.dns() has to be the name of a zone, such as "example.com"; got "*.example.com". Write it in lower case, without a trailing dot.',
    ],
    [
      "that is empty",
      named,
      "",
      "api.example.com",
      '"domain" of x.dns() has to be the name of a zone, such as "example.com"; got "". Write it in lower case, without a trailing dot.',
    ],
    [
      "of an invalid domain name",
      hosted,
      "Z123ABC",
      "10.0.0.1",
      '"domain.name" has to be a full domain name such as "api.example.com", with "*" only as its whole first label; got "10.0.0.1". Write the name that clients connect to.',
    ],
  ])("is rejected: one %s", (_what, form, zone, domain, problem) => {
    expect(decideZone(form, zone, domain)).toEqual({ problem });
  });
});

describe("a zone that is not a string", () => {
  it.each([null, 5, { name: "example.com" }])("is rejected, such as %j", (zone) => {
    const decision = decideZone(hosted, zone as unknown as string, "api.example.com");
    const got = JSON.stringify(zone);
    expect(decision).toEqual({
      problem: `"zone" of x.dns() has to be the id or the name of a zone, such as "Z1" or "example.com"; got ${got}. Copy the id of your zone, or write zone: "example.com" with its name.`,
    });
  });
});

describe("the list of public suffixes", () => {
  const repository = join(__dirname, "../..");

  function loadedWith(zone: string): readonly string[] {
    const script = `
      const { decideZone } = require("./lib/dns/zone");
      decideZone({ adapter: "x.dns()", argument: "domain" }, ${zone}, "api.example.com");
      console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /node_modules.tldts.dist/.test(path))));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--require", "sucrase/register", "--eval", script], {
      cwd: repository,
      encoding: "utf8",
    });
    if (stderr !== "") throw new Error(stderr);
    return JSON.parse(stdout);
  }

  it("is loaded only for a domain without a zone", () => {
    expect(loadedWith('"example.com"')).toEqual([]);
    expect(loadedWith("undefined")).not.toEqual([]);
  });
});
