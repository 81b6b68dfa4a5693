import { utimesSync } from "node:fs";
import { join } from "node:path";
import { aws } from "../../lib";
import { startLocal } from "../../lib/local";
import { removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { synthesized } from "./synthesized";

afterAll(removeProjects);

const output = () =>
  synthesized({ "src/a.ts": "export const handler = async () => ({ statusCode: 200 });\n" }, (app) => {
    const stack = testStack("chat-dev", app);
    new aws.ApiGatewayWebSocket(stack, "Chat").route("$default", "src/a.handler");
    return stack;
  });

describe("startLocal", () => {
  const warning = jest.spyOn(process, "emitWarning");

  it.each([
    ["warns of a handler that was saved after the synthesis, whose older code it serves", 60, 1],
    ["does not warn of a handler that was saved before the synthesis", -60, 0],
  ])("%s", async (_, seconds, count) => {
    warning.mockImplementation(() => undefined);
    const dir = output();
    const time = Date.now() / 1000 + seconds;
    utimesSync(join(dir, "../src/a.ts"), time, time);
    const run = await startLocal({ dir });
    await run.close();
    const texts = warning.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("src/a.ts: "));
    expect(texts).toHaveLength(count);
    for (const text of texts) expect(text).toMatch(/serves older code\. Run "cdktf synth"/);
  });
});
