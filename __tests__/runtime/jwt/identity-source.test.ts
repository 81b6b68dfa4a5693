import { identitySource, tokenOf } from "../../../lib/runtime/jwt/identity-source";

const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln";
const other = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2ln";

function found(event: unknown, text: string): string {
  const source = identitySource(text);
  if (!source) throw new Error(`${text} is no identity source`);
  try {
    return tokenOf(event, source);
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

const header = (name: string, ...lines: readonly string[]) => ({
  headers: { [name]: lines.at(-1) },
  multiValueHeaders: { [name]: lines },
});
const protocols = (...offered: readonly string[]) => header("Sec-WebSocket-Protocol", offered.join(", "));

describe("an identity source", () => {
  it.each(["", "Authorization", "$request.header.Authorization", "route.request.header.", "route.request.body.token"])(
    "is not %j",
    (text) => {
      expect(identitySource(text)).toBeUndefined();
    },
  );

  it.each([
    ["route.request.header.Authorization", header("Authorization", `Bearer ${jwt}`)],
    ["route.request.header.Authorization", header("authorization", `bearer ${jwt}`)],
    ["route.request.header.authorization", header("AUTHORIZATION", `BEARER  ${jwt} `)],
    ["route.request.header.X.Token", header("x.token", jwt)],
    ["route.request.header.Authorization", { headers: { Authorization: jwt } }],
    ["route.request.header.Authorization", { multiValueHeaders: { Authorization: [jwt] } }],
    ["route.request.header.Authorization", header("Authorization", jwt, `Bearer ${jwt}`)],
    ["route.request.querystring.token", { queryStringParameters: { token: jwt } }],
    ["route.request.querystring.token", { multiValueQueryStringParameters: { token: [jwt] } }],
    ["route.request.querystring.token", { queryStringParameters: { token: `Bearer ${jwt}` } }],
    ["stageVariables.token", { stageVariables: { token: jwt } }],
    ["context.identity.token", { requestContext: { identity: { token: jwt } } }],
  ])("%s finds the token in %j", (source, event) => {
    expect(found(event, source)).toBe(jwt);
  });

  it.each([
    ["route.request.header.Authorization", header("Authorization", `Bearer ${jwt}`, `Bearer ${other}`)],
    ["route.request.header.Authorization", { headers: { Authorization: jwt, authorization: other } }],
    [
      "route.request.header.Authorization",
      { headers: { Authorization: jwt }, multiValueHeaders: { authorization: [other] } },
    ],
    [
      "route.request.querystring.token",
      { queryStringParameters: { token: jwt }, multiValueQueryStringParameters: { token: [other, jwt] } },
    ],
  ])("%s refuses two that differ: %j", (source, event) => {
    expect(found(event, source)).toBe("refused: there is more than one token");
  });

  it.each([
    ["route.request.header.Authorization", {}],
    ["route.request.header.Authorization", { headers: { Authorization2: jwt } }],
    ["route.request.header.Authorization", { queryStringParameters: { Authorization: jwt } }],
    ["route.request.header.Authorization", header("Authorization", "")],
    ["route.request.header.Authorization", header("Authorization", "  ")],
    ["route.request.querystring.token", { queryStringParameters: { Token: jwt } }],
    ["route.request.querystring.token", { queryStringParameters: null }],
    ["route.request.querystring.toString", { queryStringParameters: {} }],
    ["stageVariables.constructor.name", { stageVariables: {} }],
    ["context.constructor.name", { requestContext: {} }],
    ["context.identity.token", { requestContext: { identity: null } }],
    ["route.request.header.Authorization", null],
    ["context.a", "text"],
  ])("%s finds none in %j", (source, event) => {
    expect(found(event, source)).toBe("refused: there is no token where the identity source says");
  });

  it("accepts at most 16 KB, in any place", () => {
    const long = "x".repeat(16 * 1024 + 1);
    const refused = "refused: the token is longer than 16384 characters";
    expect(found(header("Authorization", long), "route.request.header.Authorization")).toBe(refused);
    expect(found(header("Authorization", jwt, long), "route.request.header.Authorization")).toBe(refused);
    expect(found({ queryStringParameters: { t: long } }, "route.request.querystring.t")).toBe(refused);
    expect(found(protocols("bearer", long), "route.request.header.Sec-WebSocket-Protocol")).toBe(refused);
  });
});

describe("the subprotocols", () => {
  const source = "route.request.header.Sec-WebSocket-Protocol";

  it.each([
    [protocols("bearer", jwt)],
    [protocols("Bearer", jwt)],
    [protocols("chat", "bearer", jwt)],
    [protocols("bearer", jwt, "chat.v1.2")],
    [header("sec-websocket-protocol", `bearer,${jwt}`)],
    [header("Sec-WebSocket-Protocol", "chat", `bearer, ${jwt}`)],
    [header("Sec-WebSocket-Protocol", "bearer", jwt)],
  ])("contain the token after bearer: %j", (event) => {
    expect(found(event, source)).toBe(jwt);
    expect(found(event, source.toLowerCase())).toBe(jwt);
  });

  it.each([
    [protocols("bearer", jwt, "bearer", jwt)],
    [protocols("bearer", jwt, "bearer", "opaque")],
    [protocols("bearer", jwt, other)],
    [protocols(other, "bearer", jwt)],
    [protocols("bearer", "chat", "bearer", jwt)],
    [{ headers: { "Sec-WebSocket-Protocol": `bearer, ${jwt}`, "sec-websocket-protocol": `bearer, ${other}` } }],
  ])("may contain only one token: %j", (event) => {
    expect(found(event, source)).toBe("refused: there is more than one token among the subprotocols");
  });

  it.each([
    [protocols("chat")],
    [protocols("chat", "bearer")],
    [protocols("")],
    [{}],
    [{ headers: { "Sec-WebSocket-Protocol": 5 } }],
  ])("contain no token: %j", (event) => {
    expect(found(event, source)).toBe('refused: there is no token behind "bearer" among the subprotocols');
  });

  it("contain no token without bearer or before it", () => {
    expect(found(protocols(jwt), source)).toMatch(/^refused/);
    expect(found(protocols(jwt, "bearer"), source)).toMatch(/^refused/);
  });
});
