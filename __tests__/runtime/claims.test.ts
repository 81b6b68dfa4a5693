import fc from "fast-check";
import { claims } from "../../lib/runtime";
import { encodedClaim } from "../../lib/runtime/claims";

/** An event with an authorizer's context as API Gateway passes it: all values as strings, and two keys of its own. */
const eventOf = (context: Readonly<Record<string, unknown>>) => ({
  requestContext: { authorizer: { principalId: "ada", integrationLatency: 12, ...context } },
});

const carried = (token: Readonly<Record<string, unknown>>) =>
  claims(eventOf(Object.fromEntries(Object.entries(token).map(([name, value]) => encodedClaim(name, value)))));

describe("the claims of an event", () => {
  it("have the same values as in the token", () => {
    const token = {
      sub: "12345",
      scope: "chat:read chat:write",
      exp: 1790000000,
      ratio: 0.5,
      email_verified: true,
      "cognito:groups": ["admins", "users"],
      "https://example.com/roles": { chat: ["owner"] },
      nickname: "",
      nothing: null,
    };
    expect(carried(token)).toEqual(token);
  });

  it.each(["5", "true", "null", '"quoted"', '["admin"]', '{"a":1}', " 5 ", "-0"])(
    "distinguish the string %j from the JSON value in it",
    (text) => {
      expect(carried({ name: text })).toEqual({ name: text });
      expect(carried({ name: JSON.parse(text) })).not.toEqual({ name: text });
    },
  );

  it.each(["sub", "scope", "scp"])("have %s as an unchanged string, which the scope guard reads too", (name) => {
    expect(encodedClaim(name, "12345")).toEqual([name, "12345"]);
    expect(claims(eventOf({ [name]: "12345" }))).toEqual({ [name]: "12345" });
  });

  it.each([
    ...["principalId", "integrationLatency", "usageIdentifierKey", "integrationStatus"],
    ...["error", "latency", "requestId", "status", "", "claim.status", "claim.claim.sub"],
  ])("may have the name %j, without using a key that is reserved by AWS", (name) => {
    expect(carried({ [name]: "x" })).toEqual({ [name]: "x" });
    expect(encodedClaim(name, "x")).toEqual([`claim.${name}`, "x"]);
  });

  it("are preserved with any name and any value", () => {
    const name = fc.string().filter((text) => !["sub", "scope", "scp", "__proto__"].includes(text));
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue({ noUnicodeString: false })), (token) => {
        const read = JSON.parse(JSON.stringify(token));
        expect(carried(read)).toEqual(read);
      }),
    );
  });

  it("do not include AWS's own keys", () => {
    expect(claims(eventOf({ sub: "ada" }))).toEqual({ sub: "ada" });
  });

  it.each([
    ["has no authorizer", {}],
    ["has none that is set", { authorizer: undefined }],
    ["has one that is null", { authorizer: null }],
  ])("are none where the route %s", (_name, requestContext) => {
    expect(claims({ requestContext })).toEqual({});
  });

  it("are also read from unconverted values, which some local servers pass", () => {
    expect(claims(eventOf({ admin: true, level: 5 }))).toEqual({ admin: true, level: 5 });
  });
});
