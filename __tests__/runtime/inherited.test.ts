import { adaptAuthorizer } from "../../lib/runtime/authorizer-adapter";
import { claims } from "../../lib/runtime/claims";
import { configuration } from "../../lib/runtime/jwt/configuration";
import { fetchDocument } from "../../lib/runtime/jwt/fetch-document";
import { tokenOf as tokenIn } from "../../lib/runtime/jwt/identity-source";
import { keysOf } from "../../lib/runtime/jwt/key";
import { guardScopes } from "../../lib/runtime/scope-guard";
import { authorizerOf, environment, eventWith, rightClaims } from "./jwt/authorized";
import { TestIssuer } from "./jwt/issuer";
import { makeKey, makeToken } from "./jwt/tokens";

jest.setTimeout(60_000);

const key = makeKey("2026");
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
});
afterAll(() => TestIssuer.stopAll());

/** Runs an action while every object inherits a property. */
async function inheriting<T>(properties: Readonly<Record<string, unknown>>, action: () => T): Promise<Awaited<T>> {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  Object.assign(prototype, properties);
  try {
    return await action();
  } finally {
    for (const name of Object.keys(properties)) delete prototype[name];
  }
}

const without = (name: string, values: object) =>
  Object.fromEntries(Object.entries(values).filter(([k]) => k !== name));

describe("a token lacks what every object inherits", () => {
  it.each<[string, unknown, object]>([
    ["exp", 4_102_444_800, {}],
    ["aud", "https://api.example.com", {}],
    ["client_id", "https://api.example.com", { aud: "other" }],
    ["iss", "inherited", {}],
  ])("%s", async (name, value, more) => {
    const authorizer = authorizerOf(issuer);
    const inherited = name === "iss" ? issuer.name : value;
    const token = makeToken(key, without(name, { ...rightClaims(issuer), ...more }));
    expect(await inheriting({ [name]: inherited }, () => authorizer.verdict(token))).toBe("Unauthorized");
  });

  // "text" is no claim, but a name that the code which reads scopes uses itself.
  it.each(["scope", "scp", "text"])("%s, so that it is denied", async (name) => {
    const authorizer = authorizerOf(issuer, { JWT_SCOPES: '["admin"]' });
    const token = makeToken(key, rightClaims(issuer));
    expect(await inheriting({ [name]: "admin" }, () => authorizer.verdict(token))).toBe("Deny");
  });

  it.each([
    ["alg", "ES256"],
    ["kid", "2026"],
  ])("the header %s", async (name, value) => {
    const authorizer = authorizerOf(issuer);
    const token = makeToken(key, rightClaims(issuer), { [name]: undefined });
    expect(await inheriting({ [name]: value }, () => authorizer.verdict(token))).toBe("Unauthorized");
  });
});

describe("an issuer lacks what every object inherits", () => {
  it("a trusted certificate", async () => {
    const fetched = inheriting({ ca: issuer.certificate }, () => fetchDocument(issuer.addressOfKeys));
    await expect(fetched).rejects.toThrow("self-signed certificate");
  });

  it("the key set", async () => {
    await expect(inheriting({ keys: [key.jwk] }, () => keysOf({}, "x"))).rejects.toThrow("holds no list of keys");
  });

  it.each(["kid", "kty", "crv", "x"])("%s of a key", async (name) => {
    const keys = [without(name, key.jwk)];
    expect(await inheriting({ [name]: key.jwk[name] }, () => keysOf({ keys }, "x"))).toEqual([]);
  });
});

it.each(Object.entries(environment("https://issuer.com/")))("the variable %s is needed", async (name, value) => {
  const variables = without(name, environment("https://issuer.com/"));
  await expect(inheriting({ [name]: value }, () => configuration(variables))).rejects.toThrow(`The variable ${name}`);
});

describe("an event lacks what every object inherits", () => {
  const rule = { api: "abc123", route: "send", reply: true, scopes: ["admin"] };
  const context = {
    apiId: "abc123",
    routeKey: "send",
    eventType: "MESSAGE",
    connectionId: "c",
    requestTimeEpoch: 1_700_000_000_000,
    authorizer: { scope: "admin", exp: "1700000001" },
  };
  const passed = { statusCode: 200, body: "secret" };

  async function answer(given: object, inherited: Readonly<Record<string, unknown>>): Promise<unknown> {
    process.env.WEBSOCKET_ROUTE_00000000 = JSON.stringify(rule);
    const guarded = guardScopes(async () => passed);
    delete process.env.WEBSOCKET_ROUTE_00000000;
    return inheriting(inherited, () => guarded(given).catch((error: Error) => error.message));
  }

  it("is answered where it has all of it", async () => {
    expect(await answer({ requestContext: context }, {})).toBe(passed);
  });

  it.each(Object.entries(context))("%s", async (name, value) => {
    const result = await answer({ requestContext: without(name, context) }, { [name]: value });
    expect(result).not.toBe(passed);
  });

  it.each([
    ["scope", "admin"],
    ["scp", "admin"],
    ["exp", "1700000001"],
  ])("%s of its token", async (name, value) => {
    const authorizer = without(name === "scp" ? "scope" : name, context.authorizer);
    expect(await answer({ requestContext: { ...context, authorizer } }, { [name]: value })).not.toBe(passed);
  });

  it.each(["ignore", true])("an expiry that is ignored: %j", async (expire) => {
    const authorizer = { scope: "admin", exp: "1600000000" };
    expect(await answer({ requestContext: { ...context, authorizer } }, { expire })).toMatchObject({ statusCode: 401 });
  });

  it("its context", async () => {
    expect(await answer({}, { requestContext: context })).not.toBe(passed);
  });

  it("a rule's scopes", async () => {
    process.env.WEBSOCKET_ROUTE_00000000 = JSON.stringify(without("scopes", rule));
    await expect(inheriting({ scopes: null }, () => guardScopes(async () => passed))).rejects.toThrow(
      "how it is guarded",
    );
    delete process.env.WEBSOCKET_ROUTE_00000000;
  });

  it("claims", async () => {
    const found = await inheriting({ scope: "admin", authorizer: { scope: "admin" } }, () => [
      claims({ requestContext: { authorizer: {} } }).scope,
      claims({ requestContext: {} }).scope,
    ]);
    expect(found).toEqual([undefined, undefined]);
  });

  it("a header, a parameter or a variable with a token", async () => {
    const event = without("headers", without("multiValueHeaders", eventWith("x")));
    for (const [place, inherited] of [
      ["route.request.header", { headers: { token: "x" } }],
      ["route.request.header", { multiValueHeaders: { token: ["x"] } }],
      ["route.request.querystring", { queryStringParameters: { token: "x" } }],
      ["route.request.querystring", { token: "x" }],
      ["stageVariables", { stageVariables: { token: "x" } }],
      ["context", { token: "x" }],
    ] as const)
      await expect(inheriting(inherited, () => tokenIn(event, { place, name: "token" }))).rejects.toThrow("no token");
  });
});

describe("the answer of an authorizer lacks what every object inherits", () => {
  const event = {
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-west-1:123456789012:abc/$default/$connect",
  } as never;

  it.each([
    ["isAuthorized", true, "simple"],
    ["policyDocument", { Version: "2012-10-17", Statement: [] }, "iam"],
  ] as const)("%s", async (name, value, response) => {
    const handler = adaptAuthorizer(async () => ({}), { payload: "1.0", response });
    await expect(inheriting({ [name]: value }, () => handler(event))).rejects.toThrow("The answer has");
  });
});
