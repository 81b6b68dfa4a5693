import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { Fn } from "cdktf";
import { aws, type JwtAuthorizerArgs } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { ask, connect, connected, endAll, endProjects, started } from "./started";

const sources = {
  "src/connect.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "src/message.ts":
    "export const handler = async (event: any) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });\n",
  "src/own.ts":
    "export const handler = async () => ({ statusCode: 200, body: `${process.env.JWT_ISSUER} ${process.env.JWT_AUDIENCES}` });\n",
};
const issuer = "https://issuer.example.com/";
const audiences = ["https://api.example.com"];

/** `$connect` requires the scope "enter", and the route "admin" the scope "rule". */
const guarded = (options: object = {}, jwt: Partial<JwtAuthorizerArgs> = {}): Promise<LocalRun> =>
  started(
    sources,
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      const identitySource = "route.request.querystring.token";
      const users = api.addAuthorizer("users", { jwt: { issuer, audiences, identitySource, ...jwt } });
      const auth = (scopes: string[]) => ({ auth: { jwt: { authorizer: users.id, scopes } } });
      api.route("$connect", "src/connect.handler", auth(["enter", "visit"]));
      api.route("$default", "src/message.handler", { reply: true });
      api.route("admin", "src/message.handler", { ...auth(["rule"]), reply: true });
      const environment = { JWT_ISSUER: "https://mine.example.com", JWT_AUDIENCES: "mine" };
      api.route("own", { handler: "src/own.handler", environment }, { reply: true });
    },
    { issuer: true, ...options },
  );

describe("an app with a JWT authorizer", () => {
  jest.setTimeout(60_000);
  const [aud] = audiences;
  let run: LocalRun;
  beforeAll(async () => {
    run = await guarded();
  });
  afterAll(endProjects);

  const other = "https://other.example.com/";
  const past = Math.floor(Date.now() / 1000) - 60;
  it.each([
    ["no token", () => "", 401],
    ["an empty token", () => "?token=", 401],
    ["an invalid token", () => "?token=no.token.atall", 401],
    ["a token of another issuer", () => `?token=${run.token({ aud, scope: "enter", iss: other })}`, 401],
    ["a token for another audience", () => `?token=${run.token({ aud: other, scope: "enter" })}`, 401],
    ["an expired token", () => `?token=${run.token({ aud, scope: "enter", exp: past })}`, 401],
    ["a modified token", () => `?token=${run.token({ aud, scope: "enter" }).replace(/\.\w/, ".A")}`, 401],
    ["a token without a signature", () => `?token=${run.token({ aud, scope: "enter" }).replace(/[^.]+$/, "")}`, 401],
    ["a token without the scope of $connect", () => `?token=${run.token({ aud, scope: "rule" })}`, 403],
  ])("turns away a client with %s", async (_, query, status) => {
    expect(await connect(run, query())).toBe(status);
    expect(run.events()).toEqual([]);
  });

  it("accepts a client with a valid token, and checks the scopes of each message", async () => {
    const visitor = await connected(run, `?token=${run.token({ aud, scope: "visit", sub: "ann" })}`);
    expect(JSON.parse(await ask(visitor, "hello"))).toMatchObject({ principalId: "ann", sub: "ann", scope: "visit" });
    expect(await ask(visitor, { action: "admin" })).toMatch(
      /^{"message": "Forbidden", "connectionId":"\S{16}", "requestId":"\S{16}"}$/,
    );
    const ruler = await connected(run, `?token=${run.token({ aud, scope: "enter rule" })}`);
    expect(JSON.parse(await ask(ruler, { action: "admin" }))).toMatchObject({ scope: "enter rule" });
    expect(await ask(visitor, { action: "admin" })).toMatch(/Forbidden/);
  });

  it("lists each replaced issuer in its notices", () => {
    const said = run.notices.filter((notice) => notice.includes("issuer of this run"));
    expect(said).toEqual([
      expect.stringMatching(/^chat-dev\/Chat\/Authorizer users\/Handler\/Function trusts .* https:\/\/localhost:\d+\//),
    ]);
  });

  it("does not change the user's own functions, even with the same variable names", async () => {
    const client = await connected(run, `?token=${run.token({ aud, scope: "enter" })}`);
    expect(await ask(client, { action: "own" })).toBe("https://mine.example.com mine");
  });
});

describe("the clock of the run", () => {
  jest.setTimeout(60_000);
  afterEach(endAll);
  afterAll(endProjects);

  const minute = 60_000;
  const visit = (run: LocalRun) => {
    const exp = Math.floor(Date.now() / 1000) + 120;
    return connected(run, `?token=${run.token({ aud: audiences[0], scope: "enter rule", exp })}`);
  };

  it("refuses messages on a route with scopes once the token has expired", async () => {
    const run = await guarded();
    const client = await visit(run);
    run.advanceTime(minute);
    expect(JSON.parse(await ask(client, { action: "admin" }))).toMatchObject({ scope: "enter rule" });
    run.advanceTime(minute);
    expect(await ask(client, { action: "admin" })).toMatch(
      /^{"message": "Unauthorized", "connectionId":"\S{16}", "requestId":"\S{16}"}$/,
    );
    expect(JSON.parse(await ask(client, "hello"))).toMatchObject({ scope: "enter rule" });
  });

  it("refuses none of them where the authorizer ignores the expiry", async () => {
    const run = await guarded({}, { expire: "ignore" });
    const client = await visit(run);
    run.advanceTime(5 * minute);
    expect(JSON.parse(await ask(client, { action: "admin" }))).toMatchObject({ scope: "enter rule" });
  });
});

describe("the development issuer", () => {
  jest.setTimeout(60_000);
  afterEach(endAll);
  afterAll(endProjects);

  it("replaces audiences if others are given", async () => {
    const run = await guarded({ issuer: { audiences: ["local"] } });
    const token = (aud: string) => `?token=${run.token({ aud, scope: "enter" })}`;
    expect(await connect(run, token("https://api.example.com"))).toBe(401);
    expect(await connect(run, token("local"))).not.toBe(401);
  });

  it("is offered for issuers and audiences that are known only after apply, without which nobody may connect", async () => {
    const unknown = (name: string) => Fn.lookup(Fn.tomap({ a: Fn.uuid() }), name, "");
    const run = await guarded({ issuer: false }, { audiences: [unknown("a")] });
    expect(run.notices).toContainEqual(expect.stringMatching(/JWT_AUDIENCES .* Pass --issuer --audience <audience>\./));
    expect(await connect(run, "?token=any")).toBe(500);
    const other = await guarded({ issuer: { audiences } }, { audiences: [unknown("a")] });
    expect(other.notices.join()).not.toContain("--audience");
    expect(await connect(other, `?token=${other.token({ aud: audiences, scope: "enter" })}`)).not.toBe(500);
  });

  it("does not answer to other names than loopback", async () => {
    const run = await guarded();
    const [payload = ""] = run.token().split(".").slice(1);
    const { iss } = JSON.parse(Buffer.from(payload, "base64url").toString());
    const status = async (host: string) => {
      const url = new URL(".well-known/jwks.json", iss);
      const sent = get(url, { ca: readFileSync(run.certificate), headers: { host }, servername: "localhost" });
      const [response] = await once(sent, "response");
      response.resume();
      return response.statusCode;
    };
    expect([await status("localhost"), await status("evil.example")]).toEqual([200, 404]);
  });

  it("listens on loopback only", async () => {
    await expect(guarded({ address: "0.0.0.0" })).rejects.toThrow(
      /"address" must be a loopback address with "issuer", .*; got "0.0.0.0". Remove "address" or "issuer"/,
    );
  });

  it("starts only on request", async () => {
    const run = await guarded({ issuer: false });
    expect(() => run.token()).toThrow('This run has no issuer. Pass "issuer: true" to startLocal.');
    expect(run.notices.filter((notice) => notice.includes("issuer of this run"))).toEqual([]);
    expect(run.app.functions.flatMap(({ environment }) => environment.JWT_ISSUER ?? [])).toContain(issuer);
  });
});
