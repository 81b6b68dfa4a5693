import { createPublicKey, type KeyObject } from "node:crypto";
import { isJwk, type Jwk } from "aws-jwt-verify/jwk";

/** A public key of the issuer. */
export interface Key {
  readonly kid: string;
  readonly jwk: Jwk;
  readonly publicKey: KeyObject;
  /** The values of `alg` that are valid for this key. */
  readonly algorithms: readonly string[];
}

const ofCurve: ReadonlyMap<string, string> = new Map([
  ["EC P-256", "ES256"],
  ["EC P-384", "ES384"],
  ["EC P-521", "ES512"],
  ["OKP Ed25519", "EdDSA"],
  ["OKP Ed448", "EdDSA"],
]);

/** The signature keys of a key set. Unsupported keys are ignored, as RFC 7517 requires. */
export function keysOf(set: unknown, address: string): readonly Key[] {
  const { keys } = (set ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error(`${address} holds no list of keys`);
  return keys.flatMap((jwk) => keyOf(jwk) ?? []);
}

function keyOf(jwk: unknown): Key | undefined {
  if (!isJwk(jwk as Jwk)) return undefined;
  const { kid, use = "sig", alg, kty, crv } = jwk as Jwk;
  const ofKind = kty === "RSA" ? ["RS256", "RS384", "RS512"] : [ofCurve.get(`${kty} ${crv}`) ?? []].flat();
  const algorithms = ofKind.filter((algorithm) => alg === undefined || alg === algorithm);
  if (!kid || use !== "sig" || algorithms.length === 0) return undefined;
  try {
    return { kid, jwk: jwk as Jwk, algorithms, publicKey: createPublicKey({ key: jwk as Jwk, format: "jwk" }) };
  } catch {
    return undefined;
  }
}
