import { createHmac } from "node:crypto";
import type { AuthorizerEventV2 } from "cdktf-apigateway-websocket/runtime";
import { handler, index } from "../../src/authorizer";

const secret = "a secret that only the site and the function know";
const now = () => Math.floor(Date.now() / 1000);

function sign(text: string, by = secret): string {
  return `${text}.${createHmac("sha256", by).update(text).digest("base64url")}`;
}

function ask(...identitySource: string[]) {
  return handler({ identitySource } as unknown as AuthorizerEventV2);
}

beforeEach(() => {
  process.env.TICKET_SECRET = secret;
});

afterAll(() => {
  delete process.env.TICKET_SECRET;
});

describe("the example of an authorizer", () => {
  it("accepts a recent ticket", async () => {
    expect(await ask(sign(`alice.${now() + 60}`))).toEqual({ isAuthorized: true, context: { principalId: "alice" } });
  });

  it.each<[string, () => string[]]>([
    ["no ticket", () => []],
    ["an empty one", () => [""]],
    ["an expired one", () => [sign(`alice.${now() - 1}`)]],
    ["one of another secret", () => [sign(`alice.${now() + 60}`, "another secret")]],
    ["one of another user", () => [sign(`alice.${now() + 60}`).replace("alice", "carol")]],
    ["one of another time", () => [sign(`alice.${now() - 60}`).replace(/\.\d+\./, `.${now() + 60}.`)]],
    ["one without a signature", () => [`alice.${now() + 60}.`]],
    ["other text", () => ["let me in"]],
    ["one with trailing text", () => [`${sign(`alice.${now() + 60}`)}\nx`]],
  ])("rejects %s", async (_, ticket) => {
    expect(await ask(...ticket())).toEqual({ isAuthorized: false });
  });

  it.each(["", undefined])("rejects every ticket while its secret is %j", async (value) => {
    if (value === undefined) delete process.env.TICKET_SECRET;
    else process.env.TICKET_SECRET = value;
    await expect(ask(sign(`alice.${now() + 60}`, "x"))).rejects.toThrow("TICKET_SECRET is not set.");
  });

  it("is also exported under the name in SST's examples", () => {
    expect(index).toBe(handler);
  });
});
