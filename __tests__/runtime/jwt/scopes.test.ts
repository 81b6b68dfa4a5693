import { hasOneOf } from "../../../lib/runtime/scopes";
import { authorizerOf, eventWith, tokenOf } from "./authorized";
import { TestIssuer } from "./issuer";
import { makeKey } from "./tokens";

jest.setTimeout(60_000);

const key = makeKey("2026");
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
});
afterAll(() => TestIssuer.stopAll());

describe("a context", () => {
  it.each([
    [{ scope: "a" }, ["a"], true],
    [{ scope: "a b c" }, ["x", "b"], true],
    [{ scp: "a b" }, ["b"], true],
    [{ scope: "x", scp: "a" }, ["a"], true],
    [{ scope: "a  b" }, ["b"], true],
    [{ scope: "ab" }, ["a"], false],
    [{ scope: "A" }, ["a"], false],
    [{ scope: "a" }, [], false],
    [{ scope: "a  b" }, [""], false],
    [{ scope: "" }, [""], false],
    [{ scope: "a b" }, ["a b"], false],
    [{ "claim.scope": "a", scopes: "a", sub: "a" }, ["a"], false],
    [{ scope: 5, scp: true }, ["5", "true"], false],
    [{ scope: ["a"] }, ["a"], false],
    [{}, ["a"], false],
    [undefined, ["a"], false],
  ])("%j has one of %j: %s", (context, scopes, has) => {
    expect(hasOneOf(context, scopes)).toBe(has);
  });
});

describe("scopes that are required on $connect", () => {
  const asking = (...scopes: readonly string[]) => authorizerOf(issuer, { JWT_SCOPES: JSON.stringify(scopes) });

  it.each([
    ["scope, a text", { scope: "chat:read chat:write" }],
    ["scope, a list, as IdentityServer writes it", { scope: ["chat:read", "chat:write"] }],
    ["scp, a text", { scp: "chat:write" }],
    ["scp, a list", { scp: ["chat:read", "chat:write"] }],
    ["scp, where scope has others", { scope: "openid", scp: ["chat:write"] }],
  ])("are in the token by %s: one of them does", async (_name, claims) => {
    expect(await asking("chat:write", "chat:all").verdict(tokenOf(issuer, key, claims))).toBe("Allow");
  });

  it("reject everybody if their list is empty", async () => {
    expect(await asking().verdict(tokenOf(issuer, key, { scope: "chat:write" }))).toBe("Deny");
  });

  it.each([
    ["none", {}],
    ["others", { scope: "chat:read", scp: ["openid"] }],
    ["pieces of them", { scope: "chat: write chat:write2", scp: ["chat"] }],
    ["them in another case", { scope: "CHAT:WRITE" }],
    ["them within a list's item", { scp: ["x chat:write y"] }],
    ["them within an item of scope", { scope: ["x chat:write y"] }],
    ["them within a deeper list", { scp: [["chat:write"]] }],
    ["them as keys", { scp: { "chat:write": "chat:write" } }],
    [
      "them in other claims",
      { scopes: "chat:write", permissions: ["chat:write"], "scope ": "chat:write", sub: "chat:write" },
    ],
    ["them under odd names", { "claim.scope": "chat:write", Scope: "chat:write", "scope\u0000": "chat:write" }],
  ])("are a denial for a right token with %s", async (_name, claims) => {
    const authorizer = asking("chat:write");
    const token = tokenOf(issuer, key, claims);
    expect(await authorizer.verdict(token)).toBe("Deny");
    expect(authorizer.reason()).toBe("the token has none of the scopes chat:write");
    expect(await authorizer.authorize(eventWith(token))).toMatchObject({ context: {} });
  });

  it("do not make an invalid token valid", async () => {
    expect(await asking("a").verdict(tokenOf(issuer, makeKey("2026"), { scope: "a" }))).toBe("Unauthorized");
  });

  it("are not checked if none are configured", async () => {
    expect(await authorizerOf(issuer).verdict(tokenOf(issuer, key))).toBe("Allow");
  });
});

describe("the context that the scope guard reads", () => {
  const scopesOf = async (claims: object) => {
    const answer = await authorizerOf(issuer).authorize(eventWith(tokenOf(issuer, key, claims)));
    return [answer.context.scope, answer.context.scp];
  };

  it.each([
    [{ scope: "a b" }, ["a b", undefined]],
    [{ scp: "a b" }, [undefined, "a b"]],
    [{ scp: ["a", "b"] }, [undefined, "a b"]],
    [{ scope: "5", scp: ["6", "true"] }, ["5", "6 true"]],
    [{ scp: [] }, [undefined, ""]],
    [{ scp: ["a", "b c", "", 5, null, "d\te", "f"] }, [undefined, "a f"]],
    [{ scp: 5 }, [undefined, undefined]],
    [{ scp: true }, [undefined, undefined]],
    [{ scp: { 0: "a" } }, [undefined, undefined]],
    [{ scp: null }, [undefined, undefined]],
  ])("of %j is %j", async (claims, seen) => {
    expect(await scopesOf(claims)).toEqual(seen);
  });

  it("does not contain invalid scopes, which are logged", async () => {
    const authorizer = authorizerOf(issuer);
    await authorizer.verdict(tokenOf(issuer, key, { scp: ["a", "secret words"] }));
    expect(JSON.parse(authorizer.lines.at(-1) ?? "")).toMatchObject({ claims: ["scp[1]"] });
    await authorizer.verdict(tokenOf(issuer, key, { scp: 5 }));
    expect(JSON.parse(authorizer.lines.at(-1) ?? "")).toMatchObject({ claims: ["scp"] });
    expect(authorizer.lines.join()).not.toContain("secret words");
  });
});
