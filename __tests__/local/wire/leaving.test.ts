import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createConnection, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import WebSocket from "ws";
import { aws } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { ask, connected, endAll, endProjects, started, until } from "./started";

const sources = {
  "src/count.ts": `
let calls = 0;
export const handler = async () => { calls += 1; console.log("left"); return { statusCode: 200 }; };`,
  "src/echo.ts": `
export const handler = async ({ body }: { body: string }) => {
  console.log("heard " + body);
  return { statusCode: 200, body };
};`,
};

const chat = (log: (line: string) => void, concurrency?: number) =>
  started(
    sources,
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$disconnect", {
        handler: "src/count.handler",
        ...(concurrency !== undefined && { transform: { function: { reservedConcurrentExecutions: concurrency } } }),
      });
      api.route("$default", "src/echo.handler", { reply: true });
    },
    { log },
  );

const management = (run: LocalRun) =>
  new ApiGatewayManagementApiClient({
    endpoint: run.managementEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "any" },
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(run.certificate), keepAlive: true }) },
  });

jest.setTimeout(120_000);
afterEach(endAll);
afterAll(endProjects);

describe("a client that sends a close frame", () => {
  it.each(["wss:", "ws:"])(
    "is gone at once, for each message that is sent to it afterwards, with %s",
    async (scheme) => {
      const run = await chat(() => undefined);
      const client = management(run);
      const outcomes: string[] = [];
      for (let round = 0; round < 100; round += 1) {
        const socket = await connected(run, "", { url: run.url.replace("wss:", scheme) });
        const ids = run.connections().map(({ connectionId }) => connectionId);
        expect(ids).toHaveLength(1);
        const closed = once(socket, "close");
        socket.close();
        const post = client.send(new PostToConnectionCommand({ ConnectionId: ids[0] ?? "", Data: "late" }));
        outcomes.push(
          await post.then(
            () => "delivered",
            ({ name }) => name,
          ),
        );
        await closed;
      }
      expect(outcomes).toEqual(Array(100).fill("GoneException"));
    },
  );

  it("still has the messages handled that it sent before", async () => {
    const lines: string[] = [];
    const run = await chat((line) => void lines.push(line));
    const socket = await connected(run);
    for (const text of ["one", "two", "three"]) socket.send(text);
    socket.close();
    const heard = () => lines.filter((line) => line.includes("heard ")).length;
    await until(() => heard() === 3);
  });
});

/** A client that sends a close frame with a code, and then keeps its TCP connection open. */
async function closeFrameOf(run: LocalRun, code: number): Promise<Socket> {
  const { hostname, port, pathname } = new URL(run.url);
  const socket = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
  const headers = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}`;
  socket.write([`GET ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, ...headers, key, "", ""].join("\r\n"));
  await once(socket, "data");
  socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, code >> 8, code & 0xff]));
  return socket;
}

describe("$disconnect", () => {
  it("runs when a close frame arrives, although the client does not close its TCP connection", async () => {
    const run = await chat(() => undefined);
    const socket = await closeFrameOf(run, 4007);
    const codes = () => run.events().map(({ event }) => event.requestContext.disconnectStatusCode);
    // The WebSocket library gives up such a client after 30 seconds.
    await Promise.race([until(() => codes().length > 0), wait(20_000)]);
    expect([codes(), socket.destroyed]).toEqual([[4007], false]);
    socket.destroy();
  });

  it.each([
    ["any number of calls at once", undefined],
    ["a reserved concurrency of one", 1],
  ])("runs for each of 2,000 clients that are dropped at once, with %s", async (_, concurrency) => {
    let left = 0;
    const run = await chat((line) => {
      if (line.endsWith("left")) left += 1;
    }, concurrency);
    const bystander = await connected(run);
    const url = run.url.replace("wss:", "ws:");
    const clients: WebSocket[] = [];
    // In groups: a busy machine needs more time to connect all at once than the run waits for a request.
    while (clients.length < 2000) {
      const group = Array.from({ length: 100 }, () => new WebSocket(url, { perMessageDeflate: false }));
      await Promise.all(group.map((client) => once(client, "open")));
      clients.push(...group);
    }
    for (const client of clients) client.terminate();
    await until(() => left === 2000);
    expect(await ask(bystander, "still here")).toBe("still here");
  });
});
