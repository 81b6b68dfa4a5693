import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { startCloud } from "./cloud";

type Handlers = Record<
  "connect" | "disconnect" | "default" | "sendMessage" | "broadcast",
  APIGatewayProxyWebsocketHandlerV2
>;

// As API Gateway writes them: with characters that a URL has to encode.
const [alice, bob, carol] = ["L0SM9cOFvHcCIhw=", "L0SMXdnqPHcCE+g=", "L0SM/fWUvHcCJNA="] as const;

let cloud: Awaited<ReturnType<typeof startCloud>>;
let handlers: Handlers;

beforeAll(async () => {
  cloud = await startCloud();
  // Not before: the clients in there read their endpoints when they are made.
  const load = (name: string) =>
    jest.requireActual<{ handler: APIGatewayProxyWebsocketHandlerV2 }>(`../../src/${name}`);
  handlers = {
    connect: load("connect").handler,
    disconnect: load("disconnect").handler,
    default: load("default").handler,
    sendMessage: load("sendMessage").handler,
    broadcast: load("broadcast").handler,
  };
});

afterAll(() => cloud.stop());

beforeEach(async () => {
  cloud.connections.reset();
  await cloud.table.clear();
});

async function call(name: keyof Handlers, connectionId: string, body?: string) {
  const event = { requestContext: { connectionId }, body } as Parameters<APIGatewayProxyWebsocketHandlerV2>[0];
  const result = await handlers[name](event, undefined as never, () => {});
  return result as { readonly statusCode: number; readonly body?: string };
}

/** What the client gets back for a message. */
async function answer(name: keyof Handlers, connectionId: string, message: unknown) {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return JSON.parse((await call(name, connectionId, body)).body ?? "null");
}

async function connect(...connectionIds: string[]): Promise<void> {
  for (const connectionId of connectionIds) {
    await cloud.table.put({ connectionId, connectedAt: secondsNow() - 300 });
    cloud.connections.health.set(connectionId, "open");
  }
}

async function kept(): Promise<string[]> {
  return (await cloud.table.rows()).map(({ connectionId }) => connectionId).sort();
}

const received = (connectionId: string) => cloud.connections.received.get(connectionId) ?? [];
const secondsNow = () => Math.floor(Date.now() / 1000);

describe("$connect", () => {
  it("keeps the connection for a little more than two hours, the longest that one can last", async () => {
    expect(await call("connect", alice)).toEqual({ statusCode: 200 });

    const [row, ...others] = await cloud.table.rows();
    expect(others).toEqual([]);
    expect(row?.connectionId).toBe(alice);
    const lifetime = Number(row?.expiresAt) - secondsNow();
    expect(lifetime).toBeGreaterThan(2 * 60 * 60);
    expect(lifetime).toBeLessThan(3 * 60 * 60);
  });

  it("lets no client in whose connection can't be kept", async () => {
    const table = process.env.SST_RESOURCE_Connections;
    process.env.SST_RESOURCE_Connections = '{"name":"not-there"}';
    await expect(call("connect", alice)).rejects.toThrow("not found");
    process.env.SST_RESOURCE_Connections = table;
  });
});

describe("$disconnect", () => {
  it("forgets the connection and no other", async () => {
    await call("connect", alice);
    await call("connect", bob);
    expect(await call("disconnect", alice)).toEqual({ statusCode: 200 });
    expect(await kept()).toEqual([bob]);
  });

  it("is content when the connection is forgotten already", async () => {
    expect(await call("disconnect", alice)).toEqual({ statusCode: 200 });
  });
});

describe("sendMessage", () => {
  it("reaches the one it is for, and tells the sender", async () => {
    await connect(alice, bob, carol);
    expect(await answer("sendMessage", alice, { to: bob, text: "Hello" })).toEqual({ type: "sent", to: bob });
    expect(received(bob)).toEqual([{ type: "message", from: alice, text: "Hello" }]);
    expect([...received(alice), ...received(carol)]).toEqual([]);
  });

  it("forgets a connection that is gone, and tells the sender", async () => {
    await connect(alice, bob);
    cloud.connections.health.set(bob, "gone");
    expect(await answer("sendMessage", alice, { to: bob, text: "Hello" })).toEqual({
      type: "error",
      error: `"${bob}" is not connected.`,
    });
    expect(await kept()).toEqual([alice]);
  });

  it("tells the sender when there never was such a connection", async () => {
    await connect(alice);
    cloud.connections.health.set("bob", "malformed");
    const answered = await answer("sendMessage", alice, { to: "bob", text: "Hello" });
    expect(answered).toEqual({ type: "error", error: '"bob" is not connected.' });
    expect(await kept()).toEqual([alice]);
  });

  it("fails, for the function's error metric, when API Gateway does", async () => {
    await connect(alice, bob);
    cloud.connections.health.set(bob, "broken");
    await expect(call("sendMessage", alice, JSON.stringify({ to: bob, text: "Hello" }))).rejects.toThrow();
    expect(await kept()).toEqual([alice, bob].sort());
  });

  it.each([
    ["no JSON", "{", "A message has to be a JSON object."],
    ["a list", [], "A message has to be a JSON object."],
    ["null", null, "A message has to be a JSON object."],
    ["no receiver", { text: "Hello" }, '"to" has to be a text of 1 to 4000 characters.'],
    ["a receiver that is no text", { to: [bob], text: "Hello" }, '"to" has to be a text of 1 to 4000 characters.'],
    ["no text", { to: bob }, '"text" has to be a text of 1 to 4000 characters.'],
    ["an empty text", { to: bob, text: "" }, '"text" has to be a text of 1 to 4000 characters.'],
    ["too long a text", { to: bob, text: "x".repeat(4001) }, '"text" has to be a text of 1 to 4000 characters.'],
  ])("tells the sender what is wrong with %s", async (_, message, error) => {
    await connect(alice, bob);
    expect(await answer("sendMessage", alice, message)).toEqual({ type: "error", error });
    expect(received(bob)).toEqual([]);
  });
});

describe("broadcast", () => {
  const hello = { type: "message", from: alice, text: "Hello" };

  it("reaches everyone, the sender included", async () => {
    await connect(alice, bob, carol);
    expect(await answer("broadcast", alice, { text: "Hello" })).toEqual({
      type: "sent",
      delivered: 3,
      gone: 0,
      failed: 0,
    });
    expect([alice, bob, carol].map(received)).toEqual([[hello], [hello], [hello]]);
  });

  it("reaches those beyond the first page of the table", async () => {
    const many = Array.from({ length: 5 }, (_, index) => `connection-${index}`);
    await connect(...many);
    // DynamoDB gives at most 1 MB of rows at once, so these are two pages.
    for (const connectionId of many) await cloud.table.put({ connectionId, padding: "x".repeat(300_000) });
    expect(await answer("broadcast", alice, { text: "Hello" })).toMatchObject({ delivered: 5 });
    expect(many.map(received)).toEqual(many.map(() => [hello]));
  });

  it("forgets those that are gone, and the others still get the message", async () => {
    await connect(alice, bob, carol);
    cloud.connections.health.set(bob, "gone");
    expect(await answer("broadcast", alice, { text: "Hello" })).toMatchObject({ delivered: 2, gone: 1, failed: 0 });
    expect(await kept()).toEqual([alice, carol].sort());
    expect([alice, carol].map(received)).toEqual([[hello], [hello]]);
  });

  it("keeps a connection that is just being opened, which counts as gone until $connect has ended", async () => {
    await call("connect", bob);
    cloud.connections.health.set(bob, "gone");
    expect(await answer("broadcast", alice, { text: "Hello" })).toMatchObject({ gone: 1 });
    expect(await kept()).toEqual([bob]);
  });

  it("is not stopped by a connection in trouble, which stays and is logged", async () => {
    const log = jest.spyOn(console, "error").mockImplementation(() => {});
    await connect(alice, bob, carol);
    cloud.connections.health.set(bob, "broken");
    expect(await answer("broadcast", alice, { text: "Hello" })).toMatchObject({ delivered: 2, gone: 0, failed: 1 });
    expect(log).toHaveBeenCalledWith(`Could not send to ${bob}:`, expect.anything());
    expect(await kept()).toEqual([alice, bob, carol].sort());
    log.mockRestore();
  });

  it("sends to many at the same time, but to no more than 25", async () => {
    await connect(...Array.from({ length: 130 }, (_, index) => `connection-${index}`));
    expect(await answer("broadcast", alice, { text: "Hello" })).toMatchObject({ delivered: 130 });
    expect(cloud.connections.mostAtOnce).toBeGreaterThan(10);
    expect(cloud.connections.mostAtOnce).toBeLessThanOrEqual(25);
  });

  it("tells the sender when there is no text", async () => {
    await connect(alice);
    expect(await answer("broadcast", alice, {})).toEqual({
      type: "error",
      error: '"text" has to be a text of 1 to 4000 characters.',
    });
    expect(received(alice)).toEqual([]);
  });
});

describe("$default", () => {
  it.each([
    ["no JSON", "Hello", "A message has to be a JSON object."],
    ["an action that there is not", { action: "shout" }, '"action" has to be "sendMessage" or "broadcast".'],
    ["no action", {}, '"action" has to be "sendMessage" or "broadcast".'],
  ])(
    "answers a message with %s with what is wrong, what is understood, and the client's id",
    async (_, message, error) => {
      expect(await answer("default", alice, message)).toEqual({
        type: "error",
        error,
        understood: [
          { action: "sendMessage", to: "<connectionId>", text: "…" },
          { action: "broadcast", text: "…" },
        ],
        connectionId: alice,
      });
    },
  );
});
