import { headerLines } from "./header-lines";

const header = "Sec-WebSocket-Protocol";

/** What a client offers as subprotocols, apart from its token. */
export interface Offer {
  /** The item behind `bearer`, if it was offered once and something follows. */
  readonly token: string | undefined;
  /** The other items as they were sent, in their order, `bearer` among them. */
  readonly protocols: readonly string[];
  /** Whether there are more tokens than that one: a second `bearer`, or something that has the form of a JWT. */
  readonly isAmbiguous: boolean;
}

/** Takes the offered subprotocols apart: `bearer` announces that the item behind it is the token. */
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

/** A part of what the handler of `$connect` returns. */
export interface SubprotocolAnswer {
  /** The header that accepts a subprotocol; absent where none is accepted. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Headers with which `$connect` accepts one of the subprotocols that the client offers: the first that is neither
 * `bearer` nor a token; `bearer` where there is no other; none where the client offers none. Never the token. A browser
 * that offers subprotocols gives the connection up unless it gets one of them back.
 *
 * `supported` are the subprotocols that the API speaks, the best one first. A client that offers others only gets `bearer`
 * if it offers that, and else none.
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

// A JWT begins with a JSON object. "{" and the quote or the space behind it are "ey" or "ew" in Base64.
const isLikeToken = (item: string) => /^e[wy][\w-]*\.[\w-]*\.[\w-]*=*$/.test(item);
