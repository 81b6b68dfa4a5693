import { isRecord } from "../../bundle/canonical-data";
import type { LocalApi, LocalRoute } from "../model";
import { authorize } from "./authorize";
import type { ConnectionClock } from "./clock";
import { type Connected, connectEvent } from "./events";
import type { Integrations } from "./integration";
import { inOneLine } from "./one-line";
import type { SignatureCheck } from "./signature";
import { routeOf } from "./wire-options";

/** An accepted client with its subprotocol, or the answer to a rejected one. */
export type Opening =
  | {
      readonly connected: Connected;
      readonly protocol: string | undefined;
      readonly event?: object;
      readonly answer?: unknown;
    }
  | { readonly status: number; readonly body: string; readonly why: string; readonly event?: object };

const messages: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  500: "Internal server error",
  502: "Internal server error",
  504: "Endpoint request timed out",
};

/** Creates a rejection with API Gateway's own message. */
export function upgradeRefusal(status: number, why: string): { status: number; body: string; why: string } {
  return { status, body: JSON.stringify({ message: messages[status] ?? "Bad Request" }), why };
}

/** The services that decide whether a client may connect. */
export interface OpeningChecks {
  readonly integrations: Integrations;
  readonly signatures: SignatureCheck;
  readonly clock: ConnectionClock;
}

/** Decides whether a client may connect: first by the authorizer of `$connect`, then by its function. */
export async function decideOpening(connection: Connected, deciders: OpeningChecks, callId: number): Promise<Opening> {
  const route = routeOf(connection.api, "$connect");
  if (route === undefined) return { connected: connection, protocol: undefined };
  const verdict = await checkAuthorization(connection, route, deciders, callId);
  if ("status" in verdict) return upgradeRefusal(verdict.status, verdict.why);
  const connected = verdict.context ? { ...connection, authorizer: verdict.context } : connection;
  const event = connectEvent(connected, deciders.clock.now());
  const outcome = await deciders.integrations.call(connected.api, route, event, callId);
  if ("failure" in outcome)
    return { ...upgradeRefusal(outcome.failure === "timed out" ? 504 : 502, outcome.why), event };
  return { ...openedBy(outcome.answer, connected), event };
}

async function checkAuthorization(
  connection: Connected,
  { authorization }: LocalRoute,
  deciders: OpeningChecks,
  callId: number,
) {
  const { integrations, clock, signatures } = deciders;
  if (authorization.type === "CUSTOM")
    return authorize(authorization.authorizer, connection, integrations, () => clock.now(), callId);
  if (authorization.type === "UNAVAILABLE") return { status: 500 as const, why: authorization.why };
  if (authorization.type === "AWS_IAM") return signatures.check(connection);
  return { context: undefined };
}

function openedBy(answer: unknown, connected: Connected): Opening {
  const status = isRecord(answer) ? answer.statusCode : undefined;
  if (!isRecord(answer) || typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599)
    return upgradeRefusal(502, 'the function returned no valid "statusCode"');
  if (status < 200 || status > 299) {
    const body =
      typeof answer.body === "string" ? answer.body : JSON.stringify({ message: messages[status] ?? "Bad Request" });
    return { status, body, why: `the function returned ${status}: ${inOneLine(body)}` };
  }
  const protocol = protocolOf(answer.headers);
  return protocol === false
    ? upgradeRefusal(502, 'the function returned an invalid header "Sec-WebSocket-Protocol"')
    : { connected, protocol, answer };
}

function protocolOf(headers: unknown): string | undefined | false {
  if (!isRecord(headers)) return undefined;
  const name = Object.keys(headers).find((key) => key.toLowerCase() === "sec-websocket-protocol");
  const value = name === undefined ? undefined : headers[name];
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" && /^[\t\x20-\x7e]+$/.test(value) ? value : false;
}

/**
 * The route for a message with the selected key; otherwise `$default`, or undefined if the API has no such route. A
 * message can't select a predefined route such as `$connect`.
 */
export function messageRoute(api: LocalApi, routeKey: string | undefined): LocalRoute | undefined {
  const own = routeKey?.startsWith("$") ? undefined : routeKey;
  return (own === undefined ? undefined : routeOf(api, own)) ?? routeOf(api, "$default");
}
