import { once } from "node:events";
import { join, resolve } from "node:path";
import { WebSocket } from "ws";
import { Running } from "../local/cli/running";

jest.setTimeout(120_000);

const repository = resolve(__dirname, "../..");

describe("npm run dev", () => {
  it("lets two clients of the chat talk, and leaves when it is told to", async () => {
    const run = new Running([join(repository, "scripts/dev.js"), "--port", "0"], repository);
    const [, port] = await run.line(/wss:\/\/localhost:(\d+)\/\$default/);
    const clients = [0, 1].map(() => new WebSocket(`ws://localhost:${port}/$default`));
    await Promise.all(clients.map((client) => once(client, "open")));
    const heard = clients.map((client) => once(client, "message"));
    clients[0]?.send('{"action": "broadcast", "text": "Hello"}');
    for (const [message] of await Promise.all(heard))
      expect(JSON.parse(String(message))).toMatchObject({ type: "message", text: "Hello" });
    for (const client of clients) client.terminate();
    expect(await run.end("SIGTERM")).toBe(0);
  });

  it("ends with its server on Ctrl-C, and frees the port", async () => {
    const run = new Running([join(repository, "scripts/dev.js"), "--port", "0"], repository);
    const [, port] = await run.line(/wss:\/\/localhost:(\d+)\/\$default/);
    expect(await run.interrupt()).toBe(0);
    const late = new WebSocket(`ws://localhost:${port}/$default`);
    const [{ code }] = await once(late, "error");
    expect(code).toBe("ECONNREFUSED");
  });
});
