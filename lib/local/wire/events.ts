import { randomBytes } from "node:crypto";
import { isRecord } from "../../bundle/canonical-data";
import type { LocalApi } from "../model";
import { requestId } from "./ids";
import { type OpeningRequest, singleAndMulti } from "./request";

/** The data that all events of one connection share. */
export interface Connected {
  readonly api: LocalApi;
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly opening: OpeningRequest;
  /** `domainName` of the events: the host that the client connected to. */
  readonly domainName: string;
  /** The context that the authorizer returned. */
  readonly authorizer?: Readonly<Record<string, string | number>>;
}

/** The event of `$connect`. */
export function connectEvent(connection: Connected, now: number): object {
  const { opening, api } = connection;
  return {
    ...headersOf(connection, []),
    ...queryOf(opening),
    ...stageVariables(api),
    requestContext: context(connection, "$connect", "CONNECT", now),
    isBase64Encoded: false,
  };
}

/** A message, and how it is routed. */
interface Message {
  /** The API as it is now, which may differ from that at the time of the connection. */
  readonly api: LocalApi;
  readonly routeKey: string;
  readonly messageId: string;
  readonly requestId: string;
  readonly body: string;
}

/**
 * The event of a message. It has neither headers nor a query; only `$connect` has them. It is made with `Object.assign`,
 * because V8 takes several times as long for members that follow a spread.
 */
export function messageEvent(connection: Connected, message: Message, now: number) {
  const { api, routeKey, messageId, requestId: request, body } = message;
  const requestContext = Object.assign(context(connection, routeKey, "MESSAGE", now, request, api), { messageId });
  return Object.assign({ requestContext, body, isBase64Encoded: false }, stageVariables(api));
}

/** The event of `$disconnect`. */
export function disconnectEvent(connection: Connected, closed: { code: number; reason: string }, now: number) {
  const { single, multi } = singleAndMulti([
    ["Host", connection.domainName],
    ["x-api-key", ""],
    ["X-Forwarded-For", ""],
    ["x-restapi", ""],
  ]);
  return {
    headers: single,
    multiValueHeaders: multi,
    ...stageVariables(connection.api),
    requestContext: {
      ...context(connection, "$disconnect", "DISCONNECT", now),
      disconnectStatusCode: closed.code,
      disconnectReason: closed.reason,
    },
    isBase64Encoded: false,
  };
}

/** The event of a REQUEST authorizer. Unlike the other events, it contains empty maps too. */
export function authorizerEvent(connection: Connected, now: number): object {
  const { opening, api } = connection;
  const query = singleAndMulti(opening.query);
  return {
    type: "REQUEST",
    methodArn: methodArn(api),
    ...headersOf(connection, handshakeHeaders),
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multi,
    stageVariables: api.stageVariables,
    requestContext: context(connection, "$connect", "CONNECT", now),
  };
}

/** The ARN that an authorizer's policy must allow so that a client can connect. */
export function methodArn({ executionArn, stageName }: LocalApi): string {
  return `${executionArn}/${stageName}/$connect`;
}

/** The value of `context.<name>` in an identity source. */
export function contextValue(connection: Connected, name: string, now: number): string | undefined {
  const value = name
    .split(".")
    .reduce<unknown>(
      (found, step) => (isRecord(found) ? found[step] : undefined),
      context(connection, "$connect", "CONNECT", now),
    );
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

/** `requestContext` of the events of a connection. */
export function context(
  connection: Connected,
  routeKey: string,
  eventType: string,
  now: number,
  request = requestId(),
  api = connection.api,
) {
  const { opening, authorizer, connectedAt, domainName, connectionId } = connection;
  const made = {
    routeKey,
    eventType,
    extendedRequestId: request,
    requestTime: requestTime(now),
    messageDirection: "IN",
    stage: api.stageName,
    connectedAt,
    requestTimeEpoch: now,
    identity: opening.identity,
    requestId: request,
    domainName,
    connectionId,
    apiId: api.apiId,
  };
  return Object.assign(made, authorizer && { authorizer });
}

// API Gateway rewrites these headers, and passes them only to an authorizer.
const handshakeHeaders = [
  ["Connection", "upgrade"],
  ["Upgrade", "websocket"],
  ["content-length", "0"],
] as const;

function headersOf({ opening, connectedAt }: Connected, more: readonly (readonly [string, string])[]) {
  const seconds = Math.floor(connectedAt / 1000).toString(16);
  const sent = opening.headers.filter(
    ([name]) => !["connection", "upgrade", "content-length"].includes(name.toLowerCase()),
  );
  const { single, multi } = singleAndMulti([
    ...sent,
    ["X-Amzn-Trace-Id", `Root=1-${seconds}-${randomBytes(12).toString("hex")}`],
    ["X-Forwarded-For", opening.identity.sourceIp],
    ["X-Forwarded-Port", String(opening.port)],
    ["X-Forwarded-Proto", opening.secure ? "https" : "http"],
    ...more,
  ]);
  return { headers: single, multiValueHeaders: multi };
}

function queryOf({ query }: OpeningRequest) {
  if (query.size === 0) return {};
  const { single, multi } = singleAndMulti(query);
  return { queryStringParameters: single, multiValueQueryStringParameters: multi };
}

function stageVariables({ stageVariables: variables }: LocalApi) {
  return Object.keys(variables).length > 0 ? { stageVariables: variables } : {};
}

/** Formats a time, such as `19/Feb/2024:07:11:42 +0000`. */
function requestTime(now: number): string {
  const text = new Date(now).toUTCString();
  return `${text.slice(5, 7)}/${text.slice(8, 11)}/${text.slice(12, 16)}:${text.slice(17, 25)} +0000`;
}
