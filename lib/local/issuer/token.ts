import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from "node:crypto";

/** What signs tokens: a key of RSA, in PEM, and what it is called. */
export interface SigningKey {
  readonly pem: string;
  readonly kid: string;
}

/** Claims of a token; the ones that every token has are added. */
export type Claims = Readonly<Record<string, unknown>>;

const hour = 60 * 60;

export function newSigningKey(kid: string): SigningKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), kid };
}

/** The public half, as a document of keys shows it. */
export function publicKey({ pem, kid }: SigningKey): JsonWebKey {
  const key = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  return { ...key, kid, alg: "RS256", use: "sig" };
}

/** A signed token that is good for an hour, unless its claims say otherwise. */
export function mint(issuer: string, key: SigningKey, claims: Claims, now: number): string {
  const seconds = Math.floor(now / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: key.kid };
  const payload = { iss: issuer, sub: "developer", iat: seconds, exp: seconds + hour, ...claims };
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), createPrivateKey(key.pem)).toString("base64url")}`;
}
