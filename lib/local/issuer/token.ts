import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from "node:crypto";

/** An RSA private key in PEM, and its key id. */
export interface SigningKey {
  readonly pem: string;
  readonly kid: string;
}

/** Claims of a token. `iss`, `sub`, `iat` and `exp` have defaults. */
export type Claims = Readonly<Record<string, unknown>>;

const hour = 60 * 60;

export function newSigningKey(kid: string): SigningKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), kid };
}

/** The public key in the form of a JSON Web Key Set. */
export function publicKey({ pem, kid }: SigningKey): JsonWebKey {
  const key = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  return { ...key, kid, alg: "RS256", use: "sig" };
}

/** Creates a signed token. It is valid for an hour unless the claims contain another `exp`. */
export function mint(issuer: string, key: SigningKey, claims: Claims, now: number): string {
  const seconds = Math.floor(now / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: key.kid };
  const payload = { iss: issuer, sub: "developer", iat: seconds, exp: seconds + hour, ...claims };
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), createPrivateKey(key.pem)).toString("base64url")}`;
}
