import { acceptSubprotocol } from "../../lib/runtime";

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln";
const connect = (...offered: readonly string[]) => ({
  headers: { "Sec-WebSocket-Protocol": offered.join(", ") },
  multiValueHeaders: { "Sec-WebSocket-Protocol": [offered.join(", ")] },
});
const accepted = (event: object, supported?: readonly string[]) =>
  acceptSubprotocol(event, supported).headers?.["Sec-WebSocket-Protocol"];

describe("the accepted subprotocol", () => {
  it.each([
    [["bearer", token], "bearer"],
    [["Bearer", token], "Bearer"],
    [["bearer", token, "chat"], "chat"],
    [["chat", "bearer", token], "chat"],
    [["chat", "bearer", token, "chat.v2"], "chat"],
    [["chat.v2", "chat"], "chat.v2"],
    [["chat.v1.2"], "chat.v1.2"],
    [["bearer"], "bearer"],
    [["bearer", "not a JWT", "chat"], "chat"],
    // An item that looks like a token is never accepted, wherever it is in the list.
    [[token], undefined],
    [[token, "bearer"], "bearer"],
    [["bearer", "opaque", token, "chat"], "chat"],
    [["", " ", ","], undefined],
  ])("of %j is %j", (offered, answer) => {
    expect(accepted(connect(...offered))).toBe(answer);
  });

  it("is never the token, in any order of the offer", () => {
    const orders = [
      ["a", "bearer", token],
      ["bearer", token, "a"],
      ["bearer", token],
      [token, "bearer", "a"],
    ];
    for (const offered of orders) expect(JSON.stringify(acceptSubprotocol(connect(...offered)))).not.toContain(token);
  });

  it("is the API's preferred one among those offered", () => {
    const offered = connect("chat.v1", "chat.v2", "bearer", token);
    expect(accepted(offered, ["chat.v3", "chat.v2", "chat.v1"])).toBe("chat.v2");
    expect(accepted(offered, ["chat.v3"])).toBe("bearer");
    expect(accepted(connect("chat.v1"), ["chat.v3"])).toBeUndefined();
    expect(accepted(connect("bearer", token), [token])).toBe("bearer");
  });

  it("is found with any case of the header's name, and in several header lines", () => {
    expect(accepted({ headers: { "sec-websocket-protocol": `bearer,${token},chat` } })).toBe("chat");
    expect(
      accepted({
        headers: { "SEC-WEBSOCKET-PROTOCOL": "chat" },
        multiValueHeaders: { "SEC-WEBSOCKET-PROTOCOL": ["bearer", token, "chat"] },
      }),
    ).toBe("chat");
  });

  it("can be spread into a response, even if nothing was offered", () => {
    expect({ statusCode: 200, ...acceptSubprotocol(connect("bearer", token)) }).toEqual({
      statusCode: 200,
      headers: { "Sec-WebSocket-Protocol": "bearer" },
    });
    for (const event of [{}, { headers: null }, { headers: {} }, { headers: { "Sec-WebSocket-Protocol": "" } }])
      expect({ statusCode: 200, ...acceptSubprotocol(event) }).toEqual({ statusCode: 200 });
  });
});
