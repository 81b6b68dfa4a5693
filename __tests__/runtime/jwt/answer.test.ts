import { claims as claimsOf } from "../../../lib/runtime";
import { audience, authorizerOf, eventWith, methodArn, tokenOf } from "./authorized";
import { TestIssuer } from "./issuer";
import { makeKey } from "./tokens";

jest.setTimeout(60_000);

const key = makeKey("2026");
let issuer: TestIssuer;
let authorizer: ReturnType<typeof authorizerOf>;
beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
});
afterAll(() => TestIssuer.stopAll());
beforeEach(() => {
  authorizer = authorizerOf(issuer);
});

const answerTo = (claims: object) => authorizer.authorize(eventWith(tokenOf(issuer, key, claims)));
const bytes = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));
/** The claims that a handler of any route reads. */
const seen = ({ context }: { readonly context: object }) => claimsOf({ requestContext: { authorizer: context } });

describe("the answer", () => {
  it("contains the subject, the ARN, and all claims as strings", async () => {
    const answer = await answerTo({ scope: "a b", roles: ["x"], level: 5, iat: 1, exp: 4e9 });
    expect(answer).toEqual({
      principalId: "ada",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
      context: {
        sub: "ada",
        scope: "a b",
        iss: issuer.name,
        aud: audience,
        roles: '["x"]',
        level: "5",
        iat: "1",
        exp: "4000000000",
      },
    });
    expect(seen(answer)).toMatchObject({ roles: ["x"], level: 5, exp: 4e9 });
    expect(authorizer.lines).toEqual([]);
  });

  it.each([
    ["no sub", { sub: undefined, client_id: "root", username: "root" }, "unknown"],
    ["an empty sub", { sub: "" }, "unknown"],
    ["a claim that is called principalId", { principalId: "root" }, "ada"],
  ])("names nobody else where a token has %s", async (_name, claims, principalId) => {
    const answer = await answerTo(claims);
    expect(answer.principalId).toBe(principalId);
    expect(answer.context.principalId).toBeUndefined();
  });

  it("is for the ARN of its own event, unchanged", async () => {
    const arn = "arn:aws-cn:execute-api:cn-north-1:1:a/prod/$connect";
    const answer = await authorizer.authorize({ ...eventWith(tokenOf(issuer, key)), methodArn: arn });
    expect(answer.policyDocument.Statement).toEqual([expect.objectContaining({ Resource: arn })]);
  });
});

describe("claims that do not fit into AWS's 8 KB", () => {
  it("are left out completely, and logged by name in one line", async () => {
    const answer = await answerTo({
      big: "x".repeat(7500),
      small: "y",
      alsoBig: { deep: ["z".repeat(3000)] },
      last: 1,
    });
    expect(Object.keys(answer.context)).toEqual(expect.arrayContaining(["sub", "small", "last", "big"]));
    expect(answer.context.alsoBig).toBeUndefined();
    expect(authorizer.lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "WARN",
        message: "Claims were left out.",
        claims: ["alsoBig"],
        requestId: "TXzPWFkkjoEF92g=",
        connectionId: "TXzPWdnOjoECGjA=",
      },
    ]);
    expect(authorizer.lines[0]).not.toContain("zzz");
  });

  it.each([
    ["letters", "x"],
    ["umlauts", "ü"],
    ["emoji", "🙂"],
    ["quotes", '"'],
    ["line breaks", "\n"],
    ["control characters", "\u0001"],
    ["backslashes", "\\"],
  ])("are counted in bytes of JSON: %s", async (_name, letter) => {
    const piece = letter.repeat(500 / (bytes(letter) - 2));
    const many = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`claim${index}`, piece]));
    const answer = await answerTo(many);
    expect(bytes(answer)).toBeLessThanOrEqual(8000);
    const missing = Object.keys(many).filter((name) => !(name in answer.context));
    // No claim that would have fitted.
    if (missing.length > 0) expect(bytes(answer) + bytes("claim00") + bytes(piece) + 2).toBeGreaterThan(8000);
    const named = authorizer.lines.flatMap((line) => JSON.parse(line).claims as string[]);
    expect(named.sort()).toEqual(missing.sort());
  });

  it("never displace sub, scope, scp and exp, in any order of the claims", async () => {
    const others = Object.fromEntries(Array.from({ length: 22 }, (_, index) => [String(index), "x".repeat(300)]));
    const scope = Array.from({ length: 200 }, (_, index) => `scope:${index}`).join(" ");
    const scp = Array.from({ length: 100 }, (_, index) => `other:${index}`);
    const exp = 4_102_444_800;
    const answer = await answerTo({ ...others, scope, scp, sub: "s".repeat(255), exp });
    expect(answer.context).toMatchObject({ sub: "s".repeat(255), scope, scp: scp.join(" "), exp: String(exp) });
    expect(bytes(answer)).toBeLessThanOrEqual(8000);
  });

  it("never displace exp, not even so many that nothing else fits", async () => {
    // Names that are numbers come first in an object.
    const others = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [String(index), "x"]));
    const answer = await answerTo({ ...others, exp: 4e9 });
    expect(answer.context.exp).toBe("4000000000");
    expect(answer.context.iss).toBeUndefined();
  });

  it.each([
    ["sub", { sub: "s".repeat(4100) }],
    ["scope", { scope: "s ".repeat(4000) }],
    ["scp", { scp: Array.from({ length: 1000 }, (_, index) => `scope${index}`) }],
  ])("are an error where they are %s, which is never cut", async (_name, claims) => {
    await expect(answerTo(claims)).rejects.toThrow(/"sub", "scope", "scp" and "exp" of the token do not fit/);
    expect(authorizer.reason()).toMatch(/never cut/);
    expect(await authorizer.verdict(tokenOf(issuer, key))).toBe("Allow");
  });
});
