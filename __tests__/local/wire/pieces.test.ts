import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { matches } from "../../../lib/local/pattern";
import { verdictOf } from "../../../lib/local/wire/authorize";
import { certificateIn } from "../../../lib/local/wire/certificate";
import { AdjustableClock } from "../../../lib/local/wire/clock";
import { frameWatcher, type Violation } from "../../../lib/local/wire/frame-limits";
import { connectionId, isConnectionId, requestId } from "../../../lib/local/wire/ids";
import { parseSelectionExpression } from "../../../lib/local/wire/route-selection";
import { project, removeProjects } from "../../support/project";
import { oldAuthority } from "./forge";

describe("a route selection expression", () => {
  it.each<[string, unknown, string | undefined]>([
    ["$request.body.action", { action: "send" }, "send"],
    ["${request.body.action}", { action: "send" }, "send"],
    ["$request.body.a.b.c", { a: { b: { c: "deep" } } }, "deep"],
    ["$request.body.list[1].name", { list: [{}, { name: "second" }] }, "second"],
    ["$request.body['odd name']", { "odd name": "x" }, undefined],
    ["${request.body.a}-${request.body.b}", { a: 1, b: false }, "1-false"],
    ["\\$${request.body.a}", { a: "x" }, "$x"],
    ["$request.body.a", { a: 5 }, "5"],
    ["$request.body.a", { a: 1.5e21 }, "1.5e+21"],
    ["$request.body.a", { a: ["a", "b"] }, "[a, b]"],
    ["$request.body.a", { a: null }, undefined],
    ["$request.body.a", {}, undefined],
    ["$request.body.a", [], undefined],
    ["$request.body.a", 5, undefined],
    ["$request.body.constructor", {}, undefined],
    ["$request.body.a.length", { a: "text" }, undefined],
  ])("%s of %j", (expression, message, expected) => {
    const select = () => parseSelectionExpression(expression)(JSON.stringify(message));
    if (expression.includes("odd")) expect(select).toThrow(RangeError);
    else expect(select()).toBe(expected);
  });

  it.each(["", "action", "$request.header.x", "${request.body.}", "\\$request.body.action"])(
    "is invalid: %j",
    (expression) => {
      expect(() => parseSelectionExpression(expression)).toThrow(RangeError);
    },
  );

  it("returns undefined for a message that is not JSON", () => {
    expect(parseSelectionExpression("$request.body.action")("{")).toBeUndefined();
  });
});

describe("ids", () => {
  it("are 11 bytes in base64url with padding, and show their kind", () => {
    const ids = Array.from({ length: 500 }, () => [connectionId(), requestId()] as const);
    for (const [connection, request] of ids) {
      expect(Buffer.from(connection, "base64url")).toHaveLength(11);
      expect(Buffer.from(connection, "base64url").toString("base64url")).toBe(connection.slice(0, -1));
      expect([connection[11], request[11]]).toEqual(["C", "F"]);
      expect(isConnectionId(connection)).toBe(true);
    }
    expect(new Set(ids.flat()).size).toBe(1000);
  });

  it.each(["", "zz", "L0SM9cOFvHcCIhw", "L0SM9cOFvHcCIhw%3D", "L0SM9cOFvHcCIhw==", "../../../../etc="])(
    "are not: %j",
    (text) => {
      expect(isConnectionId(text)).toBe(false);
    },
  );
});

describe("the frame watcher", () => {
  const kibibyte = 1024;
  const frame = (opcode: number, length: number) => {
    const head = length < 126 ? Buffer.from([opcode, 0x80 | length]) : Buffer.alloc(length < 65536 ? 4 : 10);
    if (length >= 126) head.set([opcode, 0x80 | (length < 65536 ? 126 : 127)]);
    if (length >= 126 && length < 65536) head.writeUInt16BE(length, 2);
    if (length >= 65536) head.writeBigUInt64BE(BigInt(length), 2);
    return Buffer.concat([head, Buffer.alloc(4), Buffer.alloc(length, 0x82)]);
  };
  const text = 0x81;
  const binary = 0x82;
  const seen = (bytes: Buffer, step: number) => {
    const violations: Violation[] = [];
    const watch = frameWatcher((violation) => violations.push(violation));
    for (let at = 0; at < bytes.length; at += step) watch(bytes.subarray(at, at + step));
    return violations.map(({ code }) => code);
  };

  it.each<[string, readonly Buffer[], readonly number[]]>([
    ["accepts small and empty frames", [frame(text, 0), frame(text, 1), frame(text, 125), frame(text, 126)], []],
    ["accepts control frames", [frame(0x89, 5), frame(0x8a, 0), frame(0x88, 2)], []],
    ["accepts 32 KiB", [frame(text, 32 * kibibyte), frame(text, 1)], []],
    ["reports a longer frame", [frame(text, 3), frame(text, 32 * kibibyte + 1)], [1009]],
    ["reports a much longer frame", [frame(text, 70_000)], [1009]],
    ["reports a binary frame after others", [frame(text, 200), frame(0x89, 0), frame(binary, 3)], [1003]],
    ["reports only the first violation", [frame(binary, 3), frame(binary, 3)], [1003]],
  ])("%s, in chunks of any size", (_, frames, expected) => {
    for (const step of [1, 2, 7, 1000, 1e6]) expect(seen(Buffer.concat(frames), step)).toEqual(expected);
  });
});

describe("an authorizer's answer", () => {
  const arn = "arn:aws:execute-api:eu-west-1:000000000000:abcdefghij/dev/$connect";
  const api = { region: "eu-west-1", account: "000000000000" };
  const request = { action: "execute-api:Invoke", resource: arn, api };
  const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: arn };
  const answer = (more: object = {}) => ({ principalId: "me", policyDocument: { Statement: [statement] }, ...more });
  const policy = (...Statement: object[]) => answer({ policyDocument: { Statement } });

  it.each<[string, unknown, object]>([
    ["is accepted", answer(), { context: { principalId: "me", integrationLatency: 7 } }],
    ["may have one statement without a list", answer({ policyDocument: { Statement: statement } }), { context: {} }],
    [
      "may allow by a list",
      policy({ ...statement, Action: ["a:B", "execute-api:*"], Resource: ["x", "*"] }),
      { context: {} },
    ],
    ["allows by patterns", policy({ ...statement, Resource: "arn:aws:execute-api:*:*:abcdefghi?/*" }), { context: {} }],
    ["denies by a Deny next to an Allow", policy(statement, { ...statement, Effect: "Deny" }), { status: 403 }],
    ["denies by another action", policy({ ...statement, Action: "lambda:Invoke" }), { status: 403 }],
    ["denies without a statement", policy(), { status: 403 }],
    ["fails without a policy", { principalId: "me" }, { status: 500 }],
    ["fails for an invalid statement", policy({ Effect: "Perhaps" }), { status: 500 }],
    ["fails for a statement without actions", policy({ ...statement, Action: undefined }), { status: 500 }],
    [
      "fails for a statement that excepts resources",
      policy({ Effect: "Allow", Action: "*", NotResource: "x" }),
      { status: 500 },
    ],
    ["fails for null", null, { status: 500 }],
    ["fails for a list in the context", answer({ context: { roles: ["a"] } }), { status: 500 }],
    ["fails for null in the context", answer({ context: { role: null } }), { status: 500 }],
    ["has strings in its context", answer({ context: { a: 1, b: true } }), { context: { a: "1", b: "true" } }],
  ])("%s", (_, given, expected) => {
    expect(verdictOf(given, request, 7)).toMatchObject(expected);
  });
});

describe("a pattern of a policy", () => {
  it.each([
    ["*", "", true],
    ["a*c", "abbc", true],
    ["a*c", "abbcd", false],
    ["a?c", "ac", false],
    ["*/*/x", "a/b/c/x", true],
    ["a.c", "abc", false],
    [`${"*a".repeat(40)}b`, "a".repeat(2000), false],
  ])("%s and %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe("the clock of connections", () => {
  it("runs due callbacks in order, except cancelled ones", () => {
    const clock = new AdjustableClock();
    const called: string[] = [];
    const before = clock.now();
    clock.after(2000, () => called.push("second"));
    clock.after(1000, () => called.push("first"));
    const cancel = clock.after(1500, () => called.push("cancelled"));
    clock.after(5000, () => called.push("later"));
    cancel();
    clock.advance(3000);
    expect(called).toEqual(["first", "second"]);
    expect(clock.now() - before).toBeGreaterThanOrEqual(3000);
    clock.advance(3000);
    expect(called).toEqual(["first", "second", "later"]);
  });
});

describe("the certificate", () => {
  afterAll(removeProjects);

  it("is the same for concurrent runs and for later runs", async () => {
    const folder = project({});
    const made = await Promise.all(Array.from({ length: 5 }, () => certificateIn(folder)));
    const later = await certificateIn(folder);
    for (const each of made) expect(each).toEqual(later);
    expect(readFileSync(later.path, "utf8")).toBe(later.cert);
    expect(statSync(join(folder, "localhost-with-key.pem")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(["cdktf.json", "localhost-with-key.pem", "localhost.pem"]);
  });

  it("replaces the authority that an earlier version stored", async () => {
    const authority = await oldAuthority();
    expect(new X509Certificate(authority.cert).ca).toBe(true);
    const folder = project({ "localhost-with-key.pem": `${authority.key.trim()}\n${authority.cert}` });
    const { cert } = await certificateIn(folder);
    expect(new X509Certificate(cert).ca).toBe(false);
    expect(readFileSync(join(folder, "localhost.pem"), "utf8")).toBe(cert);
    expect(readFileSync(join(folder, "localhost-with-key.pem"), "utf8")).toContain(cert);
  });

  it("is generated again if it can't be read", async () => {
    const folder = project({ "localhost-with-key.pem": "nonsense", "localhost.pem": "more" });
    const { cert, path } = await certificateIn(folder);
    expect(cert).toMatch(/^-----BEGIN CERTIFICATE/);
    expect(readFileSync(path, "utf8")).toBe(cert);
  });
});
