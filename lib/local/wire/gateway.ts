import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isRecord } from "../../bundle/canonical-data";
import type { FunctionInvoker } from "../functions/invocation";
import type { LocalApi } from "../model";
import type { ConnectionClock } from "./clock";
import { type Closed, Connection } from "./connection";
import { type Connected, disconnectEvent, messageEvent } from "./events";
import { watchFrames } from "./frame-limits";
import { connectionId, requestId } from "./ids";
import { type IntegrationFailure, Integrations } from "./integration";
import { decideOpening, messageRoute, type OpeningChecks } from "./opening";
import { refuseUpgrade } from "./refuse-upgrade";
import { openingRequest } from "./request";
import { parseSelectionExpression, type Selection } from "./route-selection";
import type { SignatureCheck } from "./signature";
import { type Faults, type Limits, messageLimit, type Observer, routeOf } from "./wire-options";

/** The messages to a client after a failed call, in API Gateway's words. */
const failureMessages: Readonly<Record<IntegrationFailure["failure"], string>> = {
  failed: "Internal server error",
  "timed out": "Endpoint request timed out",
};

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
  private readonly sockets: WebSocketServer;
  private readonly selection: Selection;

  constructor(
    public readonly api: LocalApi,
    private readonly parts: GatewayParts,
  ) {
    const { functions, clock, faults, observer, signatures } = parts;
    this.integrations = new Integrations(functions, faults, observer);
    this.deciders = { clock, signatures, integrations: this.integrations };
    this.selection = parseSelectionExpression(api.routeSelectionExpression);
    this.sockets = new WebSocketServer({
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
    const opening = await decideOpening(pending, this.deciders);
    if ("status" in opening) {
      this.log(`$connect: ${opening.status}, ${opening.why}`);
      refuseUpgrade(socket, opening);
      return;
    }
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
  }

  private async message(connection: Connection, body: string): Promise<void> {
    connection.active();
    const message = { id: connectionId(), requestId: requestId(), body };
    const complain = (text: string, why: string) => this.complain(connection, message.requestId, text, why);
    const route = messageRoute(this.api, this.selection(body));
    if (route === undefined)
      return complain("Forbidden", "no route matches the message, and the API has no route $default");
    const event = messageEvent(connection.connected, route.routeKey, message, this.parts.clock.now());
    const outcome = await this.integrations.call(this.api, route, event);
    if ("failure" in outcome) return complain(failureMessages[outcome.failure], `${route.routeKey}: ${outcome.why}`);
    if (!route.response || !isRecord(outcome.answer)) return;
    const answer = outcome.answer.body;
    if (typeof answer === "string" && answer !== "") connection.send(answer);
  }

  // The spaces are the same as in AWS's frames.
  private complain(connection: Connection, request: string, message: string, why: string): void {
    this.log(why);
    connection.send(
      `{"message": ${JSON.stringify(message)}, "connectionId":"${connection.id}", "requestId":"${request}"}`,
    );
  }

  private async disconnect(connected: Connected, closed: Closed): Promise<void> {
    const route = routeOf(this.api, "$disconnect");
    if (route === undefined || Math.random() < this.parts.faults.dropDisconnect) return;
    const event = disconnectEvent(connected, closed, this.parts.clock.now());
    const outcome = await this.integrations.notify(this.api, route, event);
    if ("failure" in outcome) this.log(`$disconnect: ${outcome.why}`);
  }

  private log(text: string): void {
    this.parts.observer.log(`${this.api.name}: ${text}`);
  }
}
