import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { compileOptions } from "../../lib/bundle/options";
import type { AuthorizerEventV2 } from "../../lib/runtime";
import { type AuthorizerFormat, adaptAuthorizer } from "../../lib/runtime/authorizer-adapter";
import { methodArn, request } from "./authorizer-adapter-event";
import { runtimes, shapes, undeclared } from "./scope-guard-shapes";

const simple: AuthorizerFormat = { payload: "2.0", response: "simple" };
const iam: AuthorizerFormat = { payload: "1.0", response: "iam" };
const formats = (["1.0", "2.0"] as const).flatMap((payload) =>
  (["simple", "iam"] as const).map((response) => ({ payload, response })),
);

const declared = (...sources: readonly string[]) => {
  process.env.AUTHORIZER_IDENTITY_SOURCES = JSON.stringify(sources);
};

/** The answer of an authorizer whose handler returns this value. */
const answered = (answer: unknown, format = simple) => adaptAuthorizer(() => answer, format)(request);
const policy = (Effect: string, more: object = {}) => ({
  principalId: "user",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }],
  },
  ...more,
});
const ownPolicy = { ...policy("Allow"), principalId: "me", usageIdentifierKey: "key" };
const answerFor = ({ response }: AuthorizerFormat) => (response === "simple" ? { isAuthorized: true } : ownPolicy);

beforeEach(() => declared());

describe("an authorizer with a simple response", () => {
  it("allows or denies exactly the requested ARN", async () => {
    expect(await answered({ isAuthorized: true })).toEqual(policy("Allow"));
    expect(await answered({ isAuthorized: false })).toEqual(policy("Deny"));
  });

  it("passes the context on, and uses its principalId for the policy", async () => {
    const context = { tenant: "acme", level: 3, admin: false, empty: "" };
    expect(await answered({ isAuthorized: true, context })).toEqual(policy("Allow", { context }));
    const named = { principalId: "u-1", tenant: "acme" };
    expect(await answered({ isAuthorized: true, context: named })).toEqual(
      policy("Allow", { context: named, principalId: "u-1" }),
    );
    expect(await answered({ isAuthorized: true, context: { principalId: "" } })).toMatchObject({ principalId: "user" });
    expect(await answered({ isAuthorized: false, context })).toEqual(policy("Deny", { context }));
  });

  it("has no context if the handler returns none", async () => {
    for (const context of [undefined, null])
      expect(JSON.parse(JSON.stringify(await answered({ isAuthorized: true, context }))).context ?? "none").toBe(
        "none",
      );
  });

  it.each([...["true", "false", "yes", "", 1, 0, null, undefined, {}, [], ["true"], new Boolean(true)], () => true])(
    "rejects the client if isAuthorized is %p",
    async (isAuthorized) => {
      await expect(answered({ isAuthorized })).rejects.toThrow(
        new Error('The answer has [isAuthorized] for response "simple".'),
      );
    },
  );

  it.each([true, "true", null, undefined, 1, [], [{ isAuthorized: true }], {}, "Unauthorized"])(
    "rejects the client if the handler returns only %p",
    async (answer) => {
      await expect(answered(answer)).rejects.toThrow(/^The answer has \[.*\] for response "simple"\.$/);
    },
  );

  it("rejects a policy, and names the option", async () => {
    for (const answer of [ownPolicy, { isAuthorized: true, ...ownPolicy }])
      await expect(answered(answer)).rejects.toThrow(/policyDocument.* for response "simple"\.$/);
  });

  it("is for the requested ARN, even if the handler changes its event", async () => {
    for (const payload of ["1.0", "2.0"] as const) {
      const forging = adaptAuthorizer(
        (event: { methodArn: string; routeArn: string }) => {
          event.methodArn = event.routeArn = "*";
          return { isAuthorized: true };
        },
        { payload, response: "simple" },
      );
      expect(await forging(structuredClone(request))).toEqual(policy("Allow"));
    }
  });
});

describe("an authorizer with a policy as its response", () => {
  it("passes the policy on untouched", async () => {
    const answers = [ownPolicy, { ...ownPolicy, context: { a: "b", c: 1, d: true } }, policy("Deny")];
    for (const answer of answers) expect(await answered(answer, iam)).toBe(answer);
  });

  it.each([{ isAuthorized: true }, { isAuthorized: false }, { ...ownPolicy, isAuthorized: true }])(
    "rejects a simple response, and names the option: %j",
    async (answer) => {
      await expect(answered(answer, iam)).rejects.toThrow(/^The answer has \[.*isAuthorized.*\] for response "iam"\.$/);
    },
  );

  it.each([undefined, null, "Allow", true, {}, { principalId: "me" }, { ...ownPolicy, policyDocument: "" }])(
    "rejects the client if the handler returns %p",
    async (answer) => {
      await expect(answered(answer, iam)).rejects.toThrow(/^The answer has \[.*\] for response "iam"\.$/);
    },
  );
});

describe("the context of an answer", () => {
  const results = (context: unknown) => ({ simple: { isAuthorized: true, context }, iam: { ...ownPolicy, context } });
  const problem = "The answer has a context beyond text, numbers, booleans.";

  it.each<[string, unknown]>([
    ["a list", { roles: ["a"] }],
    ["an object", { user: { name: "a" } }],
    ["null", { name: null }],
    ["undefined", { name: undefined }],
    ["no number", { level: Number.NaN }],
    ["an endless number", { level: Number.POSITIVE_INFINITY }],
    ["a big number", { level: 1n }],
    ["a date", { since: new Date(0) }],
    ["a function", { toJSON: () => ({}) }],
    ["a symbol", { name: Symbol("a") }],
    ["a text as an object", { name: new String("a") }],
    ["a value behind good ones", { a: "b", c: 1, d: true, e: [] }],
  ])("must not contain %s", async (_name, context) => {
    for (const format of formats)
      await expect(answered(results(context)[format.response], format)).rejects.toThrow(new Error(problem));
  });

  it.each<[string, unknown]>([
    ["a list", ["a"]],
    ["an empty list", []],
    ["a Map", new Map([["a", "b"]])],
    ["a Set", new Set(["a"])],
    ["a date", new Date(0)],
    ["search parameters", new URLSearchParams("a=b")],
    ["an error", new Error("a")],
    ["a text", "a"],
    ["an empty text", ""],
    ["a number", 1],
    ["a boolean", false],
  ])("may not be %s", async (_name, context) => {
    for (const format of formats)
      await expect(answered(results(context)[format.response], format)).rejects.toThrow(new Error(problem));
  });

  it("may be an object without a prototype", async () => {
    const context = Object.assign(Object.create(null), { a: "b" });
    expect(await answered({ isAuthorized: true, context })).toMatchObject({ context: { a: "b" } });
  });

  it("is passed on completely, or the client is rejected", async () => {
    const value = fc.oneof(fc.anything(), fc.string(), fc.double(), fc.boolean());
    const anything = fc.oneof(fc.dictionary(fc.string(), value), fc.anything());
    const isFlat = (context: unknown) =>
      context == null ||
      (/^\[object Object\]$/.test(Object.prototype.toString.call(context)) &&
        Object.values(context).every((item) => ["string", "boolean"].includes(typeof item) || Number.isFinite(item)));
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(...formats), async (context, format) => {
        const given = results(context)[format.response];
        const sent = await answered(given, format).then(
          (result) => JSON.parse(JSON.stringify(result)).context ?? {},
          (error) => error as Error,
        );
        if (sent instanceof Error) expect(isFlat(context) && JSON.stringify(context ?? {}).length < 4000).toBe(false);
        else
          expect(Object.entries(sent).sort()).toEqual(
            Object.entries(context ?? {})
              // JSON does not distinguish -0 from 0.
              .map(([name, item]) => [name, Object.is(item, -0) ? 0 : item])
              .sort(),
          );
      }),
    );
  });
});

describe("the size of an answer", () => {
  const sized = (bytes: number, letter: string) => {
    const empty = policy("Allow", { context: { text: "" } });
    const left = bytes - Buffer.byteLength(JSON.stringify(empty));
    const letters = Math.floor(left / Buffer.byteLength(letter));
    return letter.repeat(letters) + "x".repeat(left - letters * Buffer.byteLength(letter));
  };

  it.each(["a", "é", "🙂"])("is 8 KB at most, counted in bytes of JSON: %s", async (letter) => {
    const context = (bytes: number) => ({ text: sized(bytes, letter) });
    const most = await answered({ isAuthorized: true, context: context(8192) });
    expect(Buffer.byteLength(JSON.stringify(most))).toBe(8192);
    expect(await answered(policy("Allow", { context: context(8192) }), iam)).toEqual(most);
    const [small, large] = [
      { isAuthorized: true, context: context(8193) },
      policy("Allow", { context: context(8193) }),
    ];
    await expect(answered(small)).rejects.toThrow(new Error("The answer is over 8 KB."));
    await expect(answered(large, iam)).rejects.toThrow(new Error("The answer is over 8 KB."));
  });

  it("includes everything around the context", async () => {
    const large = { ...ownPolicy, policyDocument: { Version: "2012-10-17", Statement: [{ Sid: "a".repeat(8192) }] } };
    await expect(answered(large, iam)).rejects.toThrow(new Error("The answer is over 8 KB."));
  });
});

describe("the event of format 2.0", () => {
  const given = async (event: unknown, ...sources: readonly string[]): Promise<AuthorizerEventV2> => {
    declared(...sources);
    const handler = jest.fn((_event: AuthorizerEventV2) => ({ isAuthorized: true }));
    await adaptAuthorizer(handler, simple)(event as typeof request);
    return handler.mock.calls[0]?.[0] as AuthorizerEventV2;
  };
  const without = (...names: readonly string[]) =>
    Object.fromEntries(Object.entries(request).filter(([name]) => !names.includes(name)));

  it("is the format of HTTP APIs with the fields of a WebSocket API", async () => {
    const event = await given(request, "route.request.header.Authorization", "route.request.querystring.token");
    expect(event).toStrictEqual({
      version: "2.0",
      type: "REQUEST",
      routeArn: methodArn,
      identitySource: ["Bearer t", "t & u"],
      routeKey: "$connect",
      rawPath: "/$default",
      rawQueryString: "token=t%20%26%20u&many=1&many=2&a.b=dotted",
      cookies: ["a=1", "b=x=y", "c="],
      headers: {
        connection: "upgrade",
        "content-length": "0",
        authorization: "Bearer t",
        host: "api.example.com",
        "sec-websocket-protocol": "bearer, t",
        "user-agent": "Mozilla/5.0",
        "x-tenant.id": "acme",
        "x-twice": "1,2",
      },
      queryStringParameters: { token: "t & u", many: "1,2", "a.b": "dotted" },
      stageVariables: { color: "blue" },
      requestContext: {
        ...request.requestContext,
        accountId: "123456789012",
        domainPrefix: "api",
        http: {
          method: "GET",
          path: "/$default",
          protocol: "HTTP/1.1",
          sourceIp: "185.69.197.15",
          userAgent: "Mozilla/5.0",
        },
        time: "19/Feb/2024:07:11:42 +0000",
        timeEpoch: 1708326702790,
      },
    });
  });

  it("has neither cookies nor parameters if the request has none", async () => {
    const bare = {
      ...without("queryStringParameters", "multiValueQueryStringParameters"),
      headers: {},
      multiValueHeaders: {},
    };
    const event = JSON.parse(JSON.stringify(await given(bare)));
    expect(event).not.toHaveProperty("cookies");
    expect(event).not.toHaveProperty("queryStringParameters");
    expect(event).toMatchObject({ rawQueryString: "", headers: {}, identitySource: [] });
  });

  it("uses the single-value members if the multi-value members are missing", async () => {
    const single = await given(
      without("multiValueHeaders", "multiValueQueryStringParameters"),
      "route.request.querystring.many",
    );
    expect(single).toMatchObject({
      headers: { "x-twice": "2" },
      rawQueryString: "token=t%20%26%20u&many=2&a.b=dotted",
    });
    expect(single.identitySource).toEqual(["2"]);
  });

  it.each([
    ["route.request.header.Authorization", "Bearer t"],
    ["route.request.header.authorization", "Bearer t"],
    ["route.request.header.SEC-WEBSOCKET-PROTOCOL", "bearer, t"],
    ["route.request.header.Cookie", "a=1; b=x=y; c="],
    ["route.request.header.X-Tenant.Id", "acme"],
    ["route.request.querystring.token", "t & u"],
    ["route.request.querystring.many", "1,2"],
    ["route.request.querystring.a.b", "dotted"],
    ["stageVariables.color", "blue"],
    ["context.stage", "$default"],
    ["context.identity.sourceIp", "185.69.197.15"],
    ["context.requestTimeEpoch", "1708326702790"],
    ["route.request.header.None", ""],
    ["context.none.none", ""],
  ])("has the value of %s among its identity sources", async (source, value) => {
    expect((await given(request, source, "context.apiId")).identitySource).toEqual([value, "abc123"]);
  });

  it("joins the values of a header with two spellings", async () => {
    const event = await given({
      ...request,
      multiValueHeaders: { "X-Ticket": ["a", "b"], "x-ticket": ["c"], Cookie: [] },
    });
    expect(event.headers).toMatchObject({ "x-ticket": "a,b,c" });
  });

  it("keeps all names that a client sends", async () => {
    const names = '{"__proto__": ["1"], "constructor": ["2"], "toString": ["3"]}';
    const event = await given({
      ...request,
      multiValueHeaders: JSON.parse(names),
      multiValueQueryStringParameters: JSON.parse(names),
    });
    const found = '{"__proto__": "1", "constructor": "2", "tostring": "3"}';
    expect(event.headers).toStrictEqual(JSON.parse(found));
    expect(event.queryStringParameters).toStrictEqual(JSON.parse(found.replace("tos", "toS")));
    expect(event.rawQueryString).toBe("__proto__=1&constructor=2&toString=3");
  });

  it("has a query string with all parameters", async () => {
    const texts = fc.string({ unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(texts, fc.array(texts, { minLength: 1 })), async (parameters) => {
        const event = await given({ ...request, multiValueQueryStringParameters: parameters });
        const read = new URLSearchParams(event.rawQueryString);
        for (const [name, values] of Object.entries(parameters)) expect(read.getAll(name)).toEqual(values);
        expect([...new Set(read.keys())]).toHaveLength(Object.keys(parameters).length);
      }),
    );
  });

  it("needs the identity sources, unlike the event of format 1.0", async () => {
    for (const wrong of [undefined, "", "{", "null", "1"]) {
      if (wrong === undefined) delete process.env.AUTHORIZER_IDENTITY_SOURCES;
      else process.env.AUTHORIZER_IDENTITY_SOURCES = wrong;
      await expect(answered({ isAuthorized: true }, simple)).rejects.toThrow();
      expect(await answered({ isAuthorized: true }, { ...simple, payload: "1.0" })).toEqual(policy("Allow"));
    }
  });

  it("is also used with a policy as the response", async () => {
    const handler = jest.fn(({ routeArn }: AuthorizerEventV2) => ({ ...ownPolicy, context: { routeArn } }));
    expect(await adaptAuthorizer(handler, { payload: "2.0", response: "iam" })(request)).toMatchObject({
      context: { routeArn: methodArn },
    });
  });
});

describe("the event of format 1.0", () => {
  it.each(["simple", "iam"] as const)("is passed unchanged with response %p", async (response) => {
    const handler = jest.fn((_event: unknown) => answerFor({ payload: "1.0", response }));
    await adaptAuthorizer(handler, { payload: "1.0", response })(request);
    expect(handler.mock.calls[0]?.[0]).toBe(request);
  });
});

describe("an adapted authorizer", () => {
  it.each<[string, unknown]>([
    ["a token", { ...request, type: "TOKEN" }],
    ["no type", { ...request, type: undefined }],
    ["no ARN", { ...request, methodArn: undefined }],
    ["an empty ARN", { ...request, methodArn: "" }],
    ["format 2.0", { version: "2.0", type: "REQUEST", routeArn: methodArn }],
    ["a message", { requestContext: { ...request.requestContext, eventType: "MESSAGE" }, body: "{}" }],
    ["null", null],
    ["nothing", undefined],
  ])("rejects an event with %s, in any format", async (_name, event) => {
    for (const format of formats) {
      const handler = jest.fn(() => answerFor(format));
      await expect(adaptAuthorizer(handler, format)(event as typeof request)).rejects.toThrow();
      expect(handler).not.toHaveBeenCalled();
    }
  });

  const all = { ...shapes, "a function that counts its arguments": undeclared };
  const cases = Object.entries(runtimes).flatMap(([runtime, invoke]) =>
    Object.entries(runtime === "nodejs22" ? all : shapes).map(
      ([name, shape]) => [name, runtime, shape, invoke] as const,
    ),
  );

  it.each(cases)("may be %s on %s", async (_name, _runtime, shape, invoke) => {
    for (const format of formats) {
      const good = adaptAuthorizer(
        shape(() => answerFor(format)),
        format,
      );
      expect(await invoke(good, request)).toEqual(format.response === "simple" ? policy("Allow") : ownPolicy);
      const bad = adaptAuthorizer(
        shape(() => ({ isAuthorized: "true" })),
        format,
      );
      await expect(invoke(bad, request)).rejects.toThrow("The answer has [isAuthorized]");
    }
  });

  // API Gateway answers 401 to exactly this message, and 500 to any other one.
  it.each(cases)(
    "passes Unauthorized and all other errors on as they are: %s on %s",
    async (_name, _runtime, shape, invoke) => {
      for (const error of [
        new Error("Unauthorized"),
        "Unauthorized",
        new TypeError("no such table"),
        { code: 1 },
        "",
        0,
      ])
        for (const format of formats) {
          const failing = adaptAuthorizer(
            shape(() => {
              throw error;
            }),
            format,
          );
          await expect(invoke(failing, request)).rejects.toBe(error);
        }
    },
  );

  it("never throws Unauthorized for its own errors", async () => {
    for (const answer of [undefined, "Unauthorized", { isAuthorized: "Unauthorized" }, { Unauthorized: true }])
      for (const format of formats) await expect(answered(answer, format)).rejects.not.toThrow(/^Unauthorized$/);
  });

  it("is called with the runtime's `this` and context", async () => {
    const seen = jest.fn();
    const adapted = adaptAuthorizer(function (this: unknown, _event: unknown, context: unknown) {
      seen(this, context);
      return { isAuthorized: true };
    }, simple);
    const [self, context] = [{ a: 1 }, { awsRequestId: "1" }];
    await adapted.call(self, request, context);
    expect(seen.mock.calls[0]?.[0]).toBe(self);
    expect(seen.mock.calls[0]?.[1]).toBe(context);
  });
});

describe("a handler that returns nothing", () => {
  const event = { type: "REQUEST", methodArn: "arn:aws:execute-api:eu-west-1:123456789012:abc/$default/$connect" };
  const call = (handler: unknown, callback?: unknown) =>
    adaptAuthorizer(handler as never, { payload: "1.0", response: "simple" })(event as never, {}, callback);

  it.each([
    ["one parameter", (_event: unknown) => undefined],
    ["two parameters", (_event: unknown, _context: unknown) => undefined],
  ])("is an error at once, where it declares %s", async (_, handler) => {
    await expect(call(handler, () => {})).rejects.toThrow("The answer has []");
  });

  it("may call back, where it declares no parameter", async () => {
    const handler = (...[, , callback]: readonly [unknown, unknown, (error: unknown, answer: unknown) => void]) => {
      setTimeout(() => callback(null, { isAuthorized: true }), 1);
    };
    expect(handler.length).toBe(0);
    await expect(call(handler, () => {})).resolves.toMatchObject({ principalId: "user" });
  });
});

describe("the bundle of an adapted authorizer", () => {
  const { buildSync } = createRequire(__filename)("esbuild") as typeof import("esbuild");
  const bytes = (contents: string, format: "esm" | "cjs") => {
    const options = compileOptions({ format, minify: true, sourcemap: false, target: "node24" });
    const stdin = { contents, resolveDir: join(__dirname, "../../lib/runtime") };
    return buildSync({ ...options, stdin, write: false }).outputFiles[0]?.contents.byteLength as number;
  };

  it("is less than 2.5 KB larger than that of the handler alone", () => {
    const own = "async function own(event) { return { isAuthorized: event.identitySource[0] === 'x' }; }";
    for (const format of ["esm", "cjs"] as const) {
      const without = bytes(`${own} export const handler = own;`, format);
      const adapted = bytes(
        `import { adaptAuthorizer } from "./authorizer-adapter"; ${own} export const handler = adaptAuthorizer(own, ${JSON.stringify(simple)});`,
        format,
      );
      expect(adapted).toBeGreaterThan(without);
      expect(adapted - without).toBeLessThan(2560);
    }
  });
});
