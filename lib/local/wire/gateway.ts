import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Server, type WebSocket, WebSocketServer } from "ws";
import type { FunctionInvoker } from "../functions/invocation";
import type { OpenCall } from "../log/run-log";
import type { LocalApi } from "../model";
import { accessOf, errorFrame, messageResult, openingResult, replyOf } from "./call-results";
import { ClientSocket } from "./client-socket";
import type { ConnectionClock } from "./clock";
import { type Closed, Connection } from "./connection";
import { type Connected, disconnectEvent, messageEvent } from "./events";
import { watchFrames } from "./frame-limits";
import { connectionId, requestId } from "./ids";
import { type IntegrationFailure, Integrations } from "./integration";
import { decideOpening, messageRoute, type OpeningChecks, upgradeRefusal } from "./opening";
import { refuseUpgrade } from "./refuse-upgrade";
import { openingRequest } from "./request";
import { parseSelectionExpression, type Selection } from "./route-selection";
import type { SignatureCheck } from "./signature";
import { type Faults, type Limits, messageLimit, type Observer, routeOf } from "./wire-options";

/** The message to a client after a failed call, in API Gateway's words, and the status in the log. */
const failures: Readonly<Record<IntegrationFailure["failure"], readonly [message: string, status: number]>> = {
  failed: ["Internal server error", 500],
  "timed out": ["Endpoint request timed out", 504],
};

const goingAway: Closed = { code: 1001, reason: "Going away" };

/** The services that a gateway uses. */
export interface GatewayParts {
  readonly functions: FunctionInvoker;
  readonly clock: ConnectionClock;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly observer: Observer;
  readonly signatures: SignatureCheck;
}

/** One stage of an API. Opens connections, routes messages, and calls `$disconnect`. */
export class Gateway {
  private readonly connections = new Map<string, Connection>();
  private readonly protocols = new WeakMap<IncomingMessage, string>();
  private readonly integrations: Integrations;
  private readonly deciders: OpeningChecks;
  private readonly sockets: Server<typeof ClientSocket>;
  private readonly selections = new WeakMap<LocalApi, Selection>();
  private isStopping = false;
  private isRetired = false;

  constructor(
    /** The stage as it is now. */
    private readonly apiNow: () => LocalApi,
    private readonly parts: GatewayParts,
  ) {
    const { functions, clock, faults, observer, signatures } = parts;
    this.integrations = new Integrations(functions, faults, observer);
    this.deciders = { clock, signatures, integrations: this.integrations };
    this.sockets = new WebSocketServer({
      WebSocket: ClientSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: messageLimit,
      // API Gateway does not choose a subprotocol; the function of $connect does.
      handleProtocols: () => false,
    });
    this.sockets.on("headers", (headers, request) => {
      const protocol = this.protocols.get(request);
      if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    });
  }

  public get api(): LocalApi {
    return this.apiNow();
  }

  /** Finds an open connection by its id. */
  public connection(id: string): Connection | undefined {
    const connection = this.connections.get(id);
    return connection?.isOpen ? connection : undefined;
  }

  public get open(): readonly Connection[] {
    return [...this.connections.values()].filter(({ isOpen }) => isOpen);
  }

  /** Handles an upgrade request. The connection is opened only after `$connect` has accepted it. */
  public async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, domainName: string): Promise<void> {
    const { clock } = this.parts;
    const pending: Connected = {
      api: this.api,
      connectionId: connectionId(),
      connectedAt: clock.now(),
      opening: openingRequest(request),
      domainName,
    };
    const call = this.begin("CONNECT", pending.connectionId);
    const opening = this.isStopping
      ? upgradeRefusal(503, "the run ends")
      : await decideOpening(pending, this.deciders, call.id);
    call.end(openingResult(pending, opening, clock.now()));
    if ("status" in opening) return refuseUpgrade(socket, opening);
    // The client gave up after $connect accepted it, so $disconnect must be called.
    if (socket.destroyed) return void this.disconnect(opening.connected, { code: 1006, reason: "" });
    if (opening.protocol !== undefined) this.protocols.set(request, opening.protocol);
    let isOpen = false;
    this.sockets.handleUpgrade(request, socket, head, (client) => {
      isOpen = true;
      this.opened(client, socket, opening.connected);
    });
    if (!isOpen) void this.disconnect(opening.connected, { code: 1006, reason: "" });
  }

  /** Accepts no further clients and messages. Calls under way can still send to their clients. */
  public stop(): void {
    this.isStopping = true;
  }

  /** Closes all connections of a stage that is gone, and calls `$disconnect` for each. */
  public retire(): void {
    this.isRetired = true;
    for (const connection of this.open) connection.close(goingAway);
  }

  /** Terminates all connections without calling `$disconnect`. */
  public close(): void {
    for (const connection of this.connections.values()) connection.cut();
    this.connections.clear();
  }

  private opened(client: WebSocket, socket: Duplex, connected: Connected): void {
    const { clock, limits } = this.parts;
    const connection = new Connection(connected, client, clock, limits, (closed) => {
      if (!this.connections.delete(connection.id)) return;
      void this.disconnect(connected, closed);
    });
    this.connections.set(connection.id, connection);
    watchFrames(socket, (violation) => connection.close(violation));
    client.on("message", (data, isBinary) => {
      if (!isBinary && this.connections.has(connection.id)) void this.message(connection, data.toString());
    });
    // The stage was removed while $connect decided.
    if (this.isRetired) connection.close(goingAway);
  }

  private async message(connection: Connection, body: string): Promise<void> {
    if (this.isStopping) return;
    connection.active();
    const { api } = this;
    const route = messageRoute(api, this.selection(api)(body));
    const routeKey = route?.routeKey ?? "$default";
    const message = { api, routeKey, messageId: connectionId(), requestId: requestId(), body };
    const call = this.begin(routeKey, connection.id, Buffer.byteLength(body));
    const event = messageEvent(connection.connected, message, this.parts.clock.now());
    const outcome = route && (await this.integrations.call(api, route, event, call.id));
    const access = accessOf(api, event.requestContext);
    const complain = (text: string, status: number, why: string, isError = true) => {
      connection.send(errorFrame(text, connection.id, message.requestId));
      call.end({ status, why, isError, event, access });
    };
    if (route === undefined || outcome === undefined)
      return complain("Forbidden", 403, "no route matches the message, and the API has no route $default", false);
    if ("failure" in outcome) return complain(...failures[outcome.failure], outcome.why);
    const reply = replyOf(outcome.answer);
    if (route.response && reply !== undefined) connection.send(reply);
    call.end(Object.assign(messageResult(route, outcome.answer), { event, answer: outcome.answer, access }));
  }

  private async disconnect(connected: Connected, closed: Closed): Promise<void> {
    const call = this.begin("DISCONNECT", connected.connectionId);
    const status = closed.code;
    const { api } = this;
    const route = routeOf(api, "$disconnect");
    const event = disconnectEvent({ ...connected, api }, closed, this.parts.clock.now());
    const access = accessOf(api, event.requestContext);
    if (route === undefined) return call.end({ status, access });
    if (Math.random() < this.parts.faults.dropDisconnect)
      return call.end({ status, why: "$disconnect is not called (--drop-disconnect)", access });
    const outcome = await this.integrations.notify(api, route, event, call.id);
    if ("failure" in outcome) call.end({ status, why: `$disconnect: ${outcome.why}`, isError: true, event, access });
    else call.end({ status, event, answer: outcome.answer, access });
  }

  private selection(api: LocalApi): Selection {
    const known = this.selections.get(api) ?? parseSelectionExpression(api.routeSelectionExpression);
    this.selections.set(api, known);
    return known;
  }

  private begin(action: string, id: string, size?: number): OpenCall {
    return this.parts.observer.log.begin({ api: this.api.path, action, connectionId: id, size });
  }
}
