import { WebSocket } from "ws";
import type { Cancel, ConnectionClock } from "./clock";
import type { Connected } from "./events";
import type { Limits } from "./wire-options";

/** The close code and reason of a connection, as in the event of `$disconnect`. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

// Maximum of unsent bytes for a client that does not read. API Gateway has a similar limit and answers 429 beyond it.
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
    this.idle = clock.after(limits.idle, this.checkIdle);
    this.end = clock.after(limits.duration, () => this.close({ code: 1001, reason: "Going away" }));
    socket.on("closing", (code: number, reason: string) => this.finish(clientClose(code, reason)));
    socket.on("close", (code, reason) => this.finish(clientClose(code, reason.toString())));
    socket.on("error", (error) => this.finish({ code: closeCodeOf(error), reason: "" }));
    socket.on("ping", (data) => this.pong(data));
  }

  public get id(): string {
    return this.connected.connectionId;
  }

  /** Whether the client can be reached. It can't any more once its close frame has arrived. */
  public get isOpen(): boolean {
    return !this.closed && this.socket.readyState === WebSocket.OPEN;
  }

  /** Restarts the idle timeout after a message in either direction. */
  public active(): void {
    this.lastActiveAt = this.clock.now();
  }

  /** Sends a text. Returns false if the connection is closed or the client does not read fast enough. */
  public send(text: string): boolean {
    if (!this.isOpen || this.socket.bufferedAmount > bufferLimit) return false;
    this.socket.send(text);
    this.active();
    return true;
  }

  /** Closes the connection from the server's side. It counts as closed at once, before the client answers. */
  public close(closed: Closed): void {
    if (this.closed) return;
    this.finish(closed);
    this.socket.close(closed.code, closed.code === 1001 ? closed.reason : "");
  }

  /** Terminates the connection without a close frame. */
  public cut(): void {
    this.socket.terminate();
  }

  // A client need not read the pongs, but they must not accumulate.
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

  // One timer for each connection, not one for each message.
  private readonly checkIdle = (): void => {
    const rest = this.lastActiveAt + this.limits.idle - this.clock.now();
    if (rest > 0) this.idle = this.clock.after(rest, this.checkIdle);
    else this.close({ code: 1001, reason: "Going away" });
  };
}

/** The close code for a connection that violates the protocol, by the error of the WebSocket library. */
function closeCodeOf(error: Error): number {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" || code === "WS_ERR_TOO_MANY_BUFFERED_PARTS") return 1009;
  if (code === "WS_ERR_INVALID_UTF8") return 1007;
  return code?.startsWith("WS_ERR_") ? 1002 : 1006;
}

function clientClose(code: number, reason: string): Closed {
  return code === 1005 ? { code, reason: "Client-side close frame status not set" } : { code, reason };
}
