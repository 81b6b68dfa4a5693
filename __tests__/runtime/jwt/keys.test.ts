import type { World } from "../../../lib/runtime/jwt/authorizer";
import { fetchDocument } from "../../../lib/runtime/jwt/fetch-document";
import { authorizerOf, rightClaims, tokenOf } from "./authorized";
import { type Answer, asJson, TestIssuer } from "./issuer";
import { makeKey, makeToken, type SigningKey } from "./tokens";

jest.setTimeout(60_000);

const key = makeKey("2026");
const next = makeKey("2027");
const attacker = makeKey("forged");

const hour = 3600_000;
const silent: Answer = () => undefined;
const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end("{}");
const text =
  (body: string): Answer =>
  (response) =>
    response.end(body);

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
});
afterEach(() => TestIssuer.stopAll());

const forged = (kid: string) => makeToken({ ...attacker, kid }, rightClaims(issuer));
const right = (signingKey: SigningKey = key) => tokenOf(issuer, signingKey);

describe("the keys of an issuer", () => {
  it("are found through its discovery document, and fetched once", async () => {
    const { verdict } = authorizerOf(issuer);
    expect([await verdict(right()), await verdict(right()), await verdict(right())]).toEqual([
      "Allow",
      "Allow",
      "Allow",
    ]);
    expect(issuer.asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  it("are fetched once for concurrent tokens", async () => {
    const { verdict } = authorizerOf(issuer);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verdict(right())));
    expect(new Set(verdicts)).toEqual(new Set(["Allow"]));
    expect(issuer.fetches).toBe(1);
  });

  it.each(["/", "/realms/chat", "/realms/chat/"])("are found below an issuer that ends in %s", async (path) => {
    const other = await TestIssuer.start({ path, keys: [key] });
    const { verdict } = authorizerOf(other);
    expect(await verdict(tokenOf(other, key))).toBe("Allow");
    expect(other.asked).toEqual([`${path.replace(/\/$/, "")}/.well-known/openid-configuration`, "/keys"]);
  });

  it("are fetched again after an hour, so that a withdrawn key is no longer trusted", async () => {
    const { verdict, pass } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    issuer.keys = [next];
    pass(hour - 60_000);
    expect(await verdict(right())).toBe("Allow");
    pass(2 * 60_000);
    expect(await verdict(right())).toBe("Unauthorized");
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("are fetched from a new address as soon as the old address fails", async () => {
    const moved = await TestIssuer.start({ keys: [next] });
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    discovered({ jwks_uri: moved.addressOfKeys });
    issuer.keySet = status(404);
    expect(await verdict(right(next))).toMatch(/answered with status 404/);
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("are fetched from a new address after five minutes at the latest", async () => {
    const moved = await TestIssuer.start({ keys: [next] });
    const { verdict, pass } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    discovered({ jwks_uri: moved.addressOfKeys });
    expect(await verdict(right(next))).toBe("Unauthorized");
    pass(5 * 60_000);
    expect(await verdict(right(next))).toBe("Allow");
  });
});

describe("a key rotation while the function is warm", () => {
  it("accepts the new key at once, and no longer the old one", async () => {
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    issuer.keys = [key, next];
    expect([await verdict(right(next)), await verdict(right())]).toEqual(["Allow", "Allow"]);
    issuer.keys = [next, makeKey("2028")];
    expect(await verdict(right(makeKey("2029")))).toBe("Unauthorized");
    expect([await verdict(right()), await verdict(right(next))]).toEqual(["Unauthorized", "Allow"]);
  });

  it("accepts a new key with the same kid after an hour", async () => {
    const { verdict, pass } = authorizerOf(issuer);
    const renewed = makeKey(key.kid);
    expect(await verdict(right())).toBe("Allow");
    issuer.keys = [renewed];
    pass(hour + 1);
    expect([await verdict(right(renewed)), await verdict(right())]).toEqual(["Allow", "Unauthorized"]);
  });

  it("is not blocked by a forged token just before it", async () => {
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(forged("a"))).toBe("Unauthorized");
    issuer.keys = [next];
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("is not blocked by a forged token with the new kid", async () => {
    const { verdict } = authorizerOf(issuer);
    expect([await verdict(forged(next.kid)), await verdict(forged(next.kid))]).toEqual([
      "Unauthorized",
      "Unauthorized",
    ]);
    issuer.keys = [key, next];
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("is not missed if a fetch was in flight when the keys changed", async () => {
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    let arrived = () => {};
    let go = () => {};
    const onItsWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    issuer.keySet = (response, document) => {
      go = () => asJson(response, document);
      arrived();
    };
    const wrong = verdict(forged("a"));
    await onItsWay;
    issuer.keys = [next];
    issuer.keySet = asJson;
    const rotated = verdict(right(next));
    go();
    expect([await wrong, await rotated]).toEqual(["Unauthorized", "Allow"]);
  });
});

describe("a thousand forged kids", () => {
  const kids = Array.from({ length: 1000 }, (_, index) => `forged ${index}`);

  it("at once cause two fetches, and do not block a rotation after them", async () => {
    const { verdict } = authorizerOf(issuer);
    const tokens = kids.map(forged);
    const verdicts = await Promise.all(tokens.map(verdict));
    expect(new Set(verdicts)).toEqual(new Set(["Unauthorized"]));
    expect(issuer.fetches).toBe(2);
    expect(await verdict(right())).toBe("Allow");
    issuer.keys = [next];
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("in sequence cause at most ten fetches a second, and do not block a rotation after them", async () => {
    const waits: number[] = [];
    let now = Date.now();
    const clock: World["clock"] = {
      now: () => now,
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    };
    const { verdict } = authorizerOf(issuer, {}, { clock });
    const start = now;
    for (const kid of kids.slice(0, 200)) expect(await verdict(forged(kid))).toBe("Unauthorized");
    expect(issuer.fetches).toBe(200);
    expect(now - start).toBeGreaterThanOrEqual((200 / 10 - 1) * 1000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
    issuer.keys = [next];
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("do not delay a token with a cached key", async () => {
    const { verdict } = authorizerOf(issuer, {}, { clock: { now: Date.now, wait: () => new Promise(() => {}) } });
    for (const kid of kids.slice(0, 10)) await verdict(forged(kid));
    // From here on, every unknown kid waits forever.
    const waiting = kids.slice(10, 20).map((kid) => verdict(forged(kid)));
    expect(await verdict(right())).toBe("Allow");
    expect(await Promise.race([...waiting, Promise.resolve("waits")])).toBe("waits");
  });
});

describe("one forged kid", () => {
  it("causes at most three fetches in ten seconds", async () => {
    const { verdict, pass } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    for (let time = 0; time < 20; time++) expect(await verdict(forged("a"))).toBe("Unauthorized");
    expect(issuer.fetches).toBe(1 + 3);
    pass(10_001);
    expect(await verdict(forged("a"))).toBe("Unauthorized");
    expect(issuer.fetches).toBe(1 + 4);
  });

  it("is accepted as soon as any fetch returns its key", async () => {
    const { verdict } = authorizerOf(issuer);
    for (let time = 0; time < 5; time++) await verdict(forged(next.kid));
    issuer.keys = [next];
    expect(await verdict(right(next))).toBe("Unauthorized");
    expect(await verdict(forged("another"))).toBe("Unauthorized");
    expect(await verdict(right(next))).toBe("Allow");
  });

  it("of many concurrent tokens counts once", async () => {
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(right())).toBe("Allow");
    await Promise.all(Array.from({ length: 20 }, () => verdict(forged(next.kid))));
    issuer.keys = [next];
    expect(await verdict(right(next))).toBe("Allow");
  });
});

/** Failures of an issuer, with the log message for each. */
const failures: readonly (readonly [string, () => unknown, RegExp])[] = [
  ["no response for the keys", () => (issuer.keySet = silent), /did not answer within 1000 ms/],
  [
    "a response for the keys that stalls",
    () => (issuer.keySet = (response) => response.write('{"keys":')),
    /within 1000 ms/,
  ],
  ["a reset connection", () => (issuer.keySet = ({ socket }) => socket?.destroy()), /can't be reached/],
  [
    "a truncated response for the keys",
    () =>
      (issuer.keySet = (response) => {
        response.writeHead(200, { "content-length": 100 }).write('{"keys":');
        setImmediate(() => response.socket?.destroy());
      }),
    /broke off/,
  ],
  ["keys that are not JSON", () => (issuer.keySet = text("<html>")), /holds no JSON/],
  ["keys that are empty", () => (issuer.keySet = text("")), /holds no JSON/],
  ["keys that are null", () => (issuer.keySet = text("null")), /no list of keys/],
  ["keys that are not a list", () => (issuer.keySet = text('{"keys":{}}')), /no list of keys/],
  ["keys that are huge", () => (issuer.keySet = text(`{"keys":[${" ".repeat(1_000_000)}]}`)), /more than 300000 bytes/],
  ["a redirect of the keys", () => (issuer.keySet = status(302, { location: "/other" })), /answered with status 302/],
  ["an error for the keys", () => (issuer.keySet = status(503)), /answered with status 503/],
  ["no response for the discovery", () => (issuer.discovery = silent), /did not answer within 1000 ms/],
  ["a missing discovery", () => (issuer.discovery = status(404)), /answered with status 404/],
  [
    "a redirect of the discovery",
    () => (issuer.discovery = status(301, { location: "/other" })),
    /answered with status 301/,
  ],
  ["a discovery that is not JSON", () => (issuer.discovery = text("{")), /holds no JSON/],
  ["a discovery that is null", () => (issuer.discovery = text("null")), /of the issuer none/],
  ["a huge discovery", () => (issuer.discovery = text(`{"a":"${"x".repeat(1_000_000)}"}`)), /more than 300000 bytes/],
  [
    "the discovery of another issuer",
    () => discovered({ issuer: "https://other.example.com" }),
    /of the issuer "https:\/\/other/,
  ],
  ["the discovery of a longer issuer", () => discovered({ issuer: `${issuer.name}/` }), /of the issuer "https.*\/"/],
  ["a discovery without an issuer", () => discovered({ issuer: undefined }), /of the issuer none/],
  ["keys over http", () => discovered({ jwks_uri: issuer.addressOfKeys.replace("https", "http") }), /no https address/],
  ["keys in a file", () => discovered({ jwks_uri: "file:///etc/hosts" }), /no https address/],
  ["keys at an invalid address", () => discovered({ jwks_uri: "/keys" }), /no https address/],
  ["no address of keys", () => discovered({ jwks_uri: undefined }), /no https address/],
];

function discovered(more: object) {
  issuer.discovery = (response, document) => asJson(response, { ...document, ...more });
}

const impatient = () =>
  authorizerOf(issuer, {}, { fetch: (address) => fetchDocument(address, { ca: issuer.certificate, timeout: 1000 }) });

describe.each(failures)("%s", (_name, fail, problem) => {
  it("causes errors while cold; afterwards valid tokens are accepted", async () => {
    fail();
    const { verdict, reason } = impatient();
    expect(await verdict(right())).toMatch(problem);
    expect(reason()).toMatch(problem);
    Object.assign(issuer, { keySet: asJson, discovery: asJson });
    expect(await verdict(right())).toBe("Allow");
  });

  it("does not affect tokens with cached keys while warm, and causes errors for other tokens", async () => {
    const { verdict, pass, lines } = impatient();
    expect(await verdict(right())).toBe("Allow");
    pass(6 * 60_000);
    fail();
    expect(await verdict(right(next))).toMatch(problem);
    expect(await verdict(right())).toBe("Allow");
    pass(5 * hour);
    expect(await verdict(right())).toBe("Allow");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "ERROR", problem: expect.stringMatching(problem) });
    Object.assign(issuer, { keySet: asJson, discovery: asJson });
    issuer.keys = [key, next];
    expect(await verdict(right(next))).toBe("Allow");
  });
});

describe("an issuer that is down", () => {
  it("while cold causes errors, until it is up again", async () => {
    const { verdict } = authorizerOf(issuer, {}, { fetch: async () => Promise.reject(new Error("down")) });
    expect(await verdict(right())).toBe("the keys of the issuer can't be had: down");
  });

  it("while warm is requested once a minute, and valid tokens are always accepted", async () => {
    let up = true;
    let asked = 0;
    const keys = [key].map(({ jwk }) => jwk);
    const fetch = async (address: string) => {
      asked += 1;
      if (!up) throw new Error("down");
      return JSON.stringify(
        address.endsWith("/keys") ? { keys } : { issuer: issuer.name, jwks_uri: issuer.addressOfKeys },
      );
    };
    const { verdict, pass } = authorizerOf(issuer, {}, { fetch });
    expect(await verdict(right())).toBe("Allow");
    up = false;
    pass(2 * hour);
    asked = 0;
    for (let time = 0; time < 10; time++) expect(await verdict(right())).toBe("Allow");
    expect(asked).toBe(1);
    pass(60_001);
    expect(await verdict(right())).toBe("Allow");
    expect(asked).toBe(2);
  });

  it("does not affect the next token after it is up again", async () => {
    issuer.keySet = status(500);
    const { verdict } = authorizerOf(issuer);
    expect(await verdict(forged("a"))).toMatch(/can't be had/);
    issuer.keySet = asJson;
    expect(await verdict(right())).toBe("Allow");
  });
});
