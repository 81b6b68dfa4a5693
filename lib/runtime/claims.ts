/** What a token says, as the jwt authorizer found it when the client connected. */
export interface Claims {
  /** Who the token is about. */
  readonly sub?: string;
  /** Scopes of the token, with spaces between them. */
  readonly scope?: string;
  /** The same under the name that some issuers use. A token's list is one text here too, with spaces between the scopes. */
  readonly scp?: string;
  /** Who issued the token. */
  readonly iss?: string;
  /** Whom the token is for. */
  readonly aud?: string | readonly string[];
  /** When the token expires, in seconds since 1970. The connection stays open beyond that. */
  readonly exp?: number;
  /** When the token begins to be valid, in seconds since 1970. */
  readonly nbf?: number;
  /** When the token was issued, in seconds since 1970. */
  readonly iat?: number;
  /** Id of the token. */
  readonly jti?: string;
  /** The client that the token was issued to. */
  readonly client_id?: string;
  /** Any other claim, as the token has it. */
  readonly [claim: string]: unknown;
}

/** What API Gateway adds to what an authorizer leaves. */
const added = ["principalId", "integrationLatency"];
/** Names under which it or the access log looks for something else than claims. */
const meant = ["usageIdentifierKey", "integrationStatus", "error", "latency", "requestId", "status"];
const taken = new Set([...added, ...meant, ""]);
const mark = "claim.";

/** These are texts already, and read as such by the scope guard. */
const plain = new Set(["sub", "scope", "scp"]);

/**
 * The claims of the token that a client connected with. They come to every route, not to `$connect` alone; without a jwt
 * authorizer there are none. What a claim was in the token it is here, but for `scp`, which is a text; claims that did not
 * fit into the 8 KB that AWS allows are missing, and named in the authorizer's log.
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
  const { authorizer } = event.requestContext as { readonly authorizer?: Readonly<Record<string, unknown>> | null };
  const entries = Object.entries(authorizer ?? {}).filter(([key]) => !added.includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [nameOf(key), plain.has(key) ? value : decoded(value)]));
}

/** The key and the text that carry a claim in the authorizer's context, where all values are texts. */
export function encodedClaim(name: string, value: unknown): readonly [key: string, text: string] {
  const key = taken.has(name) || name.startsWith(mark) ? mark + name : name;
  if (typeof value !== "string") return [key, JSON.stringify(value)];
  return [key, plain.has(name) || parsed(value) === undefined ? value : JSON.stringify(value)];
}

const nameOf = (key: string) => (key.startsWith(mark) ? key.slice(mark.length) : key);

// A text that is JSON stands for that value, and one that is not for itself: texts that happen to be JSON come quoted.
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
