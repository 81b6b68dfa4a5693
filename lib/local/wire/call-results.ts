import { isRecord } from "../../bundle/canonical-data";
import type { AccessLine, CallResult } from "../log/run-event";
import type { LocalApi, LocalRoute } from "../model";
import { type Connected, context } from "./events";
import { inOneLine } from "./one-line";
import type { Opening } from "./opening";

/** The text that a function returned for its client. */
export function replyOf(answer: unknown): string | undefined {
  const body = isRecord(answer) ? answer.body : undefined;
  return typeof body === "string" && body !== "" ? body : undefined;
}

/** API Gateway's frame for a message that was not handled. The spaces are the same as in AWS's frames. */
export function errorFrame(message: string, connection: string, request: string): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${connection}", "requestId":"${request}"}`;
}

/** The result of a message. */
export function messageResult({ routeKey, response }: LocalRoute, answer: unknown): CallResult {
  const status = isRecord(answer) && typeof answer.statusCode === "number" ? answer.statusCode : 200;
  const reply = replyOf(answer);
  return {
    status,
    why: status >= 400 ? refusalOf(status, reply) : undefined,
    isError: status >= 500,
    hint: reply !== undefined && !response ? droppedReply(routeKey) : undefined,
  };
}

function refusalOf(status: number, reply: string | undefined): string {
  return `the handler returned ${status}${reply === undefined ? "" : `: ${inOneLine(reply)}`}`;
}

function droppedReply(routeKey: string): string {
  return `the reply was dropped, because the route has no "reply"; add it: route(${JSON.stringify(routeKey)}, …, { reply: true })`;
}

/** The result of an upgrade request. */
export function openingResult(pending: Connected, opening: Opening, now: number): CallResult {
  const { event } = opening;
  const requestContext = isRecord(event) && isRecord(event.requestContext) ? event.requestContext : undefined;
  const connected = "connected" in opening ? opening.connected : pending;
  const access = accessOf(pending.api, requestContext ?? context(connected, "$connect", "CONNECT", now));
  const sent = event === undefined ? {} : { event };
  if (!("status" in opening)) return { status: 200, ...sent, answer: opening.answer, access };
  return { status: opening.status, why: opening.why, isError: opening.status >= 500, ...sent, access };
}

/** The line for the access log of the stage, if the stage has one. */
export function accessOf({ accessLog }: LocalApi, context: AccessLine["context"]): AccessLine | undefined {
  return accessLog && { format: accessLog.format, context };
}
