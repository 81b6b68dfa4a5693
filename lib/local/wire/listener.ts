import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { LocalCertificate } from "./certificate";
import { listen } from "./listen";

/** Handlers of requests and upgrade requests. */
export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const tlsHandshake = 0x16;
/** Time limit for the first request of a connection, in milliseconds. */
const firstRequestTimeout = 10_000;

/** A port for http, https, ws and wss. The first byte of a connection shows whether it uses TLS. */
export class Listener {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  // The inner servers do not listen themselves, so Node.js does not apply its own timeouts to their connections.
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    handlers: Handlers,
    { key, cert }: LocalCertificate,
    private readonly patience = firstRequestTimeout,
  ) {
    const options = { maxHeaderSize: 16 * 1024 };
    const http = createHttpServer(options);
    const https = createHttpsServer({ ...options, key, cert });
    for (const server of [http, https]) {
      server.on("request", (request, response) => {
        this.arrived(request.socket);
        handlers.request(request, response);
      });
      server.on("upgrade", (request, socket, head) => {
        this.arrived(request.socket);
        handlers.upgrade(request, socket, head);
      });
      server.on("clientError", (_, socket) => socket.destroy());
      server.on("tlsClientError", (_, socket) => socket.destroy());
    }
    this.server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => {
      this.open.add(socket);
      this.expect(socket);
      socket.on("error", () => socket.destroy());
      firstByte(socket, (byte) => (byte === tlsHandshake ? https : http).emit("connection", socket));
    });
  }

  /** Starts to listen, and resolves to the port. */
  public listen(port: number, address: string): Promise<number> {
    return listen(this.server, port, address);
  }

  private expect(socket: Socket): void {
    const peer = peerOf(socket);
    const late = setTimeout(() => socket.destroy(), this.patience).unref();
    this.waiting.set(peer, late);
    socket.on("close", () => {
      this.open.delete(socket);
      clearTimeout(late);
      if (this.waiting.get(peer) === late) this.waiting.delete(peer);
    });
  }

  private arrived(socket: Socket): void {
    const peer = peerOf(socket);
    clearTimeout(this.waiting.get(peer));
    this.waiting.delete(peer);
  }

  public async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

// A key that is the same for a TCP socket and for the TLS socket on top of it.
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

// Puts the byte back for the server that takes over. The socket must not be in flowing mode before that.
function firstByte(socket: Socket, use: (byte: number) => void): void {
  const look = (): void => {
    const chunk: Buffer | null = socket.read(1);
    if (chunk === null) return;
    socket.off("readable", look);
    socket.unshift(chunk);
    use(chunk[0] ?? 0);
  };
  socket.on("readable", look);
}
