import { createPublicKey } from "node:crypto";
import { audience, authorizerOf, eventWith, methodArn, rightClaims, tokenOf } from "./authorized";
import { asJson, TestIssuer } from "./issuer";
import { encoded, makeKey, makeToken, makeTokenBySecret, type SigningKey } from "./tokens";

jest.setTimeout(60_000);

const rsa = makeKey("rsa", "RS256");
const ec = makeKey("ec", "ES256");
const foreign = makeKey("ec", "ES256");

let issuer: TestIssuer;
let other: TestIssuer;
let authorizer: ReturnType<typeof authorizerOf>;

beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [rsa, ec] });
  other = await TestIssuer.start({ keys: [foreign] });
});
afterAll(() => TestIssuer.stopAll());

beforeEach(() => {
  authorizer = authorizerOf(issuer);
});

/** Checks that a token is rejected, that the log contains the reason but not the token, and that a valid token follows. */
async function isRefused(token: string, reason: RegExp): Promise<void> {
  expect(await authorizer.verdict(token)).toBe("Unauthorized");
  expect(authorizer.reason()).toMatch(reason);
  const parts = token.split(".").filter((part) => part.length > 20);
  expect(parts.filter((part) => authorizer.lines.some((line) => line.includes(part)))).toEqual([]);
  expect(await authorizer.verdict(tokenOf(issuer, rsa))).toBe("Allow");
}

const now = () => Math.floor(Date.now() / 1000);

describe("a valid token", () => {
  it.each(["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "signed with %s is accepted",
    async (alg) => {
      const key = makeKey(`of ${alg}`, alg);
      issuer.keys = [rsa, ec, key];
      expect(await authorizer.verdict(tokenOf(issuer, key))).toBe("Allow");
      expect(await authorizer.verdict(tokenOf(issuer, { ...key, privateKey: makeKey("", alg).privateKey }))).toBe(
        "Unauthorized",
      );
      expect(authorizer.reason()).toBe("its signature is wrong");
      issuer.keys = [rsa, ec];
    },
  );

  it("is answered by a policy for exactly one ARN", async () => {
    expect(await authorizer.authorize(eventWith(tokenOf(issuer, ec)))).toMatchObject({
      principalId: "ada",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
    });
  });

  it.each([
    ["aud", { aud: audience }],
    ["aud, a list", { aud: ["https://other.example.com", audience] }],
    ["client_id, without aud", { aud: undefined, client_id: audience }],
  ])("is for the audience by %s", async (_name, claims) => {
    expect(await authorizer.verdict(tokenOf(issuer, ec, claims))).toBe("Allow");
  });

  it("needs no iat, nbf and sub, and may be issued in this second", async () => {
    expect(await authorizer.verdict(tokenOf(issuer, ec, { iat: undefined, sub: undefined }))).toBe("Allow");
    expect(await authorizer.verdict(tokenOf(issuer, ec, { nbf: now() }))).toBe("Allow");
  });
});

describe("the algorithm", () => {
  it.each([
    ["none", ""],
    ["None", ""],
    ["none", "c2ln"],
  ])("%s, with the signature %j, is refused", async (alg, signature) => {
    const unsigned = `${encoded({ alg, kid: "rsa" })}.${encoded(rightClaims(issuer))}`;
    await isRefused(
      `${unsigned}.${signature}`,
      signature === "" ? /does not consist of a header, a payload and a signature/ : /"alg" is "[nN]one"/,
    );
  });

  it.each([
    [
      "PEM",
      ({ privateKey }: SigningKey) => String(createPublicKey(privateKey).export({ type: "spki", format: "pem" })),
    ],
    ["the JWK", (key: SigningKey) => JSON.stringify(key.jwk)],
    ["the modulus", (key: SigningKey) => String(key.jwk.n)],
  ])("HS256 is refused, signed with the RSA public key as %s", async (_name, secret) => {
    await isRefused(makeTokenBySecret(secret(rsa), rightClaims(issuer), { kid: "rsa" }), /"alg" is "HS256"/);
  });

  it("for another kind of key than the named one is rejected", async () => {
    await isRefused(
      makeToken({ ...ec, kid: "rsa" }, rightClaims(issuer)),
      /"alg" is "ES256", which is not for the key/,
    );
    await isRefused(makeToken(rsa, rightClaims(issuer), { kid: "ec" }), /"alg" is "RS256", which is not for the key/);
  });

  it("of the same kind, but another one than the key is published for, is rejected", async () => {
    await isRefused(
      makeToken({ ...rsa, alg: "RS512" }, rightClaims(issuer)),
      /"alg" is "RS512", which is not for the key/,
    );
  });

  it.each([
    ["a number", 5],
    ["missing", undefined],
    ["a list", ["RS256"]],
    ["odd", "rs256"],
  ])("that is %s is refused", async (_name, alg) => {
    await isRefused(makeToken(rsa, rightClaims(issuer), { alg }), /alg/);
  });

  it("with critical extensions is rejected, because their meaning is unknown", async () => {
    await isRefused(makeToken(rsa, rightClaims(issuer), { crit: ["b64"], b64: false }), /"crit"/);
  });
});

describe("the key", () => {
  it("of another issuer with the same kid is rejected", async () => {
    await isRefused(makeToken(foreign, rightClaims(issuer)), /signature is wrong/);
  });

  it("in the token itself is ignored", async () => {
    const header = { jwk: foreign.jwk, jku: other.addressOfKeys, x5u: other.addressOfKeys };
    await isRefused(makeToken(foreign, rightClaims(issuer), header), /signature is wrong/);
    expect(other.asked).toEqual([]);
  });

  it("with an unknown kid is rejected", async () => {
    await isRefused(
      makeToken(rsa, rightClaims(issuer), { kid: "forged" }),
      /no key for signatures whose "kid" is "forged"/,
    );
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["null", null],
    ["a number", 1],
    ["a list", ["rsa"]],
  ])("with a kid that is %s is refused", async (_name, kid) => {
    await isRefused(makeToken(rsa, rightClaims(issuer), { kid }), /kid/);
  });

  it.each(["__proto__", "constructor", "length", "0"])("with the kid %s is unknown", async (kid) => {
    await isRefused(makeToken(rsa, rightClaims(issuer), { kid }), /no key/);
  });

  it("with an extremely long kid is rejected without a fetch", async () => {
    await isRefused(makeToken(rsa, rightClaims(issuer), { kid: "k".repeat(2000) }), /longer than 500/);
    expect(authorizer.lines.join()).not.toContain("k".repeat(500));
  });

  it("for encryption is not used for signatures", async () => {
    const key = makeKey("encryption", "RS256");
    issuer.keys = [rsa, ec, { ...key, jwk: { ...key.jwk, use: "enc" } }];
    await isRefused(tokenOf(issuer, key), /no key for signatures/);
    issuer.keys = [rsa, ec];
  });

  it("that is unsupported or invalid does not affect other keys", async () => {
    const odd = [
      { kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "broken" },
      { kty: "oct", k: "c2VjcmV0", kid: "oct" },
      { kty: "RSA", kid: "broken", n: 5 },
      null,
      "key",
      { kid: "x" },
    ];
    issuer.keySet = (response, document) => {
      const { keys } = document as { readonly keys: readonly object[] };
      response.end(JSON.stringify({ keys: [...odd, ...keys] }));
    };
    await isRefused(makeTokenBySecret("secret", rightClaims(issuer), { kid: "oct" }), /"alg" is "HS256"/);
    await isRefused(makeToken(rsa, rightClaims(issuer), { kid: "broken" }), /no key/);
    issuer.keySet = asJson;
  });

  it("is selected by its kind among keys with the same kid, as RFC 7517 allows", async () => {
    const twin = makeKey("rsa", "EdDSA");
    issuer.keys = [rsa, twin];
    expect(await authorizer.verdict(tokenOf(issuer, twin))).toBe("Allow");
    expect(await authorizer.verdict(tokenOf(issuer, rsa))).toBe("Allow");
    issuer.keys = [rsa, ec];
  });
});

describe("the claims", () => {
  it.each([
    ["of another issuer", () => ({ iss: other.name }), /issuer is "https/],
    ["of the issuer with a slash behind it", () => ({ iss: `${issuer.name}/` }), /issuer is "https.*\/"/],
    ["of no issuer", () => ({ iss: undefined }), /issuer is none/],
    ["of a list of issuers", () => ({ iss: [issuer.name] }), /its "iss" is \["https:/],
    ["for another audience", () => ({ aud: "https://other.example.com" }), /"aud" is "https:\/\/other/],
    ["for other audiences", () => ({ aud: ["a", "b"] }), /"aud" is \["a","b"\]/],
    ["for an empty list of audiences", () => ({ aud: [] }), /"aud" is \[\]/],
    ["for a piece of the audience", () => ({ aud: audience.slice(0, -1) }), /"aud"/],
    [
      "for another audience, with the right client_id",
      () => ({ aud: "other", client_id: audience }),
      /"aud" is "other"/,
    ],
    ["for no audience, with the right client_id", () => ({ aud: "", client_id: audience }), /"aud" is ""/],
    ["for a null audience, with the right client_id", () => ({ aud: null, client_id: audience }), /its "aud" is null/],
    ["of another client, without aud", () => ({ aud: undefined, client_id: "other" }), /"client_id" is "other"/],
    ["of a list of clients, without aud", () => ({ aud: undefined, client_id: { a: audience } }), /"client_id"/],
    ["of no client, without aud", () => ({ aud: undefined }), /"client_id" is none/],
    ["that expired", () => ({ exp: now() - 3600 }), /it expired/],
    ["that expires now", () => ({ exp: now() }), /it expired/],
    ["that expired before all time", () => ({ exp: -1e300 }), /it expired/],
    ["without exp", () => ({ exp: undefined }), /no "exp"/],
    ["whose exp is null", () => ({ exp: null }), /its "exp" is null/],
    ["whose exp is a text", () => ({ exp: String(now() + 3600) }), /its "exp" is "\d+"/],
    ["that is not valid yet", () => ({ nbf: now() + 60 }), /not valid yet/],
    ["that is valid after all time", () => ({ nbf: 1e300 }), /not valid yet/],
    ["whose nbf is a text", () => ({ nbf: "0" }), /its "nbf" is "0"/],
    ["that was issued in the future", () => ({ iat: now() + 60 }), /of the future/],
    ["whose sub is a number", () => ({ sub: 5 }), /its "sub" is 5/],
    ["whose scope is a number", () => ({ scope: 5 }), /its "scope" is 5/],
    ["whose scope is an object", () => ({ scope: { a: 1 } }), /its "scope" is \{"a":1\}/],
  ])("%s are refused", async (_name, claims, reason) => {
    await isRefused(tokenOf(issuer, rsa, claims()), reason);
  });

  it("whose exp is infinite are rejected", async () => {
    const claims = JSON.stringify(rightClaims(issuer)).replace(/"exp":\d+/, '"exp":1e999');
    await isRefused(makeToken(rsa, claims), /its "exp" is null/);
  });

  it("that are called __proto__ do not reach the routes, at any depth", async () => {
    const own = '{"__proto__":{"role":"admin"},"nested":{"a":1,"__proto__":{"role":"admin"}},';
    const token = makeToken(rsa, JSON.stringify(rightClaims(issuer)).replace("{", own));
    const { context } = await authorizer.authorize(eventWith(token));
    expect(JSON.stringify(context)).not.toContain("role");
    expect(context.nested).toBe('{"a":1}');
  });

  it("whose exp is the current second are rejected", async () => {
    const moment = now() * 1000;
    const clock = { now: () => moment, wait: async () => {} };
    const { verdict } = authorizerOf(issuer, {}, { clock });
    expect(await verdict(tokenOf(issuer, rsa, { exp: moment / 1000 }))).toBe("Unauthorized");
  });

  it("of a token for another audience cause no fetch of a key", async () => {
    await authorizer.verdict(tokenOf(issuer, makeKey("never seen"), { iss: other.name }));
    await authorizer.verdict(tokenOf(issuer, makeKey("never seen"), { aud: "other" }));
    await authorizer.verdict(tokenOf(issuer, makeKey("never seen"), { exp: now() - 1 }));
    const before = issuer.asked.length;
    await authorizerOf(issuer).verdict(tokenOf(issuer, makeKey("never seen"), { exp: now() - 1 }));
    expect(issuer.asked).toHaveLength(before);
  });

  it("that were modified are rejected", async () => {
    const [header, , signature] = tokenOf(issuer, rsa).split(".");
    await isRefused(`${header}.${encoded(rightClaims(issuer, { sub: "root" }))}.${signature}`, /signature is wrong/);
  });

  it.each([0, 1, 2])("and all other parts of a token are signed: any change of part %d is rejected", async (part) => {
    const token = tokenOf(issuer, ec);
    const parts = token.split(".");
    const text = parts[part] as string;
    // The last character of a part may contain unused bits.
    for (let at = 0; at < text.length - 1; at += 7) {
      const altered = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      expect(await authorizer.verdict(parts.map((other, index) => (index === part ? altered : other)).join("."))).toBe(
        "Unauthorized",
      );
    }
    expect(await authorizer.verdict(token)).toBe("Allow");
  });
});

describe("a text that is not a token", () => {
  const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  it.each([
    ["a word", "garbage"],
    ["dots", ".."],
    ["more dots", "a.b.c.d.e"],
    ["three words", "a.b.c"],
    ["no Base64", "ä.ö.ü"],
    ["no JSON", `${encoded("{")}.${encoded("{")}.c2ln`],
    ["a list", `${encoded([])}.${encoded([])}.c2ln`],
    ["null", `${encoded("null")}.${encoded("null")}.c2ln`],
    ["a header alone", `${encoded({ alg: "RS256", kid: "rsa" })}.${encoded("5")}.c2ln`],
    ["bytes that are not text", `${Buffer.from([0xff, 0xfe, 0]).toString("base64url")}.AAAA.c2ln`],
    ["JSON that is deep", `${encoded(deep(3000))}.${encoded(deep(3000))}.c2ln`],
    ["an encrypted token", `${encoded({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.d`],
    ["a token and more", "TOKEN x"],
    ["a token and its signature twice", "TOKEN.c2ln"],
    ["two tokens", "TOKEN, TOKEN"],
  ])("%s is rejected", async (_name, text) => {
    await isRefused(text.replaceAll("TOKEN", tokenOf(issuer, rsa)), /./);
  });

  it("does not appear in the log", async () => {
    const piece = "secret words";
    await isRefused(`${encoded(piece)}.${encoded(piece)}.c2ln`, /it can't be read/);
    await isRefused(`${encoded({ alg: "RS256", kid: "rsa" })}.${encoded(piece)}.c2ln`, /it can't be read/);
    expect(authorizer.lines.join()).not.toContain(piece);
  });

  it("of 64 KB is rejected without parsing", async () => {
    const long = tokenOf(issuer, rsa, { padding: "x".repeat(64 * 1024) });
    await isRefused(long, /longer than 16384/);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "event"],
    ["a number", 5],
    ["a list", []],
    ["an empty object", {}],
    ["headers that are null", { methodArn, headers: null, multiValueHeaders: null, requestContext: null }],
    ["headers that are a text", { methodArn, headers: "Authorization", multiValueHeaders: 5 }],
    [
      "headers of numbers",
      { methodArn, headers: { Authorization: 5 }, multiValueHeaders: { Authorization: [{}, null] } },
    ],
    ["an empty token", { methodArn, headers: { Authorization: "" } }],
    ["a prefix alone", { methodArn, headers: { Authorization: "Bearer " } }],
  ])("an event that is or contains %s is rejected", async (_name, event) => {
    await expect(authorizer.authorize(event)).rejects.toThrow(new Error("Unauthorized"));
    expect(authorizer.lines).toHaveLength(1);
  });

  it("is rejected if the event has no methodArn", async () => {
    const { methodArn: _arn, ...event } = eventWith(tokenOf(issuer, rsa));
    await expect(authorizer.authorize(event)).rejects.toThrow(new Error("Unauthorized"));
  });
});
