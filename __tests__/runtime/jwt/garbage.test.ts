import fc from "fast-check";
import { authorizerOf, eventWith, methodArn, rightClaims } from "./authorized";
import { TestIssuer } from "./issuer";
import { encoded, makeKey, makeToken } from "./tokens";

jest.setTimeout(60_000);

const key = makeKey("2026");
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
});
afterAll(() => TestIssuer.stopAll());

const value = fc.jsonValue();

/** Checks that the authorizer throws only Unauthorized: a client can neither end its process nor cause a status 500. */
async function alwaysUnauthorized(arbitrary: fc.Arbitrary<unknown>) {
  const { authorize } = authorizerOf(issuer);
  await fc.assert(
    fc.asyncProperty(arbitrary, async (event) => {
      await expect(authorize(event)).rejects.toThrow(new Error("Unauthorized"));
    }),
    { numRuns: 300 },
  );
}

describe("garbage is rejected", () => {
  it("as an event", () => alwaysUnauthorized(value));

  it("as the parts of an event", () =>
    alwaysUnauthorized(
      fc.record({
        methodArn: fc.constant(methodArn),
        headers: fc.oneof(value, fc.dictionary(fc.constantFrom("Authorization", "authorization"), value)),
        multiValueHeaders: fc.oneof(value, fc.dictionary(fc.constant("Authorization"), fc.array(value))),
        requestContext: value,
      }),
    ));

  it("as a token", () => alwaysUnauthorized(fc.string({ unit: "binary" }).map(eventWith)));

  it("as the parts of a token", () =>
    alwaysUnauthorized(
      fc.tuple(value, value, fc.string()).map((parts) => eventWith(parts.map((part) => encoded(part)).join("."))),
    ));

  it("as the header of an otherwise valid token", () =>
    alwaysUnauthorized(
      fc
        .dictionary(fc.constantFrom("alg", "kid", "crit", "typ", "b64"), value, { minKeys: 1 })
        .filter(({ alg, kid, crit }) => [alg, kid, crit].some((part) => part !== undefined && part !== key.kid))
        .map((header) => eventWith(makeToken(key, rightClaims(issuer), header))),
    ));
});

describe("garbage in the claims of a signed token", () => {
  const names = [
    "iss",
    "aud",
    "client_id",
    "exp",
    "nbf",
    "iat",
    "sub",
    "scope",
    "scp",
    "jti",
    "__proto__",
    "principalId",
  ];

  it("is accepted or rejected, but causes no other error", async () => {
    const { verdict } = authorizerOf(issuer);
    const claims = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value);
    await fc.assert(
      fc.asyncProperty(claims, async (more) => {
        expect(["Allow", "Unauthorized"]).toContain(await verdict(makeToken(key, rightClaims(issuer, more))));
      }),
      { numRuns: 300 },
    );
  });

  it("adds no scope that the token does not have", async () => {
    const { verdict } = authorizerOf(issuer, { JWT_SCOPES: '["admin"]' });
    const word = fc.constantFrom("admin", "scope", "scp", " ", "x admin y", "claim.scope");
    const nested = fc.oneof(word, fc.array(word), fc.dictionary(word, word), fc.array(fc.array(word)));
    const claims = fc.dictionary(fc.oneof(word, fc.string()), nested);
    await fc.assert(
      fc.asyncProperty(claims, async ({ scope: _scope, scp, ...more }) => {
        const has = [scp].flat().includes("admin") || (typeof scp === "string" && scp.split(" ").includes("admin"));
        const token = makeToken(key, rightClaims(issuer, { ...more, ...(scp !== undefined && { scp }) }));
        expect(await verdict(token)).toBe(has ? "Allow" : "Deny");
      }),
      { numRuns: 300 },
    );
  });
});
