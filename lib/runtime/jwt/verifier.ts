import { decodeProtectedHeader } from "jose/decode/protected_header";
import { JWSSignatureVerificationFailed } from "jose/errors";
import { compactVerify } from "jose/jws/compact/verify";
import { decodeJwt } from "jose/jwt/decode";
import { bare } from "../bare";
import type { Configuration } from "./configuration";
import type { Key } from "./key";
import type { Clock, Keys } from "./keys";
import { Refusal, shown } from "./refusal";

/** The claims or the header of a token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

// Tolerance in seconds for clocks that differ. It does not apply to `exp`.
const tolerance = 5;
const longestKid = 500;
const supported = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"];
const form = /^[\w-]+={0,2}\.[\w-]+={0,2}\.[\w-]+={0,2}$/;

/** Verifies tokens of an issuer for some audiences. */
export class Verifier {
  constructor(
    private readonly configuration: Pick<Configuration, "issuer" | "audiences">,
    private readonly keys: Keys,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /**
   * @throws Refusal for a token that is wrong in any way
   * @throws Failure where the issuer can't be asked for the token's key
   */
  public async claims(token: string): Promise<TokenClaims> {
    const [header, claims] = decoded(token);
    const problem = typeProblem(claims);
    if (problem !== undefined) throw new Refusal(problem);
    // Checked before any key is fetched, so that a token for another audience causes no request.
    this.judge(claims);
    const key = await this.keyFor(header);
    await verify(token, key, String(header.alg));
    return claims;
  }

  private judge(claims: TokenClaims): void {
    const { issuer, audiences } = this.configuration;
    const { iss, exp, nbf, iat } = claims;
    const now = this.clock.now() / 1000;
    if (iss !== issuer) throw new Refusal(`its issuer is ${shown(iss)}`);
    const name = "aud" in claims ? "aud" : "client_id";
    const meant = claims[name];
    if (![meant].flat().some((audience) => audiences.includes(audience as string)))
      throw new Refusal(`it is for none of the audiences; its "${name}" is ${shown(meant)}`);
    if (typeof exp !== "number") throw new Refusal('it has no "exp", so it would never expire');
    if (exp <= now) throw new Refusal(`it expired: its "exp" is ${exp}`);
    if (isLater(nbf, now)) throw new Refusal(`it is not valid yet: its "nbf" is ${nbf}`);
    if (isLater(iat, now)) throw new Refusal(`it is of the future: its "iat" is ${iat}`);
  }

  private async keyFor({ alg, kid, crit }: TokenClaims): Promise<Key> {
    if (!supported.includes(alg as string))
      throw new Refusal(`its "alg" is ${shown(alg)}, not one of ${supported.join(", ")}`);
    if (crit !== undefined) throw new Refusal(`it asks for extensions: its "crit" is ${shown(crit)}`);
    if (typeof kid !== "string" || kid === "") throw new Refusal('it does not name its key by "kid"');
    if (kid.length > longestKid) throw new Refusal(`its "kid" is longer than ${longestKid} characters`);
    const keys = await this.keys.find(kid);
    if (keys.length === 0) throw new Refusal(`the issuer has no key for signatures whose "kid" is ${shown(kid)}`);
    const key = keys.find(({ algorithms }) => algorithms.includes(alg as string));
    if (!key) throw new Refusal(`its "alg" is ${shown(alg)}, which is not for the key ${shown(kid)}`);
    return key;
  }
}

const isLater = (time: unknown, now: number) => typeof time === "number" && time > now + tolerance;

function decoded(token: string): readonly [header: TokenClaims, claims: TokenClaims] {
  if (!form.test(token)) throw new Refusal("it does not consist of a header, a payload and a signature");
  try {
    return [bare(decodeProtectedHeader(token)), bare(withoutPrototypes(decodeJwt(token)))];
  } catch {
    throw new Refusal("it can't be read");
  }
}

// A handler that copies a claim to another object must not replace its prototype.
function withoutPrototypes(claims: object): unknown {
  return JSON.parse(JSON.stringify(claims), (name, value) => (name === "__proto__" ? undefined : value));
}

const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => isText(value) || (Array.isArray(value) && value.every(isText));

const types: readonly (readonly [names: readonly string[], isRight: (value: unknown) => boolean])[] = [
  [["iss", "sub", "jti"], isText],
  [["aud"], isTexts],
  // OAuth says a text. Some issuers write a list.
  [["scope"], (value) => isText(value) || Array.isArray(value)],
  [["exp", "nbf", "iat"], Number.isFinite],
];

/** Describes a registered claim of another type than RFC 7519 says. */
function typeProblem(claims: TokenClaims): string | undefined {
  const wrong = types.flatMap(([names, isRight]) =>
    names.filter((name) => claims[name] !== undefined && !isRight(claims[name])),
  );
  return wrong[0] === undefined ? undefined : `its "${wrong[0]}" is ${shown(claims[wrong[0]])}`;
}

async function verify(token: string, { jwk }: Key, alg: string): Promise<void> {
  try {
    await compactVerify(token, jwk, { algorithms: [alg] });
  } catch (error) {
    const isWrong = error instanceof JWSSignatureVerificationFailed;
    throw new Refusal(isWrong ? "its signature is wrong" : "it can't be verified");
  }
}
