import { once } from "node:events";
import { readFileSync } from "node:fs";
import {
  ApiGatewayManagementApiClient,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import WebSocket from "ws";
import { aws } from "../../../lib";
import type { LocalOptions } from "../../../lib/local/local-options";
import type { LocalRun } from "../../../lib/local/local-run";
import { startLocal } from "../../../lib/local/start-local";
import { ask, connect, connected, endAll, endProjects, next, started, until } from "./started";

const sources = {
  "src/connect.ts": `
export const handler = async ({ queryStringParameters: asked }: any) => {
  if (asked?.wait) await new Promise((resolve) => setTimeout(resolve, Number(asked.wait)));
  return { statusCode: Number(asked?.status ?? 200) };
};`,
  "src/message.ts": `
export const handler = async ({ body }: { body: string }) => {
  const [text, wait] = body.split(" ");
  if (wait) await new Promise((resolve) => setTimeout(resolve, Number(wait)));
  console.log("heard " + text);
  return { statusCode: 200, body: text };
};`,
  "src/disconnect.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "src/authorizer.ts": `
export const handler = async () => { console.log("asked"); return { isAuthorized: true }; };`,
};

const chat = (options: LocalOptions = {}) =>
  started(
    sources,
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$connect", "src/connect.handler");
      api.route("$disconnect", "src/disconnect.handler");
      api.route("$default", "src/message.handler", { reply: true });
    },
    options,
  );

const keys = (run: LocalRun) => run.events().map(({ routeKey }) => routeKey);
const codes = (run: LocalRun) =>
  run
    .events()
    .filter(({ routeKey }) => routeKey === "$disconnect")
    .map(({ event }) => event.requestContext.disconnectStatusCode);

const management = (run: LocalRun) =>
  new ApiGatewayManagementApiClient({
    endpoint: run.managementEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "any" },
    requestHandler: { httpsAgent: { ca: readFileSync(run.certificate) } },
  });

const minute = 60 * 1000;

function sendFrames(client: WebSocket, count: number, text: string): void {
  for (let frame = 1; frame <= count; frame += 1) client.send(text, { fin: frame === count });
}

jest.setTimeout(60_000);
afterEach(endAll);
afterAll(endProjects);

describe("a run", () => {
  it("lists open connections and sent events by API", async () => {
    const run = await chat();
    expect(run.connections()).toEqual([]);
    const client = await connected(run);
    await ask(client, "hello");
    const [connection, ...more] = run.connections();
    expect(more).toEqual([]);
    expect(connection).toEqual({
      ...{ connectionId: expect.any(String), api: "chat-dev/Chat/Api" },
      ...{ connectedAt: expect.any(Number), lastActiveAt: expect.any(Number) },
    });
    expect(run.events()).toEqual([
      { api: "chat-dev/Chat/Api", routeKey: "$connect", event: expect.objectContaining({ isBase64Encoded: false }) },
      { api: "chat-dev/Chat/Api", routeKey: "$default", event: expect.objectContaining({ body: "hello" }) },
    ]);
    run.clearEvents();
    expect(run.events()).toEqual([]);
  });

  it("lists copies of events: a test that changes one changes no other event", async () => {
    const run = await chat();
    const client = await connected(run);
    await ask(client, "first");
    const { sourceIp } = run.events()[1]?.event.requestContext.identity ?? {};
    for (const { event } of run.events()) event.requestContext.identity.sourceIp = "changed";
    await ask(client, "second");
    expect(run.events().at(-1)?.event.requestContext.identity).toEqual({ sourceIp });
  });

  it("serves ws and http, wss and https, on one port", async () => {
    const run = await chat();
    for (const url of [run.url, run.url.replace("wss:", "ws:")])
      expect(await ask(await connected(run, "", { url }), "x")).toBe("x");
    const plain = run.managementEndpoint.replace("https:", "http:");
    expect((await fetch(`${plain}/@connections/L0SM9cOFvHcCIhw%3D`)).status).toBe(410);
    await expect(
      management(run).send(new GetConnectionCommand({ ConnectionId: "L0SM9cOFvHcCIhw=" })),
    ).rejects.toThrow();
  });

  it.each([
    ["ten idle minutes", "idle", 10 * minute],
    ["two hours", "duration", 120 * minute],
  ])("ends connections after %s when its clock is put forward, and calls $disconnect once", async (_, limit, time) => {
    const other = limit === "idle" ? "duration" : "idle";
    const run = await chat({ limits: { [other]: 1000 * minute } });
    const client = await connected(run);
    run.advanceTime(time - 1000);
    expect(run.connections()).toHaveLength(1);
    run.advanceTime(1000);
    expect(run.connections()).toEqual([]);
    const [code] = await once(client, "close");
    expect(code).toBe(1001);
    await until(() => codes(run).length > 0);
    run.advanceTime(time);
    expect(codes(run)).toEqual([1001]);
  });

  it("accepts other limits than AWS's", async () => {
    const run = await chat({ limits: { idle: 200 } });
    const [code] = await once(await connected(run), "close");
    expect(code).toBe(1001);
  });

  it.each<[string, (client: WebSocket) => void, number]>([
    ["closes without a status", (client) => client.close(), 1005],
    ["closes with its own status", (client) => client.close(4001, "bye"), 4001],
    ["is cut off", (client) => client.terminate(), 1006],
    ["sends a binary frame", (client) => client.send(Buffer.from("x")), 1003],
    ["sends a frame that is too long", (client) => client.send("x".repeat(40_000)), 1009],
    ["sends a message that is too long, in frames", (client) => sendFrames(client, 5, "x".repeat(32_000)), 1009],
    ["sends text that is not UTF-8", (client) => client.send(Buffer.from([0xc3, 0x28]), { binary: false }), 1007],
  ])("calls $disconnect once for a client that %s", async (_, end, code) => {
    const run = await chat();
    const client = await connected(run);
    end(client);
    await until(() => codes(run).length > 0);
    await until(() => client.readyState === WebSocket.CLOSED);
    expect(codes(run)).toEqual([code]);
    expect(run.connections()).toEqual([]);
  });

  it.each(["$connect", "$disconnect"])("does not route a message to %s", async (action) => {
    const run = await chat();
    const client = await connected(run);
    await ask(client, { action });
    expect(keys(run)).toEqual(["$connect", "$default"]);
    expect(run.events()[1]?.event.requestContext.routeKey).toBe("$default");
  });

  it.each(["", "other", "$default/deep", "%24default/@connections/x"])("opens nothing at the path %j", async (path) => {
    const run = await chat();
    expect(await connect(run, "", { url: new URL(`/${path}`, run.url).href })).toBe(403);
    expect(run.events()).toEqual([]);
  });

  it("does not call $disconnect for a rejected client", async () => {
    const run = await chat();
    expect(await connect(run, "?status=403")).toBe(403);
    await ask(await connected(run), "x");
    expect(keys(run)).toEqual(["$connect", "$connect", "$default"]);
  });

  it("calls $disconnect for a client that left during $connect", async () => {
    const run = await chat();
    const client = new WebSocket(`${run.url}?wait=500`, { ca: readFileSync(run.certificate) });
    client.on("error", () => undefined);
    await until(() => keys(run).length > 0);
    client.terminate();
    await until(() => keys(run).length > 1);
    expect(codes(run)).toEqual([1006]);
    expect(run.connections()).toEqual([]);
  });

  it("delivers a message that a client sent during $connect after the client is accepted", async () => {
    const run = await chat();
    const client = new WebSocket(`${run.url.replace("wss:", "ws:")}?wait=300`);
    const sent = once(client, "open").then(() => client.send("first"));
    expect(await next(client)).toBe("first");
    await sent;
  });

  it("handles the messages of a client concurrently", async () => {
    const run = await chat();
    const client = await connected(run);
    const heard: string[] = [];
    client.on("message", (data) => heard.push(String(data)));
    client.send("slow 1500");
    client.send("quick");
    await until(() => heard.length === 2);
    expect(heard).toEqual(["quick", "slow"]);
  });

  it("calls an authorizer once for each connection", async () => {
    const lines: string[] = [];
    const run = await started(
      sources,
      (stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
        const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
        api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
        api.route("$default", "src/message.handler", { reply: true });
        api.route("$disconnect", "src/disconnect.handler");
      },
      { log: (line) => void lines.push(line) },
    );
    const client = await connected(run, "", { headers: { Authorization: "any" } });
    await ask(client, "one");
    await ask(client, "two");
    client.close();
    await until(() => keys(run).includes("$disconnect"));
    expect(lines.filter((line) => line.endsWith(": asked"))).toHaveLength(1);
  });

  it("logs the output of functions with their names", async () => {
    const lines: string[] = [];
    const run = await chat({ log: (line) => void lines.push(line) });
    await ask(await connected(run), "hello");
    await until(() => lines.some((line) => line === "chat-dev/Chat/Route $default/Handler/Function: heard hello"));
  });

  it("ends when it is closed, and may be closed twice", async () => {
    const run = await chat();
    const client = await connected(run);
    const closed = once(client, "close");
    await run.close();
    await closed;
    await run.close();
    expect(codes(run)).toEqual([]);
    await expect(connect(run)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("names a port that is in use", async () => {
    const run = await chat();
    const port = Number(new URL(run.url).port);
    await expect(chat({ port })).rejects.toThrow(
      `chat-dev/Chat/Api: port ${port} is in use by another program; pass --port`,
    );
  });

  it("does not start without a synthesized app", async () => {
    await expect(startLocal({ dir: "nowhere" })).rejects.toThrow(
      /The local run can't start:\n- nowhere\/manifest\.json does not exist/,
    );
  });
});

describe("a simulated fault", () => {
  const post = (run: LocalRun) => {
    const [{ connectionId = "" } = {}] = run.connections();
    return management(run).send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "x" }));
  };

  it("answers the management API with 429, after which the SDK retries", async () => {
    const run = await chat({ faults: { throttle: 1 } });
    const client = await connected(run);
    await expect(post(run)).rejects.toMatchObject({ name: "LimitExceededException", $metadata: { attempts: 3 } });
    run.faults.throttle = 0;
    const [heard] = await Promise.all([next(client), post(run)]);
    expect(heard).toBe("x");
  });

  it("drops $disconnect", async () => {
    const run = await chat({ faults: { dropDisconnect: 1 } });
    const dropped = await connected(run);
    dropped.close();
    await once(dropped, "close");
    // When another client has connected, the run has seen the end of the first one's socket, too.
    const client = await connected(run);
    run.faults.dropDisconnect = 0;
    client.close(4000);
    await until(() => codes(run).length > 0);
    expect(codes(run)).toEqual([4000]);
  });

  it("delays functions", async () => {
    const run = await chat();
    const client = await connected(run);
    run.faults.latency = 300;
    client.send("late");
    await until(() => run.connections()[0]?.lastActiveAt !== run.connections()[0]?.connectedAt);
    expect(await next(client)).toBe("late");
  });
});
