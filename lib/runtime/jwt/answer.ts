import { encodedClaim } from "../claims";
import { Failure } from "./refusal";
import type { TokenClaims } from "./verifier";

/** The authorizer response that API Gateway expects. */
export interface Answer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
      readonly Action: "execute-api:Invoke";
      readonly Effect: "Allow" | "Deny";
      readonly Resource: string;
    }[];
  };
  /** The claims as strings. API Gateway would convert other values to strings. */
  readonly context: Readonly<Record<string, string>>;
}

/** The encoded claims that fit, and the names of the other ones. */
interface Carried {
  readonly context: Readonly<Record<string, string>>;
  readonly leftOut: readonly string[];
}

/** The scopes of a claim as one string, and the names of those that are left out. */
interface Scopes {
  readonly text: string | undefined;
  readonly leftOut: readonly string[];
}

// AWS documents a limit of 8 KB. It is unclear whether that is 8,000 or 8,192 bytes.
const largest = 8000;

/** Rejects a client with 403, because its valid token lacks the scopes. */
export function denial(claims: TokenClaims, methodArn: string): Answer {
  return answer("Deny", claims, methodArn);
}

/**
 * Admits a client. The routes receive `sub`, `scope`, `scp` and `exp`, and the other claims as far as they fit.
 * `leftOut` contains the names of the claims that do not fit.
 *
 * @throws Failure if `sub`, `scope`, `scp` and `exp` do not fit; they are never left out
 */
export function admission(claims: TokenClaims, methodArn: string): { answer: Answer; leftOut: readonly string[] } {
  const bare = answer("Allow", claims, methodArn);
  const { sub, scope: ofScope, scp: ofScp, exp, ...others } = claims;
  const [scope, scp] = [scopesOf("scope", ofScope), scopesOf("scp", ofScp)];
  const first = carried({ sub, scope: scope.text, scp: scp.text, exp }, largest - bytes(bare));
  if (first.leftOut.length > 0)
    throw new Failure(
      `"sub", "scope", "scp" and "exp" of the token do not fit into the 8 KB that AWS takes: they are never cut`,
    );
  const whole = { ...bare, context: first.context };
  const rest = carried(others, largest - bytes(whole));
  const context = { ...first.context, ...rest.context };
  return { answer: { ...bare, context }, leftOut: [...scope.leftOut, ...scp.leftOut, ...rest.leftOut] };
}

/** A token without `sub` has the principal "unknown". No other claim replaces it. */
function answer(effect: "Allow" | "Deny", { sub }: TokenClaims, methodArn: string): Answer {
  return {
    principalId: typeof sub === "string" && sub !== "" ? sub : "unknown",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: methodArn }],
    },
    context: {},
  };
}

/**
 * Scopes as one string. Most issuers use a string, and some a list. List items that contain spaces or are not strings
 * are left out, because they would read as other scopes.
 */
function scopesOf(name: string, claim: unknown): Scopes {
  if (typeof claim === "string") return { text: claim, leftOut: [] };
  // Written out, because an absent property would be inherited.
  if (!Array.isArray(claim)) return { text: undefined, leftOut: claim === undefined ? [] : [name] };
  const isScope = (item: unknown) => typeof item === "string" && /^\S+$/.test(item);
  const leftOut = claim.flatMap((item, index) => (isScope(item) ? [] : `${name}[${index}]`));
  return { text: claim.filter(isScope).join(" "), leftOut };
}

function carried(claims: TokenClaims, space: number): Carried {
  let left = space;
  const leftOut: string[] = [];
  const context = Object.entries(claims).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const entry = encodedClaim(name, value);
    // The size of the entry in JSON, with its colon and comma.
    const size = entry.reduce((sum, text) => sum + bytes(text) + 1, 0);
    if (size > left) {
      leftOut.push(name);
      return [];
    }
    left -= size;
    return [entry];
  });
  return { context: Object.fromEntries(context), leftOut };
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
