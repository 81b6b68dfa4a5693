import { bare } from "./bare";

/** The claims of a token that the jwt authorizer verified when the client connected. */
export interface Claims {
  /** Subject of the token. */
  readonly sub?: string;
  /** Scopes of the token, separated by spaces. A list in the token is converted to a string with spaces. */
  readonly scope?: string;
  /** Scopes under the name that some issuers use. A list in the token is converted to a string with spaces. */
  readonly scp?: string;
  /** Issuer of the token. */
  readonly iss?: string;
  /** Audience of the token. */
  readonly aud?: string | readonly string[];
  /**
   * Expiry of the token, in seconds since 1970. The connection stays open after it, but routes with scopes refuse its
   * messages.
   */
  readonly exp?: number;
  /** Start of the token's validity, in seconds since 1970. */
  readonly nbf?: number;
  /** Time of issue, in seconds since 1970. */
  readonly iat?: number;
  /** Id of the token. */
  readonly jti?: string;
  /** The client that the token was issued to. */
  readonly client_id?: string;
  /** Any other claim, with its value in the token. */
  readonly [claim: string]: unknown;
}

/** The keys that API Gateway adds to an authorizer's context. */
const added = ["principalId", "integrationLatency"];
/** Keys with another meaning for API Gateway or the access log. */
const meant = ["usageIdentifierKey", "integrationStatus", "error", "latency", "requestId", "status"];
const taken = new Set([...added, ...meant, ""]);
const mark = "claim.";

/** Claims that are always strings. The scope guard reads them without decoding. */
const plain = new Set(["sub", "scope", "scp"]);

/**
 * Reads the claims of the token that a client connected with. All routes receive them, not only `$connect`. Without a
 * jwt authorizer there are no claims. Each claim has the value that it has in the token, except `scope` and `scp`, which
 * are always strings. Claims that exceed AWS's limit of 8 KB are missing; the authorizer logs their names.
 *
 * @example
 * ```ts
 * import { claims, type WebSocketMessageEvent } from "cdktf-apigateway-websocket/runtime";
 *
 * export const handler = async (event: WebSocketMessageEvent) => {
 *   const { sub = "nobody", email } = claims(event);
 *   return { statusCode: 200, body: JSON.stringify({ sub, email }) };
 * };
 * ```
 */
export function claims(event: { readonly requestContext: object }): Claims {
  const entries = Object.entries(bare(bare(bare(event).requestContext).authorizer));
  const own = entries.filter(([key]) => !added.includes(key));
  return bare(Object.fromEntries(own.map(([key, value]) => [nameOf(key), plain.has(key) ? value : decoded(value)])));
}

/** Encodes a claim as a key and a string for the authorizer's context, in which all values are strings. */
export function encodedClaim(name: string, value: unknown): readonly [key: string, text: string] {
  const key = taken.has(name) || name.startsWith(mark) ? mark + name : name;
  if (typeof value !== "string") return [key, JSON.stringify(value)];
  return [key, plain.has(name) || parsed(value) === undefined ? value : JSON.stringify(value)];
}

const nameOf = (key: string) => (key.startsWith(mark) ? key.slice(mark.length) : key);

// A string that is valid JSON is parsed; any other string is the value itself. A string claim that is valid JSON itself
// was quoted when it was encoded.
function decoded(value: unknown): unknown {
  const read = typeof value === "string" ? parsed(value) : undefined;
  return read === undefined ? value : read.value;
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
