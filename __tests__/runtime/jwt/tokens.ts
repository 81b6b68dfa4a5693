import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";

/** A test key of an issuer. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  /** The published form of the key. */
  readonly jwk: JsonWebKey & Record<string, unknown>;
}

type Pair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

const rsa = (): Pair => generateKeyPairSync("rsa", { modulusLength: 2048 });
const pairs: Readonly<Record<string, () => Pair>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ES384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  ES512: () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

export function makeKey(kid: string, alg = "ES256"): SigningKey {
  const { privateKey, publicKey } = (pairs[alg] as () => Pair)();
  return { kid, alg, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" } };
}

export const encoded = (part: unknown) =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/** Creates a signed token. The members of `header` override the correct ones. */
export function makeToken(key: SigningKey, claims: unknown, header: Readonly<Record<string, unknown>> = {}): string {
  const input = `${encoded({ alg: key.alg, kid: key.kid, typ: "JWT", ...header })}.${encoded(claims)}`;
  return `${input}.${signature(key, input).toString("base64url")}`;
}

function signature({ alg, privateKey }: SigningKey, input: string): Buffer {
  const hash = alg === "EdDSA" ? null : `sha${alg.slice(2)}`;
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** Creates a token that is signed with a public secret. */
export function makeTokenBySecret(secret: string, claims: unknown, header: object): string {
  const input = `${encoded({ alg: "HS256", ...header })}.${encoded(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
