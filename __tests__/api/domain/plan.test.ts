import { aws, type DomainArgs } from "../../../lib";
import {
  certificateProblem,
  decideDomain,
  domainFormProblems,
  domainNameTextProblem,
  pathProblem,
} from "../../../lib/api/domain/plan";
import type { RuleId } from "../../../lib/validation/rule-ids";
import { reference } from "../../validation/rule-table";

const cert = "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";
const name = "api.example.com";
const dns = aws.dns();
const form = /^.+; got .+\. [A-Z].+\.$/su;
const labels = `${"a".repeat(63)}.`;

describe("decideDomain", () => {
  it.each<[string, string | DomainArgs, object]>([
    ["a name", name, { kind: "own", name }],
    ["a name in an object", { name }, { kind: "own", name }],
    ["a path", { name, path: "v1" }, { kind: "own", name, path: "v1" }],
    ["an adapter", { name, dns }, { kind: "own", name, dns }],
    ["a certificate, with records", { name, cert }, { kind: "own", name, cert }],
    ["a certificate, without records", { name, cert, dns: false }, { kind: "own", name, cert, dns: false }],
    ["an existing domain", { nameId: name }, { kind: "shared", name }],
    ["an existing domain, with a path", { nameId: name, path: "v1" }, { kind: "shared", name, path: "v1" }],
    // With `nameId` no records are created, with or without dns: false.
    ["an existing domain, without records", { nameId: name, dns: false }, { kind: "shared", name }],
    ["undefined arguments", { nameId: name, name: undefined, cert: undefined } as DomainArgs, { kind: "shared", name }],
    ["a name known only after apply", { name: reference, cert: reference }, { name: reference, cert: reference }],
    ["the user's own adapter", { name, dns: { ...dns, createRecord: jest.fn(), createAlias: jest.fn() } }, {}],
  ])("accepts %s", (_, declared, expected) => {
    expect(decideDomain("MyApi", declared)).toEqual({ domain: expect.objectContaining(expected) });
  });

  it.each<[DomainArgs, string, readonly string[]]>([
    [
      { name, nameId: "other.example.com" },
      'Cannot configure both domain "name" and "nameId" for the "MyApi" API',
      [`got "${name}" and "other.example.com"`],
    ],
    [{}, 'Either domain "name" or "nameId" is required for the "MyApi" API', ["got neither"]],
    [
      { name, dns: false },
      'Domain "cert" is required when "dns" is disabled for the "MyApi" API',
      ["got undefined", `certificate for "${name}"`],
    ],
    [{ nameId: name, cert }, 'Domain "cert" can\'t be set with "nameId"', [`got "${cert}"`]],
    [{ nameId: name, dns }, 'Domain "dns" can\'t be set with "nameId"', ['got an adapter of "aws"']],
    [
      { name, dns: aws.dns as never },
      '"domain.dns" has to be false or an adapter',
      ["got a function", "Write dns: aws.dns()"],
    ],
    [{ name, dns: true as never }, '"domain.dns" has to be false or an adapter', ["got true"]],
    [{ name, dns: null as never }, '"domain.dns" has to be false or an adapter', ["got null"]],
    [{ name, dns: { createRecord: jest.fn() } as never }, '"domain.dns" has to be false or an adapter', []],
    ...[5, null, true].map((none): [DomainArgs, string, readonly string[]] => [
      none as never,
      '"domain" has to be a name or an object',
      [`got ${none}.`],
    ]),
  ])("rejects %j", (declared, begins, parts) => {
    const decision = decideDomain("MyApi", declared);
    const problem = "problem" in decision ? decision.problem : "nothing is wrong";
    expect(problem).toMatch(form);
    expect(problem.startsWith(begins)).toBe(true);
    for (const part of parts) expect(problem).toContain(part);
  });
});

describe("the text arguments of a domain", () => {
  it.each<[DomainArgs, RuleId, string, string]>([
    [{ name: "https://api.example.com" }, "domain-name", '"domain.name" has to be a domain name', 'got "https:'],
    [{ nameId: "Api.example.com" }, "domain-name", '"domain.nameId"', 'got "Api.example.com"'],
    [{ name, path: "/v1" }, "domain-path", '"domain.path"', 'got "/v1"'],
    [{ nameId: name, path: "/v1" }, "domain-path", '"domain.path"', 'got "/v1"'],
    [{ name, cert: "cert" }, "domain-certificate", '"domain.cert"', 'got "cert"'],
  ])("of %j break the rule %s", (declared, rule, begins, got) => {
    const broken = domainFormProblems(declared).filter(([, problem]) => problem !== undefined);
    expect(broken).toEqual([[rule, expect.stringContaining(got)]]);
    expect(broken[0]?.[1]).toMatch(form);
    expect(broken[0]?.[1]?.startsWith(begins)).toBe(true);
  });
});

describe("the name of a domain", () => {
  it.each([
    "example.com",
    "a.b.c.d.example.co.uk",
    "*.example.com",
    "xn--bcher-kva.example",
    "1.example.com",
    `${labels}example.com`,
    `${labels.repeat(3)}${"b".repeat(61)}`,
    `${reference}.Example.com`,
  ])("may be %s", (text) => {
    expect(domainNameTextProblem("domain.name", text)).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ["wss://api.example.com", 'Write "api.example.com".'],
    ["https://Api.example.com/v1/", 'Write "api.example.com", and "v1" as "domain.path".'],
    ["api.example.com/v1/a", 'Write "api.example.com", and "v1/a" as "domain.path".'],
    ["api.example.com/", 'Write "api.example.com".'],
    ["Api.example.com", '"api.example.com"'],
    ["api.example.com.", '"api.example.com"'],
    ["", 'got ""'],
    ["example", 'got "example"'],
    [".example.com", 'got ".example.com"'],
    ["a..example.com", 'got "a..example.com"'],
    ["-a.example.com", 'got "-a.example.com"'],
    ["a_b.example.com", 'got "a_b.example.com"'],
    ["*example.com", 'got "*example.com"'],
    ["a.*.example.com", 'got "a.*.example.com"'],
    ["*.*.example.com", 'got "*.*.example.com"'],
    ["api example.com", 'got "api example.com"'],
    ["api.example.com:443", 'got "api.example.com:443"'],
    [`a${labels}example.com`, "63"],
    [`${labels.repeat(3)}${"b".repeat(62)}`, "got"],
    [["example.com"], 'got ["example.com"]'],
    [7, "got 7"],
  ])("can't be %j", (text, part) => {
    const problem = domainNameTextProblem("domain.name", text) ?? "nothing is wrong";
    expect(problem).toMatch(form);
    expect(problem).toContain('"domain.name" ');
    if (part !== "63") expect(problem).toContain(part);
  });
});

describe("the path on a domain", () => {
  it.each(["v1", "v1/chat", "a-b_c.d+e!f*g'h(i)$", "1", "x".repeat(300), `${reference}/v1/`])("may be %s", (path) => {
    expect(pathProblem("domain.path", path)).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ["/v1", 'Write "v1".'],
    ["v1/", 'Write "v1".'],
    ["/v1//chat/", 'Write "v1/chat".'],
    ["", "Leave it out"],
    ["/", "Leave it out"],
    ["a b", 'Write a path such as "v1".'],
    ["v1?x", 'Write a path such as "v1".'],
    ["é", 'Write a path such as "v1".'],
    ["{proxy+}", 'Write a path such as "v1".'],
    ["x".repeat(301), "got 301"],
    [1, "got 1"],
  ])("can't be %j", (path, part) => {
    const problem = pathProblem("domain.path", path) ?? "nothing is wrong";
    expect(problem).toMatch(form);
    expect(problem).toContain('"domain.path" ');
    expect(problem).toContain(part);
  });
});

describe("the certificate of a domain", () => {
  it.each<[string, string | undefined]>([
    [cert, undefined],
    [cert, "eu-west-1"],
    [cert.replace("aws:acm:eu-west-1", "aws-cn:acm:cn-north-1"), "cn-north-1"],
    [cert.replace("aws:acm:eu-west-1", "aws-us-gov:acm:us-gov-west-1"), undefined],
    [reference, "eu-west-1"],
  ])("may be %s in %s", (arn, region) => {
    expect(certificateProblem("domain.cert", arn, region)).toBeUndefined();
  });

  it.each<[unknown, string | undefined, readonly string[]]>([
    [cert, "us-east-1", ['the region of the API, "us-east-1"', 'which is in "eu-west-1"']],
    ["arn:aws:iam::112233445566:server-certificate/x", undefined, ["the ARN of an ACM certificate"]],
    ["3a958790-8878-4cdc-a396-06d95064cf63", "us-east-1", ["the ARN of an ACM certificate", "arn:aws:acm:us-east-1:"]],
    [`${cert} `, undefined, ["the ARN of an ACM certificate"]],
    ["", undefined, ['got ""']],
    [{ arn: cert }, undefined, [`got {"arn":"${cert}"}`]],
  ])("can't be %j in %s", (arn, region, parts) => {
    const problem = certificateProblem("domain.cert", arn, region) ?? "nothing is wrong";
    expect(problem).toMatch(form);
    expect(problem).toContain('"domain.cert" ');
    for (const part of parts) expect(problem).toContain(part);
  });
});
