import { generateKeyPairSync } from "node:crypto";
import { authorizerOf, tokenOf } from "./authorized";
import { TestIssuer } from "./issuer";
import { makeKey, type SigningKey } from "./tokens";

jest.setTimeout(60_000);

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [] });
});
afterAll(() => TestIssuer.stopAll());

function rsaKey(modulusLength: number, publicExponent = 65537): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength, publicExponent });
  return { kid: "k", alg: "RS256", privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid: "k" } };
}

function withOperations(operations: unknown): SigningKey {
  const key = makeKey("k");
  return { ...key, jwk: { ...key.jwk, key_ops: operations } };
}

async function verdictOf(key: SigningKey): Promise<{ verdict: unknown; reason: string }> {
  issuer.keys = [key];
  const authorizer = authorizerOf(issuer);
  return { verdict: await authorizer.verdict(tokenOf(issuer, key)), reason: authorizer.reason() };
}

describe("a key of the issuer", () => {
  it.each<[string, () => SigningKey]>([
    ["RSA of 1,024 bits", () => rsaKey(1024)],
    ["RSA of 2,047 bits", () => rsaKey(2047)],
    ["RSA with the exponent 3", () => rsaKey(2048, 3)],
    ["RSA with the exponent 257", () => rsaKey(2048, 257)],
    ["only to sign", () => withOperations(["sign"])],
    ["only to wrap keys", () => withOperations(["wrapKey", "unwrapKey"])],
    ["without an operation", () => withOperations([])],
    ["with operations that are no list", () => withOperations("verify")],
  ])("is not for signatures: %s", async (_, make) => {
    const { verdict, reason } = await verdictOf(make());
    expect(verdict).toBe("Unauthorized");
    expect(reason).toMatch(/the issuer has no key for signatures whose "kid" is "k"/);
  });

  it.each<[string, () => SigningKey]>([
    ["RSA of 2,048 bits", () => rsaKey(2048)],
    ["RSA of 3,072 bits", () => rsaKey(3072)],
    ["to verify", () => withOperations(["verify"])],
    ["to verify and to sign", () => withOperations(["sign", "verify"])],
  ])("is for signatures: %s", async (_, make) => {
    expect((await verdictOf(make())).verdict).toBe("Allow");
  });
});
