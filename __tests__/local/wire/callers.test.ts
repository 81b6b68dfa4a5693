import { once } from "node:events";
import { request } from "node:http";
import { connect as connectSocket } from "node:net";
import { aws } from "../../../lib";
import type { LocalOptions } from "../../../lib/local/local-options";
import type { LocalRun } from "../../../lib/local/local-run";
import { callerProblem, isHost, isOrigin } from "../../../lib/local/wire/caller-check";
import { connect, endAll, endProjects, started } from "./started";

const echo = { "src/echo.ts": "export const handler = async ({ body }: any) => ({ statusCode: 200, body });\n" };

const lines: string[] = [];
const chat = (options: LocalOptions = {}) =>
  started(
    echo,
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$default", "src/echo.handler", { reply: true });
    },
    { log: (line) => void lines.push(line), ...options },
  );

/** The status of a request to `@connections` with these headers: 410 if it is answered. */
async function manage(run: LocalRun, headers: Record<string, string>, method = "POST"): Promise<number | undefined> {
  const { port, pathname } = new URL(`${run.managementEndpoint}/@connections/L0SM9cOFvHcCIhw%3D`);
  const sent = request({ host: "127.0.0.1", port, path: pathname, method, headers });
  sent.end(method === "POST" ? "x" : undefined);
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}

/** 101 if a client with these headers may connect, or else the status. */
async function upgrade(run: LocalRun, headers: Record<string, string>): Promise<number> {
  const outcome = await connect(run, "", { url: run.url.replace("wss:", "ws:"), headers });
  return typeof outcome === "number" ? outcome : 101;
}

jest.setTimeout(60_000);
beforeEach(() => lines.splice(0));
afterEach(endAll);
afterAll(endProjects);

describe("the name in Host", () => {
  it.each(["localhost:4000", "127.0.0.1", "127.8.9.1:80", "[::1]:4000", "chat.localhost", "LOCALHOST."])(
    "may be loopback: %s",
    async (Host) => {
      const run = await chat();
      expect([await manage(run, { Host }), await upgrade(run, { Host })]).toEqual([410, 101]);
    },
  );

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", "a b"])(
    "is refused if it is not a name of the run, for requests and upgrades: %j",
    async (Host) => {
      const run = await chat();
      expect([await manage(run, { Host }), await manage(run, { Host }, "GET")]).toEqual([403, 403]);
      expect([await manage(run, { Host }, "DELETE"), await upgrade(run, { Host })]).toEqual([403, 403]);
      expect(run.events()).toEqual([]);
    },
  );

  it("is refused if it is absent", async () => {
    const run = await chat();
    const socket = connectSocket(Number(new URL(run.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.0\r\n\r\n");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.\d 403/);
    socket.destroy();
  });

  it("may be the address, a name of --host, and the API's own name", async () => {
    const run = await chat({ address: "0.0.0.0", hosts: ["chat.test", "*.tunnel.test"] });
    const [{ apiId = "" } = {}] = run.app.apis;
    const own = `${apiId}.execute-api.eu-west-1.amazonaws.com`;
    for (const Host of ["0.0.0.0:1", "chat.test", "a.tunnel.test", own])
      expect([Host, await manage(run, { Host })]).toEqual([Host, 410]);
    for (const Host of ["tunnel.test", "a.b.tunnel.test", "x.chat.test", own.replace("eu-", "us-")])
      expect([Host, await manage(run, { Host })]).toEqual([Host, 403]);
  });

  it("that is refused is printed with the option to add", async () => {
    const run = await chat();
    await manage(run, { Host: "chat.test:4000" });
    expect(lines.join("\n")).toContain('the host "chat.test" is not a name of this run; pass --host chat.test');
  });
});

describe("an Origin", () => {
  it.each([
    "http://localhost:3000",
    "https://localhost",
    "http://127.0.0.1:5173",
    "http://[::1]:1",
    "http://a.localhost",
  ])("may be on loopback: %s", async (Origin) => {
    const run = await chat();
    expect([await manage(run, { Origin }), await upgrade(run, { Origin })]).toEqual([410, 101]);
  });

  it.each(["https://evil.example", "http://localhost.evil.example", "null", "http://localhost@evil.example", "x"])(
    "is refused elsewhere, for requests and upgrades: %s",
    async (Origin) => {
      const run = await chat();
      for (const method of ["POST", "GET", "DELETE", "OPTIONS"])
        expect([method, await manage(run, { Origin }, method)]).toEqual([method, 403]);
      expect(await upgrade(run, { Origin })).toBe(403);
      expect(run.events()).toEqual([]);
    },
  );

  it("may be one of --origin, or any with '*'", async () => {
    const one = await chat({ origins: ["https://app.example"] });
    const from = (run: LocalRun, Origin: string) => Promise.all([manage(run, { Origin }), upgrade(run, { Origin })]);
    expect(await from(one, "https://app.example")).toEqual([410, 101]);
    expect(await from(one, "https://other.example")).toEqual([403, 403]);
    expect(await from(await chat({ origins: ["*"] }), "https://other.example")).toEqual([410, 101]);
  });

  it("that is refused is printed with the option to add, unless it has an invalid form", async () => {
    const run = await chat();
    await upgrade(run, { Origin: "https://app.example:8443" });
    const expected = 'the origin "https://app.example:8443" is not allowed; pass --origin https://app.example:8443';
    expect(lines.join("\n")).toContain(expected);
    await upgrade(run, { Origin: "https://$(touch x)" });
    expect(lines.join("\n")).not.toContain("--origin https://$");
  });
});

describe("the address", () => {
  it.each(["", " ", "a b", "*.example.com", "http://localhost"])(
    "is an error before anything listens: %j",
    async (address) => {
      await expect(chat({ address })).rejects.toThrow(
        `"address" (--address) must be an IP address or a host name; got ${JSON.stringify(address)}.`,
      );
    },
  );

  it("is named in a warning with who can reach what, unless it is loopback", async () => {
    expect((await chat({ address: "::1" })).notices.join()).not.toContain("Everyone");
    const open = (await chat({ address: "0.0.0.0" })).notices;
    expect(open).toContainEqual(expect.stringMatching(/listens on 0\.0\.0\.0\. Everyone who can reach this machine/));
    expect(open).toContainEqual(expect.stringContaining("pass --refuse-unsigned"));
    const signed = (await chat({ address: "0.0.0.0", unsigned: "refuse" })).notices;
    expect(signed.join()).not.toContain("--refuse-unsigned");
  });

  it("of --host and --origin has a valid form", async () => {
    await expect(chat({ hosts: ["chat.test:80"], origins: ["chat.test"] })).rejects.toThrow(
      /"hosts" \(--host\) .*; got "chat\.test:80"\.\n- "origins" \(--origin\) .*; got "chat\.test"\./,
    );
  });
});

it.each<[string, boolean, boolean]>([
  ["http://a.test:1", false, true],
  ["chrome-extension://abc", false, true],
  ["https://a.test/path", false, false],
  ["a.test", true, false],
  ["::1", true, false],
  ["*.a.test", true, false],
  ["a\nb", false, false],
])("%j is a host: %s, an origin: %s", (text, host, origin) => {
  expect([isHost(text), isOrigin(text)]).toEqual([host, origin]);
});

it("no option is offered for a value that a shell would execute", () => {
  const callers = { hosts: [], origins: [] };
  for (const value of ["$(x)", "a;b", "a b", "`x`", "a\tb"])
    for (const headers of [{ host: value }, { host: "localhost", origin: `http://${value}` }])
      expect(callerProblem(headers, callers)?.option).toBeUndefined();
});
