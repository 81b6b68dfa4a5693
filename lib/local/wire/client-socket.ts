import { WebSocket } from "ws";

/**
 * The server's end of a connection. Emits `closing`, with the code and the reason, as soon as a close frame arrives. The
 * event `close` follows only when the client has closed its TCP connection too, up to 30 seconds later.
 */
export class ClientSocket extends WebSocket {
  /**
   * `ws` answers the client's close frame by this method, with the client's code and reason. For a frame that violates the
   * protocol it passes only a code, and then emits `error`.
   */
  public override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    if (code === undefined || reason !== undefined) this.emit("closing", code ?? 1005, String(reason ?? ""));
  }
}
