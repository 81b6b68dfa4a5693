import type { WebSocket } from "ws";
import type { Cancel, ConnectionClock } from "./clock";
import type { Connected } from "./events";
import type { Limits } from "./wire-options";

/** Why a connection ended, as `$disconnect` is told. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

// What waits for a client that does not read. API Gateway answers 429 beyond some such bound of its own.
const bufferLimit = 1024 * 1024;

/** An open connection. */
export class Connection {
  public lastActiveAt: number;
  private idle: Cancel;
  private readonly end: Cancel;
  private closed = false;

  constructor(
    public readonly connected: Connected,
    private readonly socket: WebSocket,
    private readonly clock: ConnectionClock,
    private readonly limits: Limits,
    private readonly ended: (closed: Closed) => void,
  ) {
    this.lastActiveAt = clock.now();
    this.idle = this.waitIdle();
    this.end = clock.after(limits.duration, () => this.close({ code: 1001, reason: "Going away" }));
    socket.on("close", (code, reason) => this.finish(clientClose(code, reason.toString())));
    socket.on("error", (error) => this.finish({ code: closeCodeOf(error), reason: "" }));
    socket.on("ping", (data) => this.pong(data));
  }

  public get id(): string {
    return this.connected.connectionId;
  }

  /** A message went either way. */
  public active(): void {
    this.lastActiveAt = this.clock.now();
    this.idle();
    this.idle = this.waitIdle();
  }

  /** Sends a text. False if the client has not read what was sent before. */
  public send(text: string): boolean {
    if (this.closed || this.socket.bufferedAmount > bufferLimit) return false;
    this.socket.send(text);
    this.active();
    return true;
  }

  /** Ends the connection from this side. It is gone at once, whatever the client does. */
  public close(closed: Closed): void {
    if (this.closed) return;
    this.socket.close(closed.code, closed.code === 1001 ? closed.reason : "");
    this.finish(closed);
  }

  /** Cuts the connection without a word. */
  public cut(): void {
    this.socket.terminate();
  }

  // Nobody has to read the answers, but they must not gather.
  private pong(data: Buffer): void {
    if (this.socket.bufferedAmount > bufferLimit) this.cut();
    else if (!this.closed) this.socket.pong(data);
  }

  private finish(closed: Closed): void {
    if (this.closed) return;
    this.closed = true;
    this.idle();
    this.end();
    this.ended(closed);
  }

  private waitIdle(): Cancel {
    return this.clock.after(this.limits.idle, () => this.close({ code: 1001, reason: "Going away" }));
  }
}

/** What the WebSocket library closes a connection with that breaks the protocol. */
function closeCodeOf(error: Error): number {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" || code === "WS_ERR_TOO_MANY_BUFFERED_PARTS") return 1009;
  if (code === "WS_ERR_INVALID_UTF8") return 1007;
  return code?.startsWith("WS_ERR_") ? 1002 : 1006;
}

function clientClose(code: number, reason: string): Closed {
  return code === 1005 ? { code, reason: "Client-side close frame status not set" } : { code, reason };
}
