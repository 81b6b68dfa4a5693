import type { Browser } from "puppeteer-core";
import { claims } from "../../lib/runtime";
import { authorizerOf, tokenOf } from "../runtime/jwt/authorized";
import { TestIssuer } from "../runtime/jwt/issuer";
import { encoded, makeKey } from "../runtime/jwt/tokens";
import { chromium, startChromium } from "./chromium";
import { type Behind, Gateway } from "./gateway";
import { handlerOf, identitySources, modulesOf, shown, text } from "./page";

const scripts = modulesOf("js");
const [byQuery, bySubprotocol] = identitySources as [string, string];
const connect = handlerOf("src/connect.ts");

/** What a page observed of a connection. */
interface Seen {
  /** "open", "error" and "close <code>", in order. */
  readonly events: readonly string[];
  readonly protocol?: string;
  readonly answer?: string;
  readonly problem?: string;
}

// Runs in the page: connects like the documentation, sends a message, and waits for the answer.
const talking = `
import { opened } from "/opened.js";
export async function talk(script, ...args) {
  const events = [];
  try {
    const socket = (await import("/" + script)).connect(...args);
    for (const type of ["open", "error"]) socket.addEventListener(type, () => events.push(type));
    socket.addEventListener("close", ({ code }) => events.push("close " + code));
    await opened(socket);
    const answer = new Promise((resolve) => socket.addEventListener("message", ({ data }) => resolve(data)));
    socket.send("hello");
    return { events, protocol: socket.protocol, answer: await answer };
  } catch (error) {
    return { events, problem: String(error) };
  }
}`;

describe("the page on browsers", () => {
  it("names all of its browser code, so that all of it is tested", () => {
    expect(Object.keys(scripts)).toEqual(["connect-by-query.js", "connect-by-subprotocol.js", "opened.js"]);
    expect(shown).toBe(3);
    expect(identitySources).toEqual(["route.request.querystring.token", "route.request.header.Sec-WebSocket-Protocol"]);
  });
});

if (!chromium) process.stderr.write("Skipped: the clients of docs/guide/browsers.md, since no Chromium is in PATH.\n");

(chromium ? describe : describe.skip)("in Chromium", () => {
  const [key, foreign] = [makeKey("2026"), makeKey("2026")];
  const scopes = { scope: "chat" };
  jest.setTimeout(30_000);
  let issuer: TestIssuer;
  let browser: Browser;
  let stop: () => Promise<void>;
  let gateway: Gateway;

  beforeAll(async () => {
    issuer = await TestIssuer.start({ keys: [key] });
    ({ browser, stop } = await startChromium());
  }, 60_000);
  afterAll(async () => {
    await stop();
    await TestIssuer.stopAll();
  });
  afterEach(() => gateway.stop());

  /** A gateway with the real authorizer and the page's `$connect` handler. */
  async function start(identitySource: string, more: Partial<Behind> = {}): Promise<void> {
    const { authorize } = authorizerOf(issuer, { JWT_IDENTITY_SOURCE: identitySource, JWT_SCOPES: '["chat"]' });
    const message = async (event: object) => {
      const { body, requestContext } = event as { readonly body: string; readonly requestContext: object };
      return { body: `${claims({ requestContext }).sub} says ${body}` };
    };
    const modules = { ...scripts, "talk.js": talking };
    gateway = await Gateway.start({ identitySource, authorize, connect, message, modules, ...more });
  }

  async function talk(script: string, ...args: readonly string[]): Promise<Seen> {
    const page = await browser.newPage();
    try {
      await page.goto(gateway.origin);
      const given = JSON.stringify([script, gateway.url, ...args]);
      return (await page.evaluate(`import("/talk.js").then(({ talk }) => talk(...${given}))`)) as Seen;
    } finally {
      await page.close();
    }
  }

  const refused = {
    events: ["error", "close 1006"],
    problem: "Error: The connection was not opened: 1006.",
  };
  const now = () => Math.floor(Date.now() / 1000);

  describe.each([
    ["by query string", "connect-by-query.js", byQuery],
    ["by subprotocol", "connect-by-subprotocol.js", bySubprotocol],
  ])("a client %s", (_name, script, identitySource) => {
    beforeEach(() => start(identitySource));

    it("connects with a valid token, and exchanges messages", async () => {
      const protocol = identitySource === bySubprotocol ? "bearer" : "";
      expect(await talk(script, tokenOf(issuer, key, scopes))).toEqual({
        events: ["open"],
        protocol,
        answer: "ada says hello",
      });
      expect(gateway.handshakes).toEqual([protocol]);
    });

    it.each<[string, () => string, number]>([
      ["that has expired", () => tokenOf(issuer, key, { ...scopes, exp: now() - 1 }), 401],
      ["of another key", () => tokenOf(issuer, foreign, scopes), 401],
      ["for someone else", () => tokenOf(issuer, key, { ...scopes, aud: "https://other.example.com" }), 401],
      ["without a signature", () => `${encoded({ alg: "none" })}.${encoded({ sub: "ada" })}.x`, 401],
      ["that is invalid", () => "nonsense", 401],
      ["without the scope", () => tokenOf(issuer, key), 403],
    ])("is refused with a token %s", async (_what, token, status) => {
      expect(await talk(script, token())).toEqual(refused);
      expect(gateway.handshakes).toEqual([status]);
    });
  });

  it("a client with a query string is rejected without a token", async () => {
    await start(byQuery);
    expect(await talk("connect-by-query.js", "")).toEqual(refused);
    expect(gateway.handshakes).toEqual([401]);
  });

  it("a client with its own subprotocols gets the first of them, and never the token", async () => {
    await start(bySubprotocol);
    const token = tokenOf(issuer, key, scopes);
    expect(await talk("connect-by-subprotocol.js", token, "chat.v2", "chat.v1")).toEqual({
      events: ["open"],
      protocol: "chat.v2",
      answer: "ada says hello",
    });
    expect(gateway.handshakes).toEqual(["chat.v2"]);
  });

  it("closes the connection if $connect accepts no subprotocol", async () => {
    await start(bySubprotocol, { connect: async () => ({ statusCode: 200 }) });
    expect(await talk("connect-by-subprotocol.js", tokenOf(issuer, key, scopes))).toEqual(refused);
    expect(gateway.handshakes).toEqual([""]);
  });

  it("does not see an error of the authorizer", async () => {
    const authorize = async () => {
      throw new Error("the issuer can't be reached");
    };
    await start(byQuery, { authorize });
    expect(await talk("connect-by-query.js", "token")).toEqual(refused);
    expect(gateway.handshakes).toEqual([500]);
  });

  it.each(["YQ==", "a b", "a/b", "ä", "a,b"])("can't offer a token with other characters: %s", async (token) => {
    await start(bySubprotocol);
    const { events, problem } = await talk("connect-by-subprotocol.js", token);
    expect(events).toEqual([]);
    expect(problem).toMatch(/^SyntaxError/);
  });

  it("can offer a token with all characters that the page names", async () => {
    const [, characters = ""] = /letters, digits and ``(\S+)``/.exec(text) ?? [];
    expect(characters).toHaveLength(15);
    const asked: unknown[] = [];
    const authorize = async (event: object) => {
      asked.push(event);
      throw new Error("Unauthorized");
    };
    await start(bySubprotocol, { authorize });
    expect(await talk("connect-by-subprotocol.js", `aZ09${characters}`)).toEqual(refused);
    expect(asked).toMatchObject([{ headers: { "Sec-WebSocket-Protocol": `bearer, aZ09${characters}` } }]);
  });
});
