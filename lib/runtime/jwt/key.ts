import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { bare } from "../bare";

/** A public key of the issuer. */
export interface Key {
  readonly kid: string;
  /** The key without the parameters that restrict its use. */
  readonly jwk: JsonWebKey;
  /** The values of `alg` that are valid for this key. */
  readonly algorithms: readonly string[];
}

const ofCurve: ReadonlyMap<string, string> = new Map([
  ["EC P-256", "ES256"],
  ["EC P-384", "ES384"],
  ["EC P-521", "ES512"],
  ["OKP Ed25519", "EdDSA"],
]);

/** The signature keys of a key set. Unsupported keys are ignored, as RFC 7517 requires. */
export function keysOf(set: unknown, address: string): readonly Key[] {
  const { keys } = bare(set);
  if (!Array.isArray(keys)) throw new Error(`${address} holds no list of keys`);
  return keys.flatMap((jwk) => keyOf(jwk) ?? []);
}

function keyOf(jwk: unknown): Key | undefined {
  const { kid, use, alg, kty, crv, key_ops: operations } = bare(jwk);
  const ofKind = kty === "RSA" ? ["RS256", "RS384", "RS512"] : [ofCurve.get(`${kty} ${crv}`) ?? []].flat();
  const algorithms = ofKind.filter((algorithm) => alg === undefined || alg === algorithm);
  const isForSignatures = (use === undefined || use === "sig") && mayVerify(operations);
  if (typeof kid !== "string" || kid === "" || !isForSignatures || algorithms.length === 0) return undefined;
  const key = imported(jwk);
  return key && isStrong(key) ? { kid, algorithms, jwk: key.export({ format: "jwk" }) } : undefined;
}

// RFC 7517, section 4.3.
function mayVerify(operations: unknown): boolean {
  return operations === undefined || (Array.isArray(operations) && operations.includes("verify"));
}

// RFC 7518, section 3.3. With a small exponent, signatures can be forged if a padding is checked badly.
function isStrong({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (asymmetricKeyType !== "rsa") return true;
  return (details?.modulusLength ?? 0) >= 2048 && (details?.publicExponent ?? 0n) >= 65537n;
}

function imported(jwk: unknown): KeyObject | undefined {
  try {
    return createPublicKey({ key: bare(jwk) as JsonWebKey, format: "jwk" });
  } catch {
    return undefined;
  }
}
