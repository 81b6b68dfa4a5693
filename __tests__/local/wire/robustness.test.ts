import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect as connectSocket, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import WebSocket from "ws";
import { aws } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { certificateIn } from "../../../lib/local/wire/certificate";
import { Listener } from "../../../lib/local/wire/listener";
import { project } from "../../support/project";
import { ask, connected, endProjects, started, until } from "./started";

const wild = `
export const handler = async (event: { body: string }) => {
  const { what } = event.body.startsWith("{") ? JSON.parse(event.body) : { what: event.body };
  if (what === "hang") for (;;);
  if (what === "exit") process.exit(3);
  if (what === "crash") { setImmediate(() => { throw new RangeError("out of nowhere"); }); await new Promise(() => {}); }
  if (what === "reject") { Promise.reject(new Error("nobody listens")); await new Promise((r) => setTimeout(r, 1e6)); }
  if (what === "leak") { const kept: unknown[] = []; for (;;) kept.push(new Array(1e5).fill(kept.length)); }
  if (what === "print") for (let line = 0; line < 200; line += 1) console.log("x".repeat(50_000));
  if (what === "long") return { statusCode: 200, body: "x".repeat(100_000) };
  return { statusCode: 200, body: what };
};
`;

let run: LocalRun;
let bystander: WebSocket;
const raws: Socket[] = [];

const port = () => Number(new URL(run.url).port);
const raw = () => {
  const socket = connectSocket(port(), "127.0.0.1");
  socket.on("error", () => undefined);
  raws.push(socket);
  return socket;
};

beforeAll(async () => {
  run = await started(
    { "src/wild.ts": wild },
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      const fn = new aws.Function(stack, "Wild", {
        handler: "src/wild.handler",
        timeout: "2 seconds",
        memory: "128 MB",
      });
      api.route("$default", fn, { reply: true });
      api.route("calm", "src/wild.handler", { reply: true });
    },
    { log: () => undefined },
  );
  bystander = await connected(run);
}, 60_000);

// The connection of another client must be unaffected.
afterEach(async () => {
  expect(await ask(bystander, { action: "calm", what: "still here" })).toBe("still here");
});

afterAll(async () => {
  for (const socket of raws) socket.destroy();
  await endProjects();
});

describe("incoming data", () => {
  jest.setTimeout(60_000);

  const upgrade = (more: string) =>
    `GET /$default HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;
  const key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  it.each<[string, string | Buffer]>([
    ["zeros", Buffer.alloc(4096)],
    ["random bytes", Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251))],
    [
      "the start of a TLS handshake followed by garbage",
      Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0]), Buffer.alloc(600, 7)]),
    ],
    ["headers of a megabyte", `GET / HTTP/1.1\r\nX: ${"x".repeat(1e6)}\r\n\r\n`],
    ["a line without end", "x".repeat(1e6)],
    ["a handshake without a key", upgrade("Sec-WebSocket-Version: 13\r\n")],
    ["a handshake of another version", upgrade(`${key}Sec-WebSocket-Version: 8\r\n`)],
    ["a handshake for another protocol", upgrade(key).replace("websocket", "h2c")],
    [
      "a handshake with invalid subprotocols",
      upgrade(`${key}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: a,,b\r\n`),
    ],
    ["a path that can't be decoded", upgrade(`${key}Sec-WebSocket-Version: 13\r\n`).replace("/$default", "/%E0%A4%A")],
    [
      "a POST request to an invalid path",
      "POST /%00/@connections/%FF HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ],
  ])("is rejected: %s", async (_, bytes) => {
    const socket = raw();
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.write(bytes);
    // The server may reset the connection while the client still sends.
    await new Promise((resolve) => socket.on("close", resolve));
    expect(answer).not.toMatch(/^HTTP\/1.1 101/);
  });

  const handshake = upgrade(`${key}Sec-WebSocket-Version: 13\r\n`);
  it.each<[string, Buffer]>([
    ["a frame without a mask", Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ["reserved bits", Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ["an invalid opcode", Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    [
      "an extremely large length",
      Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    ],
    ["text that is not UTF-8", Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
    ["a continuation frame without a first frame", Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
  ])("closes its own connection: %s", async (_, frame) => {
    const before = run.connections().length;
    const socket = raw();
    socket.write(handshake);
    await once(socket, "data");
    socket.resume().write(frame);
    await until(() => run.connections().length === before);
  });

  it("may end in the middle of a handshake", async () => {
    for (const part of ["G", handshake.slice(0, 40), "\x16\x03\x01"]) raw().write(part, "latin1");
    const half = raw();
    half.end(handshake.slice(0, 60));
    await once(half.resume(), "close");
  });

  it("after a rejection resets the connection", async () => {
    const socket = connectSocket({ port: port(), host: "127.0.0.1", allowHalfOpen: true });
    raws.push(socket);
    const reset = new Promise<NodeJS.ErrnoException>((resolve) => socket.on("error", resolve));
    socket.resume().write(handshake.replace("/$default", "/nowhere"));
    await once(socket, "end");
    const writing = setInterval(() => socket.write("still here"), 20);
    expect((await reset).code).toMatch(/^(ECONNRESET|EPIPE)$/);
    clearInterval(writing);
  });

  it("without a complete request in time closes the connection", async () => {
    const certificate = await certificateIn(project({}));
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      request.resume().once("end", () => response.end("ok"));
    };
    const listener = new Listener({ request: answer, upgrade: () => {} }, certificate, 100);
    const at = await listener.listen(0, "127.0.0.1");
    const post = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    const bodies = [
      `${post}Content-Length: 10\r\n\r\nx`,
      `${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
      `${post}Content-Length: 1\r\n\r\nx${post}Content-Length: 10\r\n\r\nx`,
      `${post}Content-Length: 1\r\n\r\nx${post.slice(0, 20)}`,
    ];
    const begun = ["", "G", handshake.slice(0, 40), "\x16\x03\x01", ...bodies].map((part) => {
      const socket = connectSocket(at, "127.0.0.1");
      if (part) socket.write(part, "latin1");
      return closed(socket);
    });
    await Promise.all(begun);
    const secure = connectTls({ port: at, host: "127.0.0.1", rejectUnauthorized: false });
    await closed(secure);
    const secureBody = connectTls({ port: at, host: "127.0.0.1", rejectUnauthorized: false });
    secureBody.write(bodies[0] ?? "");
    await closed(secureBody);
    await listener.close();
  });
});

describe("clients", () => {
  jest.setTimeout(60_000);

  it("may connect and leave by the thousand at once", async () => {
    const before = run.connections().length;
    const url = run.url.replace("wss:", "ws:");
    const clients = Array.from({ length: 1000 }, () => new WebSocket(url, { perMessageDeflate: false }));
    await Promise.all(clients.map((client) => once(client, "open")));
    expect(run.connections()).toHaveLength(before + 1000);
    for (const client of clients) client.terminate();
    await until(() => run.connections().length === before);
  });

  it("may read nothing, but the data that waits for them is limited", async () => {
    const client = await connected(run);
    const { connectionId = "" } = run.connections().at(-1) ?? {};
    client.pause();
    const path = `${run.managementEndpoint.replace("https:", "http:")}/@connections/${encodeURIComponent(connectionId)}`;
    const before = process.memoryUsage().rss;
    const statuses = new Set<number>();
    for (let call = 0; call < 400 && !statuses.has(429); call += 1)
      statuses.add((await fetch(path, { method: "POST", body: "x".repeat(128 * 1024) })).status);
    expect([...statuses]).toEqual([200, 429]);
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200);
  });

  it("that ping and read nothing are disconnected", async () => {
    const before = run.connections().length;
    const client = await connected(run, "", { url: run.url.replace("wss:", "ws:") });
    client.pause();
    const gone = () => run.connections().length === before;
    for (let round = 0; round < 4000 && !gone(); round += 1) {
      for (let ping = 0; ping < 500; ping += 1) client.ping("x".repeat(125), undefined, () => {});
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.resume();
    expect(gone()).toBe(true);
  });
});

describe("handlers", () => {
  jest.setTimeout(60_000);

  it.each(["hang", "exit", "crash", "reject", "leak"])("may %s, which affects only that message", async (what) => {
    const client = await connected(run);
    expect(await ask(client, what)).toMatch(/^{"message": "Internal server error"/);
    expect(await ask(client, "next")).toBe("next");
  });

  it("may print megabytes", async () => {
    const client = await connected(run);
    const before = process.memoryUsage().rss;
    expect(await ask(client, "print")).toBe("print");
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200);
  });
});

// A connection may be closed by a reset, which is an error before its end.
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
}
