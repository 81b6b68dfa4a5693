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
/** Time limit for the arrival of a request with its whole body, in milliseconds. */
const requestTimeout = 10_000;
/** How long the clients of a closed listener may take to receive the last frames, in milliseconds. */
const lastFramesTimeout = 5_000;

/** A port for http, https, ws and wss. The first byte of a connection shows whether it uses TLS. */
export class Listener {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  // The inner servers do not listen themselves, so Node.js does not apply its own timeouts to their connections.
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    handlers: Handlers,
    { key, cert }: LocalCertificate,
    private readonly patience = requestTimeout,
  ) {
    const options = { maxHeaderSize: 16 * 1024 };
    const http = createHttpServer(options);
    const https = createHttpsServer({ ...options, key, cert });
    for (const server of [http, https]) {
      server.on("request", (request, response) => {
        this.expect(request.socket);
        request.once("end", () => this.received(request, response));
        response.once("finish", () => this.received(request, response));
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
      const peer = peerOf(socket);
      socket.on("close", () => {
        this.open.delete(socket);
        clearTimeout(this.waiting.get(peer));
        this.waiting.delete(peer);
      });
      socket.on("error", () => socket.destroy());
      firstByte(socket, (byte) => (byte === tlsHandshake ? https : http).emit("connection", socket));
    });
  }

  /** Starts to listen, and resolves to the port. */
  public listen(port: number, address: string): Promise<number> {
    return listen(this.server, port, address);
  }

  /** Closes a connection unless a complete request arrives in time. */
  private expect(socket: Socket): void {
    this.arrived(socket);
    if (socket.destroyed) return;
    this.waiting.set(peerOf(socket), setTimeout(() => socket.destroy(), this.patience).unref());
  }

  /** Ends the wait for a request that is complete. Once it is answered, the next one of its connection may begin. */
  private received(request: IncomingMessage, response: ServerResponse): void {
    if (request.complete && response.writableFinished) this.expect(request.socket);
    else if (request.complete) this.arrived(request.socket);
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

  /** Stops to listen at once, and resolves when all clients are gone. Those that stay are cut off after some time. */
  public async retire(): Promise<void> {
    const cut = setTimeout(() => void this.close(), lastFramesTimeout).unref();
    await new Promise((resolve) => this.server.close(resolve));
    clearTimeout(cut);
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
