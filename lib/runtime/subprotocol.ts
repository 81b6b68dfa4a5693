import { headerLines } from "./header-lines";

const header = "Sec-WebSocket-Protocol";

/** The subprotocols that a client offers, separated from its token. */
export interface Offer {
  /** The item after the first `bearer`; undefined without `bearer` or without an item after it. */
  readonly token: string | undefined;
  /** The other items in their order, including `bearer`, but without items that look like a JWT. */
  readonly protocols: readonly string[];
  /** Whether there may be another token: a second `bearer`, or another item that looks like a JWT. */
  readonly isAmbiguous: boolean;
}

/** Separates the token from the other offered subprotocols. The token is the item after `bearer`. */
export function offerOf(event: unknown): Offer {
  const items = headerLines(event, header).flatMap((line) =>
    line
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );
  const at = items.findIndex(isBearer);
  const token = at === -1 ? undefined : items[at + 1];
  const others = items.filter((_, index) => at === -1 || index !== at + 1);
  const isAmbiguous = others.filter(isBearer).length > 1 || others.some(isLikeToken);
  return { token, protocols: others.filter((item) => !isLikeToken(item)), isAmbiguous };
}

/** A part of the response of a `$connect` handler. */
export interface SubprotocolAnswer {
  /** The header that accepts a subprotocol; absent if none is accepted. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Creates the headers by which `$connect` accepts one of the offered subprotocols. Chooses the first one that is neither
 * `bearer` nor a token, or `bearer` if there is no other. Never returns the token. A browser that offers subprotocols
 * closes the connection unless the server accepts one of them.
 *
 * `supported` lists the subprotocols of the API, the preferred one first. If the client offers none of them, the result
 * is `bearer` if the client offers it, or no header.
 *
 * @example
 * A client offers `["chat.v2", "bearer", token]`, and gets `chat.v2`.
 * ```ts
 * import { acceptSubprotocol, type WebSocketConnectEvent } from "cdktf-apigateway-websocket/runtime";
 *
 * export const handler = async (event: WebSocketConnectEvent) => ({ statusCode: 200, ...acceptSubprotocol(event) });
 * ```
 */
export function acceptSubprotocol(event: object, supported?: readonly string[]): SubprotocolAnswer {
  const { protocols } = offerOf(event);
  const own = protocols.filter((protocol) => !isBearer(protocol));
  const chosen = supported ? supported.find((protocol) => own.includes(protocol)) : own[0];
  const accepted = chosen ?? protocols.find(isBearer);
  return accepted === undefined ? {} : { headers: { [header]: accepted } };
}

const isBearer = (item: string) => item.toLowerCase() === "bearer";

// A JWT starts with a JSON object. In Base64, "{" with the following quote or white space is "ey" or "ew".
const isLikeToken = (item: string) => /^e[wy][\w-]*\.[\w-]*\.[\w-]*=*$/.test(item);
