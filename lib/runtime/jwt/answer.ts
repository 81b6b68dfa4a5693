import { encodedClaim } from "../claims";
import { Failure } from "./refusal";
import type { TokenClaims } from "./verifier";

/** What API Gateway takes from an authorizer. */
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
  /** The claims, all as texts: API Gateway makes texts of other values anyway. */
  readonly context: Readonly<Record<string, string>>;
}

/** Claims by the keys and as the texts that carry them, and the names of those that found no place. */
interface Carried {
  readonly context: Readonly<Record<string, string>>;
  readonly leftOut: readonly string[];
}

// AWS says 8 KB, and not whether that is 8,000 bytes or 8,192.
const largest = 8000;

/** Keeps a client out whose token is right, but does not reach: 403. */
export function denial(claims: TokenClaims, methodArn: string): Answer {
  return answer("Deny", claims, methodArn);
}

/**
 * Lets a client in. The routes get `sub`, `scope` and `scp`, and of the other claims those that fit; the names of those
 * that do not come beside the answer.
 *
 * @throws Failure where the first three do not fit, which are never cut
 */
export function admission(claims: TokenClaims, methodArn: string): { answer: Answer; leftOut: readonly string[] } {
  const bare = answer("Allow", claims, methodArn);
  const { sub, scope: ofScope, scp: ofScp, ...others } = claims;
  const [scope, scp] = [scopesOf("scope", ofScope), scopesOf("scp", ofScp)];
  const first = carried({ sub, scope: scope.text, scp: scp.text }, largest - bytes(bare));
  if (first.leftOut.length > 0)
    throw new Failure(
      `"sub", "scope" and "scp" of the token do not fit into the 8 KB that AWS takes: they are never cut`,
    );
  const whole = { ...bare, context: first.context };
  const rest = carried(others, largest - bytes(whole));
  const context = { ...first.context, ...rest.context };
  return { answer: { ...bare, context }, leftOut: [...scope.leftOut, ...scp.leftOut, ...rest.leftOut] };
}

/** A token without `sub` is about nobody: no other claim takes its place. */
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

/** Scopes as one text, which most issuers give and some as a list. What would read there as several scopes, or is no text, is none. */
function scopesOf(name: string, claim: unknown): { readonly text?: string; readonly leftOut: readonly string[] } {
  if (claim === undefined) return { leftOut: [] };
  if (typeof claim === "string") return { text: claim, leftOut: [] };
  if (!Array.isArray(claim)) return { leftOut: [name] };
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
    // As JSON has it, with a colon and a comma.
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
