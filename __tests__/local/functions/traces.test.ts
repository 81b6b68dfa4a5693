import { existsSync } from "node:fs";
import { aws } from "../../../lib";
import { connected, endProjects, started, until } from "../wire/started";

jest.setTimeout(120_000);
afterAll(endProjects);

const sources = {
  "src/deep.ts": "interface Unused {}\n\nexport const deep = (): never => {\n  throw new RangeError('deep');\n};\n",
  "src/connect.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "src/fail.ts": `import { deep } from "./deep";

export const handler = async () => {
  return deep();
};
`,
};

describe("a stack trace names the sources, and nothing of this library", () => {
  it.each([
    ["a handler", false],
    ["a handler behind the scope guard", true],
  ])("for %s", async (_, isGuarded) => {
    const lines: string[] = [];
    const run = await started(
      sources,
      (stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
        const jwt = { issuer: "https://issuer.example.com/", audiences: ["a"] };
        const identitySource = "route.request.querystring.token";
        const users = api.addAuthorizer("users", { jwt: { ...jwt, identitySource } });
        api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer: users.id } } });
        api.route("$default", "src/fail.handler", {
          ...(isGuarded && { auth: { jwt: { authorizer: users.id, scopes: ["chat"] } } }),
        });
      },
      { issuer: true, log: (line) => void lines.push(line) },
    );
    const token = run.token({ aud: "a", scope: "chat" });
    const client = await connected(run, `?token=${token}`);
    client.send("x");
    await until(() => lines.some((line) => line.includes("src/fail.ts:4:")));
    const frames = lines.filter((line) => /: {5}at /.test(line));
    const [, path = "", row] = /\((.*deep\.ts):(\d+):\d+\)/.exec(frames[0] ?? "") ?? [];
    expect([existsSync(path), row]).toEqual([true, "4"]);
    expect(frames).toEqual([expect.stringContaining("deep.ts:4:"), expect.stringContaining("src/fail.ts:4:")]);
  });
});
