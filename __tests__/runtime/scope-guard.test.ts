import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { compileOptions } from "../../lib/bundle/options";
import { guardScopes } from "../../lib/runtime/scope-guard";
import { runtimes, shapes, undeclared } from "./scope-guard-shapes";

interface Rule {
  readonly api?: unknown;
  readonly route?: unknown;
  readonly reply?: unknown;
  readonly scopes?: unknown;
  readonly expire?: unknown;
}

const rule = (route: string, more: Rule = {}) => ({ api: "abc123", route, reply: false, scopes: null, ...more });

/** Sets the rules of the function under test in its environment. */
function serving(...rules: readonly unknown[]): void {
  for (const [index, value] of rules.entries())
    process.env[`WEBSOCKET_ROUTE_0000000${index}`] = typeof value === "string" ? value : JSON.stringify(value);
}

const types: Readonly<Record<string, string>> = { $connect: "CONNECT", $disconnect: "DISCONNECT" };
const now = 1_700_000_000_000;
const fresh = { exp: "1700000001" };

/** An event of a connection whose token has not expired. */
const message = (routeKey: string, authorizer?: unknown, more: object = {}) => ({
  requestContext: {
    routeKey,
    eventType: types[routeKey] ?? "MESSAGE",
    apiId: "abc123",
    connectionId: "L0SM9cOFvHcCIhw=",
    requestId: "TXzPWFkkjoEF92g=",
    requestTimeEpoch: now,
    authorizer: typeof authorizer === "object" && authorizer !== null ? { ...fresh, ...authorizer } : authorizer,
    ...more,
  },
  body: "{}",
});

const answer = { statusCode: 201, body: "secret", headers: { "X-A": "b" } };
const handler = jest.fn(async (_event: unknown) => answer as unknown);
const guarded = (event: unknown) => guardScopes(handler)(event);
const forbidden = {
  statusCode: 403,
  body: '{"message": "Forbidden", "connectionId":"L0SM9cOFvHcCIhw=", "requestId":"TXzPWFkkjoEF92g="}',
};

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("WEBSOCKET_ROUTE_")) delete process.env[name];
});

describe("the scope guard", () => {
  it.each([
    [{ scope: "chat:send" }],
    [{ scope: "other chat:send" }],
    [{ scp: "chat:send other" }],
    [{ scope: "other", scp: "chat:all" }],
  ])("passes a message with %j to the handler", async (authorizer) => {
    serving(rule("send", { reply: true, scopes: ["chat:send", "chat:all"] }));
    const event = message("send", authorizer);
    expect(await guarded(event)).toBe(answer);
    expect(handler.mock.calls).toEqual([[event, undefined, expect.any(Function)]]);
    expect(handler.mock.calls[0]?.[0]).toBe(event);
  });

  it.each([
    ["no authorizer", undefined],
    ["null", null],
    ["a text", "chat:send"],
    ["no scopes", { principalId: "u" }],
    ["other scopes", { scope: "chat", scp: "send" }],
    ["a scope that begins so", { scope: "chat:sender" }],
    ["a scope in another case", { scope: "Chat:Send" }],
    ["a list", { scope: ["chat:send"] }],
    ["a number", { scope: 1, scp: true }],
    ["a nested one", { scope: { scope: "chat:send" } }],
    ["one behind a prototype", JSON.parse('{"__proto__": {"scope": "chat:send"}}')],
    ["one under another name", { Scope: "chat:send", scopes: "chat:send" }],
    ["an empty text", { scope: "" }],
    ["spaces", { scope: "  " }],
  ])("answers Forbidden to a message with %s as its scopes, and calls no handler", async (_name, authorizer) => {
    serving(rule("send", { reply: true, scopes: ["chat:send", ""], expire: "ignore" }));
    expect(await guarded(message("send", authorizer))).toEqual(forbidden);
    expect(handler).not.toHaveBeenCalled();
  });

  it("rejects everybody with an empty list of scopes", async () => {
    serving(rule("send", { scopes: [] }));
    expect(await guarded(message("send", { scope: "a" }))).toEqual(forbidden);
    expect(handler).not.toHaveBeenCalled();
  });

  it("answers with valid JSON for any ids", async () => {
    serving(rule("send", { scopes: ["a"] }));
    const ids = { connectionId: 'a"b', requestId: "c\\d" };
    const { body } = (await guarded(message("send", {}, ids))) as { body: string };
    expect(JSON.parse(body)).toEqual({ message: "Forbidden", ...ids });
  });

  it("applies to each route of a shared function its own scopes, and none to a route without scopes", async () => {
    serving(
      ...["a", "b", "c"].map((name) => rule(name, { reply: true, scopes: [`scope:${name}`] })),
      rule("open"),
      rule("a", { api: "other1", reply: true, scopes: ["scope:other"] }),
    );
    const passes = async (route: string, scope: string, apiId = "abc123") =>
      (await guarded(message(route, { scope }, { apiId }))) === answer;
    for (const route of ["a", "b", "c"])
      for (const scope of ["scope:a", "scope:b", "scope:c", "scope:other"])
        expect(`${route} ${scope} ${await passes(route, scope)}`).toBe(
          `${route} ${scope} ${scope === `scope:${route}`}`,
        );
    expect(await passes("open", "")).toBe(true);
    expect([await passes("a", "scope:a", "other1"), await passes("a", "scope:other", "other1")]).toEqual([false, true]);
  });

  it("requires the scopes of all variables for one route, in any order", async () => {
    for (const rules of [
      [rule("send", { reply: true, scopes: ["a"] }), rule("send", { reply: true, scopes: ["b"] })],
      [
        rule("send", { reply: true }),
        rule("send", { reply: true, scopes: ["a"] }),
        rule("send", { reply: true, scopes: ["b"] }),
      ],
    ])
      for (const order of [rules, [...rules].reverse()]) {
        serving(...order);
        expect(await guarded(message("send", { scope: "a" }))).toEqual(forbidden);
        expect(await guarded(message("send", { scope: "b" }))).toEqual(forbidden);
        expect(await guarded(message("send", { scope: "a b" }))).toBe(answer);
      }
  });

  it("agrees with a reference implementation for generated scopes", async () => {
    const scope = fc.stringMatching(/^[!-~]{1,4}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(scope), fc.array(scope), fc.array(scope), async (wanted, held, more) => {
        serving(rule("send", { reply: true, scopes: wanted }));
        const result = await guarded(message("send", { scope: held.join(" "), scp: more.join(" ") }));
        expect(result === answer).toBe([...held, ...more].some((item) => wanted.includes(item)));
      }),
    );
  });
});

describe("the scope guard of a client whose token has expired", () => {
  const scopes = ["chat:send"];
  const unauthorized = { statusCode: 401, body: forbidden.body.replace("Forbidden", "Unauthorized") };

  /** A message of a client with the scope. */
  const sent = (token: unknown, context: object = {}) => message("send", token, context);

  it.each([
    ["from its second on", { exp: "1700000000" }],
    ["later", { exp: "1600000000" }],
    ["as a number", { exp: 1_700_000_000 }],
    ["with a fraction of a second", { exp: "1699999999.9" }],
  ])("answers Unauthorized %s, and calls no handler", async (_, token) => {
    serving(rule("send", { reply: true, scopes }));
    expect(await guarded(sent({ scope: "chat:send", ...token }))).toEqual(unauthorized);
    expect(handler).not.toHaveBeenCalled();
  });

  it.each([
    ["no exp", { exp: undefined }],
    ["an empty one", { exp: "" }],
    ["a text", { exp: "tomorrow" }],
    ["a list", { exp: ["1800000000"] }],
    ["true", { exp: true }],
    ["an endless time", { exp: "Infinity" }],
    ["a number that is too large", { exp: "9".repeat(400) }],
    ["a number in another notation", { exp: "0x7fffffffff" }],
  ])("takes a token for expired whose expiry can't be read: %s", async (_, token) => {
    serving(rule("send", { reply: true, scopes }));
    expect(await guarded(sent({ scope: "chat:send", ...token }))).toEqual(unauthorized);
  });

  it.each([[undefined], [null], ["1700000000000"], [-1 / 0], [Number.NaN]])(
    "takes it for expired at the time %j",
    async (requestTimeEpoch) => {
      serving(rule("send", { reply: true, scopes }));
      expect(await guarded(sent({ scope: "chat:send" }, { requestTimeEpoch }))).toEqual(unauthorized);
    },
  );

  it.each([[undefined], [null], ["chat:send"]])("takes %j for an expired token", async (token) => {
    serving(rule("send", { reply: true, scopes }));
    expect(await guarded(sent(token))).toEqual(unauthorized);
  });

  it("is answered until the last millisecond", async () => {
    serving(rule("send", { reply: true, scopes }));
    const context = { requestTimeEpoch: 1_700_000_000_999 };
    expect(await guarded(sent({ scope: "chat:send", exp: "1700000001" }, context))).toBe(answer);
  });

  it("is answered on a route that ignores the expiry, and on one without scopes", async () => {
    serving(rule("send", { reply: true, scopes, expire: "ignore" }), rule("open", { reply: true }));
    expect(await guarded(sent({ scope: "chat:send", exp: "1600000000" }))).toBe(answer);
    expect(await guarded(message("open", { exp: "1600000000" }))).toBe(answer);
  });

  it.each([["refuse"], [true], [null]])("does not start with the rule %j", async (expire) => {
    serving(rule("send", { scopes, expire }));
    expect(() => guardScopes(handler)).toThrow("does not say which route it is for");
  });
});

describe("what the handler of a guarded route returns", () => {
  const scopes = ["a"];

  it.each([
    ["an answer", answer, { statusCode: 201 }],
    ["a status", { statusCode: 500 }, { statusCode: 500 }],
    ["a text", "secret", { statusCode: 200 }],
    ["other fields", { message: "secret" }, { statusCode: 200 }],
    ["nothing", undefined, { statusCode: 200 }],
    ["null", null, { statusCode: 200 }],
  ])("is not sent without reply: %s", async (_name, returned, left) => {
    serving(rule("send", { scopes }));
    handler.mockResolvedValueOnce(returned);
    expect(await guarded(message("send", { scope: "a" }))).toStrictEqual(left);
  });

  it("is sent to the client unchanged with reply", async () => {
    serving(rule("send", { reply: true, scopes }));
    expect(await guarded(message("send", { scope: "a" }))).toBe(answer);
  });

  it("is not sent if one of two variables has no reply", async () => {
    serving(rule("send", { reply: true, scopes }), rule("send", { scopes }));
    expect(await guarded(message("send", { scope: "a" }))).toEqual({ statusCode: 201 });
  });

  it.each(["$connect", "$disconnect", "open"])("is unchanged on a route without scopes: %s", async (route) => {
    serving(rule("send", { scopes }), rule(route));
    expect(await guarded(message(route))).toBe(answer);
  });

  it("decides the handshake on $connect, even with scopes", async () => {
    serving(rule("$connect", { scopes }));
    expect(await guarded(message("$connect", { scope: "a" }))).toBe(answer);
    expect(await guarded(message("$connect", { scope: "b" }))).toMatchObject({ statusCode: 403 });
  });
});

describe("the scope guard rejects", () => {
  beforeEach(() => serving(rule("send", { scopes: ["a"] }), rule("$connect"), rule("open")));

  const token = { scope: "a" };
  it.each<[string, unknown]>([
    ["an event of another route", message("other", token)],
    ["the name of a route in another case", message("Send", token)],
    ["an event of another API", message("open", token, { apiId: "other1" })],
    ["a member of every object as its route", message("__proto__", token)],
    ["another member of every object", message("constructor", token)],
    ["an event without an API", message("open", token, { apiId: undefined })],
    ["an event without a route", message("open", token, { routeKey: undefined })],
    ["lists in place of strings", message("open", token, { apiId: ["abc123"], routeKey: ["open"] })],
    ["an event without a connection", message("open", token, { connectionId: undefined })],
    ["a connection id that is not a string", message("open", token, { connectionId: {} })],
    ["a message with the event type of a handshake", message("open", token, { eventType: "CONNECT" })],
    ["a handshake with the event type of a message", message("$connect", token, { eventType: "MESSAGE" })],
    ["an event without a type", message("open", token, { eventType: undefined })],
    [
      "an HTTP API's event",
      { version: "2.0", routeKey: "open", requestContext: { apiId: "abc123", routeKey: "open", http: {} } },
    ],
    ["a queue's event", { Records: [{ body: "{}" }] }],
    ["a warmer's event", { warmer: true }],
    ["an event without a context", { requestContext: null }],
    ["a text", "open"],
    ["null", null],
    ["nothing", undefined],
  ])("%s", async (_name, event) => {
    await expect(guarded(event)).rejects.toThrow(
      /^An event was refused, since no variable of this function names its API/,
    );
    expect(handler).not.toHaveBeenCalled();
  });

  it("an event with its API and route in the message", async () => {
    await expect(guarded(message("other\n", token))).rejects.toThrow(
      'An event was refused, since no variable of this function names its API and route: {"apiId":"abc123","routeKey":"other\\n","eventType":"MESSAGE"}',
    );
  });

  it("every event without variables", async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith("WEBSOCKET_ROUTE_")) delete process.env[name];
    await expect(guarded(message("open"))).rejects.toThrow("An event was refused");
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["nothing", ""],
    ["null", null],
    ["a list", []],
    ["a text", '"send"'],
    ["no API", { route: "send", reply: true, scopes: null }],
    ["an empty API", rule("send", { api: "" })],
    ["no route", { api: "abc123", reply: true, scopes: null }],
    ["an empty route", rule("")],
    ["a route that is not a string", rule("send", { route: ["send"] })],
    ["no reply", { api: "abc123", route: "send", scopes: null }],
    ["a reply that is a text", rule("send", { reply: "true" })],
    ["scopes that are not a list", rule("send", { scopes: "a" })],
    ["no scopes, not even null", { api: "abc123", route: "send", reply: true }],
    ["scopes that are not strings", rule("send", { scopes: [1] })],
    ["a misspelt name", rule("send", { scope: ["a"] } as Rule)],
    ["a prototype", '{"api":"abc123","route":"send","reply":true,"__proto__":{"scopes":["a"]}}'],
  ])("a variable with %s, at the start", (_name, value) => {
    serving(rule("open"), value);
    expect(() => guardScopes(handler)).toThrow("The variable WEBSOCKET_ROUTE_00000001 does not say which route");
  });

  it("rules in other variables, and rules that are added after the start", async () => {
    process.env.WEBSOCKET_ROUTE_TABLE = JSON.stringify(rule("table"));
    process.env.WEBSOCKET_ROUTE_abcdef01 = JSON.stringify(rule("small"));
    process.env.MY_WEBSOCKET_ROUTE_ABCDEF01 = JSON.stringify(rule("mine"));
    const started = guardScopes(handler);
    process.env.WEBSOCKET_ROUTE_ABCDEF01 = JSON.stringify(rule("late"));
    for (const route of ["table", "small", "mine", "late"])
      await expect(started(message(route))).rejects.toThrow("An event was refused");
    expect(await guarded(message("late"))).toBe(answer);
  });
});

describe("a guarded handler of any shape", () => {
  beforeEach(() =>
    serving(rule("send", { scopes: ["a"] }), rule("say", { reply: true, scopes: ["a"] }), rule("$connect")),
  );

  const all = { ...shapes, "a function that counts its arguments": undeclared };
  const cases = Object.entries(runtimes).flatMap(([runtime, invoke]) =>
    // Without the runtime's callback, such a function looks like one that returns nothing.
    Object.entries(runtime === "nodejs22" ? all : shapes).map(
      ([name, shape]) => [name, runtime, shape, invoke] as const,
    ),
  );

  it.each(cases)("%s answers on %s", async (_name, _runtime, shape, invoke) => {
    const wrapped = guardScopes(shape(() => answer));
    expect(await invoke(wrapped, message("say", { scope: "a" }))).toBe(answer);
    expect(await invoke(wrapped, message("$connect"))).toBe(answer);
    expect(await invoke(wrapped, message("send", { scope: "a" }))).toEqual({ statusCode: 201 });
    expect(await invoke(wrapped, message("send", {}))).toEqual(forbidden);
    await expect(invoke(wrapped, message("other"))).rejects.toThrow("An event was refused");
  });

  it.each(cases)("%s fails with its own error on %s", async (_name, _runtime, shape, invoke) => {
    for (const error of [new TypeError("no such table"), "a text", "", false]) {
      const wrapped = guardScopes(
        shape(() => {
          throw error;
        }),
      );
      await expect(invoke(wrapped, message("say", { scope: "a" }))).rejects.toBe(error);
      await expect(invoke(wrapped, message("send", { scope: "a" }))).rejects.toBe(error);
    }
  });

  it("may return nothing", async () => {
    const wrapped = guardScopes(() => undefined);
    expect(await wrapped(message("$connect"))).toBeUndefined();
    expect(await wrapped(message("send", { scope: "a" }))).toEqual({ statusCode: 200 });
  });

  it("is called with the runtime's `this` and context", async () => {
    const seen = jest.fn();
    const wrapped = guardScopes(function (this: unknown, _event: unknown, context: unknown) {
      seen(this, context);
      return answer;
    });
    const [self, context] = [{ a: 1 }, { awsRequestId: "1" }];
    await wrapped.call(self, message("$connect"), context);
    expect(seen.mock.calls[0]?.[0]).toBe(self);
    expect(seen.mock.calls[0]?.[1]).toBe(context);
  });
});

describe("the bundle of a guarded handler", () => {
  const { buildSync } = createRequire(__filename)("esbuild") as typeof import("esbuild");
  const bytes = (contents: string) => {
    const options = compileOptions({ format: "esm", minify: true, sourcemap: false, target: "node24" });
    const stdin = { contents, resolveDir: join(__dirname, "../../lib/runtime") };
    return buildSync({ ...options, stdin, write: false }).outputFiles[0]?.contents.byteLength as number;
  };

  it("is less than 2.5 KB larger than that of the handler alone", () => {
    const own = "async function own(event) { return { statusCode: 200, body: event.body }; }";
    const without = bytes(`${own} export const handler = own;`);
    const wrapped = bytes(
      `import { guardScopes } from "./scope-guard"; ${own} export const handler = guardScopes(own);`,
    );
    expect(wrapped).toBeGreaterThan(without);
    expect(wrapped - without).toBeLessThan(2560);
  });
});
