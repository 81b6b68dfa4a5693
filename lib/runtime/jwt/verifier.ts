import { JwtInvalidSignatureError, JwtParseError } from "aws-jwt-verify/error";
import { decomposeUnverifiedJwt } from "aws-jwt-verify/jwt";
import { supportedSignatureAlgorithms, verifyJwtSync } from "aws-jwt-verify/jwt-verifier";
import type { Configuration } from "./configuration";
import type { Key } from "./key";
import type { Clock, Keys } from "./keys";
import { Refusal, shown } from "./refusal";

/** The claims or the header of a token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

// Tolerance in seconds for clocks that differ. It does not apply to `exp`.
const tolerance = 5;
const longestKid = 500;
const supported: ReadonlySet<unknown> = new Set(supportedSignatureAlgorithms);

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
    const { header, payload } = readable(() => decomposeUnverifiedJwt(token));
    // Checked before any key is fetched, so that a token for another audience causes no request.
    this.judge(payload as TokenClaims);
    const key = await this.keyFor(header as TokenClaims);
    const { issuer } = this.configuration;
    readable(() =>
      verifyJwtSync(token, key.jwk, { issuer, audience: null, graceSeconds: tolerance }, () => key.publicKey),
    );
    return payload as TokenClaims;
  }

  private judge(claims: TokenClaims): void {
    const { issuer, audiences } = this.configuration;
    const { iss, exp, nbf, iat } = claims;
    const now = this.clock.now() / 1000;
    if (iss !== issuer) throw new Refusal(`its issuer is ${shown(iss)}`);
    const [name, meant] = "aud" in claims ? ["aud", claims.aud] : ["client_id", claims.client_id];
    if (![meant].flat().some((audience) => audiences.includes(audience as string)))
      throw new Refusal(`it is for none of the audiences; its "${name}" is ${shown(meant)}`);
    if (typeof exp !== "number") throw new Refusal('it has no "exp", so it would never expire');
    if (exp <= now) throw new Refusal(`it expired: its "exp" is ${exp}`);
    if (isLater(nbf, now)) throw new Refusal(`it is not valid yet: its "nbf" is ${nbf}`);
    if (isLater(iat, now)) throw new Refusal(`it is of the future: its "iat" is ${iat}`);
  }

  private async keyFor({ alg, kid, crit }: TokenClaims): Promise<Key> {
    if (!supported.has(alg)) throw new Refusal(`its "alg" is ${shown(alg)}, not one of ${[...supported].join(", ")}`);
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

/** Converts errors of aws-jwt-verify to refusals. Removes the parts of the token from their messages. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JwtInvalidSignatureError) throw new Refusal("its signature is wrong");
    const known = error instanceof JwtParseError ? error.message.split(":")[0] : undefined;
    throw new Refusal(known ?? "it can't be read");
  }
}
